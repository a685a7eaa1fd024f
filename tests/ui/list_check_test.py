#!/usr/bin/env python3
"""paraspinal list, device and check"""
import json

from cli import ASSETS, LAYERS, LESSON, SCRATCH, CommandLine, call, main


class Lists(CommandLine):
    def rows(self, what, least, columns):
        rows = self.json_of("list", what, "--json")[what]
        self.assertGreaterEqual(len(rows), least, what)
        for row in rows:
            for column in columns:
                self.assertTrue(row[column], f"{what}: {row} lacks {column}")
        return rows

    def test_counts_and_columns(self):
        structures = self.rows("structures", 120, ["fma", "name", "latin", "kind", "side", "layer", "key"])
        ids = [s["fma"] for s in structures]
        self.assertEqual(len(set(ids)), len(ids), "one id, one structure")
        for s in structures:
            self.assertIn(s["layer"], LAYERS)
            self.assertIn(s["side"], ["left", "right", "midline"])
        kinds = {s["kind"] for s in structures}
        self.assertTrue({"bone", "muscle", "nerve", "disc", "skin"} <= kinds, kinds)
        sided = {side: sorted(s["key"] for s in structures if s["side"] == side) for side in ("left", "right")}
        self.assertEqual(sided["left"], sided["right"], "what is paired is there on both sides")
        places = self.rows("entrapments", 37, ["key", "site", "pressed_by"])
        self.assertIn("sciatic_nerve/below_piriformis", [p["key"] for p in places])
        nerves = self.rows("nerves", 10, ["fma", "name", "key"])
        self.assertEqual([n for n in structures if n["kind"] == "nerve"], nerves)
        muscles = {s["key"] for s in structures if s["kind"] == "muscle"}
        for point in self.rows("points", 20, ["key", "title", "muscle", "depth_mm", "refers_to", "confidence"]):
            self.assertIn(point["muscle"], muscles, point)
        tools = [t["key"] for t in self.rows("tools", 8, ["key", "name", "area_cm2", "usual_n", "largest_n"])]
        self.assertIn("pressure_bar", tools)
        lessons = self.rows("lessons", 1, ["key", "title", "patient", "steps"])
        patients = {p["key"] for p in self.rows("patients", 4, ["key", "name", "age", "sex", "stature_m"])}
        self.assertIn("default", patients)
        for lesson in lessons:
            self.assertIn(lesson["patient"], patients)

    def test_tables_have_a_heading_and_the_same_rows(self):
        lines = self.good("list", "tools").stdout.splitlines()
        self.assertTrue(lines[0].startswith("key"))
        self.assertEqual(len(lines) - 1, len(self.json_of("list", "tools", "--json")["tools"]))
        self.assertTrue(all(line == line.rstrip() for line in lines))

    def test_refusals(self):
        self.refused("list", "muscles", names=['"muscles"', "structures", "points", "nerves", "tools", "lessons", "patients"])
        self.refused("list", "tools", env={"PARASPINAL_ASSETS": str(SCRATCH / "gone")}, names=["PARASPINAL_ASSETS", "gone"])


class Device(CommandLine):
    def test_one_is_chosen(self):
        devices = self.json_of("device", "--json")["devices"]
        self.assertEqual(sum(d["chosen"] for d in devices), 1)
        self.assertRegex(self.good("device").stdout, r"(?m)^\* \S")


class Check(CommandLine):
    def test_shipped_files_are_good(self):
        # every shape is meshed to check it, which content.anatomy does for all; here one of them stands for the rest
        shapes = sorted((ASSETS / "anatomy" / "shapes").glob("*.toml"), key=lambda f: f.stat().st_size)[:1]
        files = [f for f in sorted(ASSETS.rglob("*.toml")) if f.parent.name != "shapes"] + shapes
        told = self.json_of("check", *files, "--json")
        self.assertTrue(told["good"])
        self.assertEqual([f["file"] for f in told["files"]], [str(f) for f in files])
        for file in told["files"]:
            self.assertTrue(file["good"] and file["kind"] and not file["faults"], file)
        kinds = {f["kind"] for f in told["files"]}
        self.assertTrue({"atlas", "shapes", "skeleton", "nerves", "entrapments", "points", "zones", "materials", "script", "lesson",
                         "patient", "skin", "tool", "response"} <= kinds, kinds)

    def broken(self, source, change, folder):
        """A copy with one change, in a folder of its own: some kinds are read with what lies beside them."""
        to = SCRATCH / folder / source.name
        to.parent.mkdir(exist_ok=True)
        text = source.read_text()
        changed = text.replace(*change, 1)
        self.assertNotEqual(text, changed, f"{source} no longer holds {change[0]!r}")
        to.write_text(changed)
        line = 1 + text[:text.index(change[0])].count("\n")
        return to, line

    def test_broken_copies_are_told_by_line(self):
        cases = [
            (ASSETS / "lessons" / f"{LESSON}.toml", ("most_force_n = 60", "most_force_n = -60"), ["most_force_n", "-60"]),
            (ASSETS / "lessons" / f"{LESSON}.toml", ('kind = "next"', 'kind = "nextt"'), ["nextt"]),
            (ASSETS / "tools" / "thumb.toml", ("friction = ", "fricton = "), ["fricton", "friction"]),
            (ASSETS / "patients" / "anna.toml", ('point = "upper_trapezius_1"', 'point = "upper_trapezius_7"'), ["upper_trapezius_7"]),
            (ASSETS / "scripts" / LESSON / "good_student.toml", ("format = 1", "format = 99"), ["99"]),
            (ASSETS / "tissue" / "materials.toml", ("format = 1", "format = one"), []),
        ]
        for n, (source, change, names) in enumerate(cases):
            file, line = self.broken(source, change, f"broken{n}")
            said = self.refused("check", file, names=names)
            self.assertIn(f"{file}:{line}:", said)
            told = call("check", file, "--json")
            self.assertEqual(told.returncode, 2)
            told = json.loads(told.stdout)
            self.assertFalse(told["good"])
            self.assertTrue(any(f"{file}:{line}:" in fault for fault in told["files"][0]["faults"]), told)

    def test_a_good_file_beside_a_bad_one(self):
        good = ASSETS / "patients" / "anna.toml"
        bad = SCRATCH / "not_ours.toml"
        bad.write_text("format = 1\ncolour = \"blue\"\n")
        done = call("check", good, bad)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"{good}: good (patient)", done.stdout)
        self.assertIn(str(bad), done.stderr)

    def test_what_is_not_ours(self):
        note = SCRATCH / "note.txt"
        note.write_text("Buy milk.\n")
        self.refused("check", note, names=[f"{note}:1:"])
        blob = SCRATCH / "blob.toml"
        blob.write_bytes(bytes(range(256)) * 8)
        self.refused("check", blob, names=[str(blob)])
        empty = SCRATCH / "empty.toml"
        empty.write_text("")
        self.refused("check", empty, names=[str(empty)])
        self.refused("check", SCRATCH / "gone.toml", names=["gone.toml", "No such file"])
        self.refused("check", SCRATCH, names=[str(SCRATCH)])


if __name__ == "__main__":
    main()
