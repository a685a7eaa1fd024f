#!/usr/bin/env python3
"""paraspinal render"""
from cli import LAYERS, SCRATCH, CommandLine, Picture, is_red, is_reddish, is_skin, is_yellow, main


VIEWS = ["posterior", "anterior", "left", "right", "superior", "inferior", "oblique"]


class Render(CommandLine):
    def picture(self, name, *words):
        file = SCRATCH / name
        self.good("render", file, "--size", "160x180", *words)
        return Picture(file)

    def test_size_and_report(self):
        file = SCRATCH / "report.png"
        told = self.json_of("render", file, "--size", "96x54", "--validate", "--json")
        self.assertEqual((told["width"], told["height"], told["validation_messages"]), (96, 54, 0))
        self.assertEqual(told["file"], str(file))
        self.assertGreaterEqual(told["structures"], 120)
        picture = Picture(file)
        self.assertEqual((picture.width, picture.height), (96, 54))

    def test_layers_and_views_show_what_they_say(self):
        skin = self.picture("skin.png")
        self.assertGreater(skin.share_of(is_skin), 0.2)
        self.assertLess(skin.share_of(is_red), 0.02)
        muscles = self.picture("muscles.png", "--peel", "superficial")
        self.assertGreater(muscles.share_of(is_red), 0.1)
        bone = self.picture("bone.png", "--peel", "bone", "--view", "left")
        self.assertLess(bone.share_of(is_red), 0.01)

    def test_posture_and_opacity_change_it(self):
        plain = self.picture("plain.png")
        self.assertNotEqual(plain.rows, self.picture("bent.png", "--posture", "side_bent").rows)
        through = self.picture("through.png", "--opacity", "0.3")
        self.assertGreater(through.share_of(is_reddish), plain.share_of(is_reddish) + 0.1, "muscles show through the skin")

    def test_skin_tones_differ_and_bad_ones_are_refused(self):
        self.assertNotEqual(self.picture("light.png", "--skin-tone", "1").rows, self.picture("dark.png", "--skin-tone", "8").rows)
        self.refused("render", SCRATCH / "never.png", "--skin-tone", "9", names=["--skin-tone", "9"])

    def test_structures_alone(self):
        nerve = self.picture("nerve.png", "--structure", "left sciatic_nerve")
        self.assertGreater(nerve.share_of(is_yellow), 0.001)
        self.assertEqual(nerve.share_of(is_red), 0.0)

    def test_a_section_shows_the_inside(self):
        whole = self.picture("whole.png", "--view", "superior")
        cut = self.picture("cut.png", "--view", "superior", "--section", "transverse:L3")
        self.assertGreater(cut.share_of(is_red), whole.share_of(is_red) + 0.01, "muscles are cut through")
        self.assertNotEqual(cut.rows, self.picture("lower.png", "--view", "superior", "--section", "transverse:1000").rows)
        out = SCRATCH / "never.png"
        self.refused("render", out, "--section", "across:L3", names=["--section", '"across:L3"', "transverse", "sagittal"])
        self.refused("render", out, "--section", "transverse:L9", names=["--section", "L9"])
        self.refused("render", out, "--section", "frontal:99999", names=["99999", "3000"])

    def test_refusals(self):
        out = SCRATCH / "never.png"
        self.refused("render", out, "--view", "behind", names=['"behind"', *VIEWS])
        self.refused("render", out, "--peel", "fascia", names=['"fascia"', *LAYERS])
        self.refused("render", out, "--posture", "kneeling", names=['"kneeling"', "prone", "flexed", "side_bent"])
        self.refused("render", out, "--patient", "nobody", names=['"nobody"', "anna", "default"])
        self.refused("render", out, "--structure", "piriformiss", names=['"piriformiss"', '"piriformis"'])
        self.refused("render", out, "--structure", "FMA1", names=["FMA1"])
        self.refused("render", out, "--device", "no such card", names=["no such card"])
        for size in ("12", "0x40", "640x-3", "1e3x500", "640x480x3", "99999x99999", ""):
            self.refused("render", out, "--size", size, names=["--size", f'"{size}"'])
        for opacity in ("-0.1", "1.5", "nan", "half", ""):
            self.refused("render", out, "--opacity", opacity, names=["--opacity", f'"{opacity}"'])
        self.assertFalse(out.exists())

    def test_a_folder_that_is_not_there(self):
        self.refused("render", SCRATCH / "nowhere" / "o.png", "--size", "32x32", names=["nowhere", "No such file"])


if __name__ == "__main__":
    main()
