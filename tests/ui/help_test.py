#!/usr/bin/env python3
"""What the program says of itself, and to those who mistype."""
from cli import LESSON, POINT, CommandLine, main


COMMANDS = ["render", "press", "play", "nerve", "list", "check", "export", "import", "device", "bench"]


class Help(CommandLine):
    def test_lists_every_command(self):
        for word in ("--help", "-h", "help"):
            done = self.good(word)
            self.assertEqual(done.stderr, "")
            for command in COMMANDS:
                self.assertRegex(done.stdout, rf"(?m)^  {command} +\S")
        self.assertIn("does not diagnose", done.stdout)

    def test_of_each_command_tells_every_option_of_its_usage(self):
        for command in COMMANDS:
            done = self.good(command, "--help")
            self.assertEqual(done.stderr, "")
            usage, rest = done.stdout.split("\n", 1)
            self.assertTrue(usage.startswith(f"paraspinal {command}"), usage)
            for word in usage.replace("[", " ").replace("]", " ").split():
                if word.startswith("--"):
                    self.assertRegex(rest, rf"(?m)^  {word}\b")

    def test_an_unknown_command_is_answered_with_the_nearest(self):
        self.refused("rendr", names=['"rendr"', "did you mean render?"])
        self.refused("presss", names=["did you mean press?"])
        self.refused("xyzzyxyzzy", names=['"xyzzyxyzzy"', "paraspinal --help"])

    def test_an_unknown_option_is_answered_with_the_nearest(self):
        for command, plain, wrong, right in (("render", ["o.png"], "--vew", "--view"), ("press", [], "--forse", "--force"),
                                             ("play", [LESSON], "--skript", "--script"), ("list", ["tools"], "--jsn", "--json"),
                                             ("check", ["f"], "--jason", "--json"), ("export", ["o.glb"], "--rigit", "--rigid"),
                                             ("device", [], "--jsn", "--json"), ("bench", ["tissue"], "--cases-", "--cases")):
            self.refused(command, *plain, wrong, names=[wrong, f"did you mean {right}?", f"usage: paraspinal {command}"])
        self.refused("--vlidate", names=["--vlidate", "--validate"])

    def test_what_is_missing_or_too_much_is_named(self):
        self.refused("render", names=["OUT.png"])
        self.refused("export", names=["BODY.glb"])
        self.refused("list", names=["structures", "points"])
        self.refused("check", names=["file"])
        self.refused("play", names=["lesson"])
        self.refused("press", names=["--at", "--force"])
        self.refused("press", "--at", POINT, names=["--force"])
        self.refused("device", "extra", names=['"extra"'])
        self.refused("import", names=["DIR|FILE"])
        self.refused("import", "x.glb", names=["--as"])
        self.refused("render", "a.png", "b.png", names=['"b.png"'])
        self.refused("render", "a.png", "--view", names=["--view", "needs a value"])
        self.refused("render", "a.png", "--view", "left", "--view", "right", names=["--view", "twice"])
        self.refused("list", "tools", "--json=yes", names=["--json", "no value"])


if __name__ == "__main__":
    main()
