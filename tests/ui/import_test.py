#!/usr/bin/env python3
"""paraspinal import"""
from cli import POINT, SCRATCH, CommandLine, Picture, is_red, main, read_glb


class Import(CommandLine):
    """Bodies land in PARASPINAL_DATA, which is of the test."""

    def test_our_own_export_comes_back_and_can_be_pressed(self):
        file = SCRATCH / "own.glb"
        self.good("export", file, "--rigid")
        told = self.json_of("import", file, "--as", "own", "--json")
        self.assertEqual((told["axes"], told["unit"], told["unit_guessed"]), ("gltf", "m", True))
        self.assertEqual((told["unreadable"], told["unknown"]), ([], []))
        self.assertEqual(told["counts"]["described"], 0, "nothing was missed")
        self.assertGreaterEqual(told["counts"]["imported"], 120)
        self.assertLess(told["bones_off_mm"], 0.1)
        self.assertLess(told["fit"]["residual_mm"], 0.1)
        bodies = self.json_of("list", "bodies", "--json")["bodies"]
        self.assertEqual([b["name"] for b in bodies], ["own"])
        self.assertEqual(bodies[0]["imported"], told["counts"]["imported"])
        listed = self.json_of("list", "structures", "--body", "own", "--json")["structures"]
        self.assertEqual(sum(s["from"] == "imported" for s in listed), told["counts"]["imported"])
        self.refused("list", "tools", "--body", "own", names=["--body goes with structures"])

        again = SCRATCH / "again.glb"
        self.good("export", again, "--rigid", "--body", "own")
        self.assertLess(self.farthest(file, again), 0.0005, "within half a millimetre")

        own = self.json_of("press", "--at", POINT, "--force", 20, "--body", "own", "--json")
        plain = self.json_of("press", "--at", POINT, "--force", 20, "--json")
        self.assertAlmostEqual(own["depth_mm"], plain["depth_mm"], delta=1.5)
        picture = SCRATCH / "own.png"
        self.good("render", picture, "--size", "160x180", "--peel", "superficial", "--body", "own")
        self.assertGreater(Picture(picture).share_of(is_red), 0.1)

    def boxes(self, file):
        scene, _ = read_glb(file)
        out = {}
        for node in scene["nodes"]:
            if "mesh" in node and node["extras"]["kind"] != "skin":
                part = scene["meshes"][node["mesh"]]["primitives"][0]
                box = scene["accessors"][part["attributes"]["POSITION"]]
                out[node["extras"]["fma"]] = box["min"] + box["max"]
        return out

    def farthest(self, one, other):
        """Corners of the structures' boxes, metres."""
        a, b = self.boxes(one), self.boxes(other)
        self.assertEqual(sorted(a), sorted(b))
        return max(abs(x - y) for key in a for x, y in zip(a[key], b[key]))

    def test_refusals(self):
        folder = SCRATCH / "hostile"
        folder.mkdir()
        self.refused("import", SCRATCH / "gone", "--as", "x", names=["gone", "no such file or folder"])
        self.refused("import", folder, "--as", "x", names=["no file of meshes"])
        (folder / "FMA9165.obj").write_text("v 0 0 0\nv nan 0 0\nf 1 2 9\n")
        (folder / "FMA13072.glb").write_bytes(b"glTF\2\0\0\0\xff\xff\xff\xff")
        (folder / "zeros.stl").write_bytes(bytes(3000))
        (folder / "a\nb.obj").write_text("hello")
        said = self.refused("import", folder, "--as", "x", names=["FMA9165.obj", "FMA13072.glb", "nothing in it could be used"])
        self.assertIn("a?b.obj", said)
        for name in ("../x", "a b", "", "x" * 60):
            self.refused("import", folder, "--as", name, names=["a body's name is"])
        self.refused("import", folder, "--as", "x", "--axes", "xyz", names=["--axes", '"xyz"', "lps, ras or gltf"])
        self.refused("import", folder, "--as", "x", "--unit", "inch", names=["--unit", '"inch"', "mm, cm or m"])
        names = SCRATCH / "names.tsv"
        names.write_text("one\tFMA1\ntwo\n")
        self.refused("import", folder, "--as", "x", "--names", names, names=["names.tsv:1:", "names.tsv:2:"])
        self.refused("render", SCRATCH / "never.png", "--body", "nobody", names=["--body", '"nobody"'])
        self.refused("press", "--at", POINT, "--force", 10, "--body", "nobody", names=["--body", '"nobody"'])


if __name__ == "__main__":
    main()
