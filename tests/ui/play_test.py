#!/usr/bin/env python3
"""paraspinal play"""
import json
import sqlite3

from cli import LESSON, SCRATCH, CommandLine, call, main, refuse_constant


class Play(CommandLine):
    def test_a_hasty_student_fails_with_a_reason_and_the_recording_agrees(self):
        folder = SCRATCH / "hasty"
        told = self.json_of("play", LESSON, "--script", "hasty_student", "--pictures", folder, "--student", "Test", "--json")
        self.assertTrue(told["finished"])
        self.assertFalse(told["passed"])
        self.assertEqual(told["failure"], "hold")
        self.assertIn("Not passed", told["verdict"])
        self.assertTrue(all(0 <= c["marks"] <= c["weight"] for c in told["criteria"]))
        times = [e["time"] for e in told["events"]]
        self.assertEqual(times, sorted(times))
        pictures = sorted(folder.glob("*.png"))
        self.assertGreaterEqual(len(pictures), 3)
        for file in pictures:  # headers only: they are large
            self.assertEqual(file.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        report = (folder / "report.html").read_text()
        for wanted in ("Not passed", "Test", *[p.name for p in pictures]):
            self.assertIn(wanted, report)
        self.assertNotIn("http://", report.replace("http://www.w3.org", ""), "the report needs no network")

        recording = folder / "recording.jsonl"
        for line in recording.read_text().splitlines():
            json.loads(line, parse_constant=refuse_constant)
        self.good("check", recording)
        again = self.json_of("play", LESSON, "--replay", recording, "--json")
        self.assertTrue(again["replay"]["same"])
        self.assertGreater(again["replay"]["checked"], 5)
        for key in ("state_hash", "verdict", "share", "criteria", "events", "seconds"):
            self.assertEqual(again[key], told[key], key)

        kept = sqlite3.connect(SCRATCH / "data" / "attempts.sqlite")
        tables = [row[0] for row in kept.execute("select name from sqlite_master where type = 'table'")]
        texts = [str(row) for table in tables for row in kept.execute(f'select * from "{table}"')]
        kept.close()
        self.assertTrue(any("Test" in text for text in texts), "the attempt is in the history")

        changed = SCRATCH / "changed.jsonl"  # a recording that does not tell the truth is found out
        lines = recording.read_text().splitlines()
        for n, line in enumerate(lines):
            step = json.loads(line)
            if step.get("pressing"):
                step["force_n"] += 1.0
                lines[n] = json.dumps(step)
                break
        changed.write_text("\n".join(lines) + "\n")
        done = call("play", LESSON, "--replay", changed)
        self.assertEqual(done.returncode, 2)
        self.assertIn("differs from the recording from step", done.stderr)

    def test_refusals(self):
        self.refused("play", "no_lesson", names=['"no_lesson"', LESSON])
        self.refused("play", LESSON, "--script", "lazy", names=['"lazy"', "good_student", "hasty_student"])
        self.refused("play", LESSON, "--replay", SCRATCH / "gone.jsonl", names=["gone.jsonl"])
        self.refused("play", LESSON, "--replay", "a", "--script", "b", names=["--replay", "--script"])
        cut = SCRATCH / "cut.jsonl"
        cut.write_text('{"paraspinal_recording":1,"lesson":"' + LESSON + '","pati')
        self.refused("play", LESSON, "--replay", cut, names=["cut.jsonl:1"])


if __name__ == "__main__":
    main()
