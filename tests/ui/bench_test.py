#!/usr/bin/env python3
"""paraspinal bench"""
import json

from cli import SCRATCH, CommandLine, main

SHORT = ("--steps", "8", "--largest", "5000")


def case(**changes):
    one = {"id": "one", "geometry": "axisymmetric", "inclusions": [], "bone": [], "curve": "one.csv",
           "block": {"shape": "cylinder", "radius_mm": 120, "thickness_mm": 52, "sides": "roller", "base": "fixed"},
           "layers": [{"thickness_mm": 52, "young_kPa": 15, "poisson": 0.45}], "path_mm": [[0, 0], [6, 0]],
           "indenter": {"shape": "ball", "radius_mm": 10, "contact": "frictionless"}}
    return {**one, **changes}


class Bench(CommandLine):
    def folder(self, cases, curve="indentation_mm,slide_mm,force_N,slide_force_N\n0,0,0,0\n3,0,0.443,0\n6,0,1.257,0\n"):
        place = SCRATCH / self.id()
        place.mkdir(parents=True, exist_ok=True)
        (place / "cases.json").write_text(json.dumps({"cases": cases}))
        (place / "one.csv").write_text(curve)
        return place

    def test_a_short_run_tells_everything(self):
        result = self.json_of("bench", "tissue", *SHORT, "--cases", self.folder([case()]), "--case", "one", "--json")
        live, floor, sizes, beside = result["live"], result["floor"], result["sizes"], result["comparison"]
        self.assertTrue(live["same_bits"])
        self.assertLessEqual(live["median_ms"], live["worst_ms"])
        self.assertGreater(live["two_over_one"], 0)
        self.assertGreater(min(floor["near_bytes_per_s"], floor["far_bytes_per_s"], floor["operations_per_s"]), 1e8)
        self.assertGreater(live["median_ms"], 0.2 * max(floor["memory_ms"], floor["arithmetic_ms"]))
        self.assertEqual([s["elements"] for s in sizes], sorted(s["elements"] for s in sizes))
        self.assertLessEqual(sizes[-1]["elements"], 5000)
        self.assertIn("one", beside["reference"])
        # finer blocks come nearer to the curve, and the one used live is near
        self.assertLess(beside["ours"][-1]["error"], beside["ours"][0]["error"])
        self.assertLess(beside["ours"][-1]["error"], 0.08)
        self.assertEqual(bool(beside["bullet"]), beside["bullet_found"])

    def test_text_for_people(self):
        text = self.good("bench", "tissue", *SHORT).stdout
        for words in ("same bits: yes", "Floor", "power", "fine resolution", "Bullet"):
            self.assertIn(words, text)

    def test_refusals(self):
        self.refused("bench", "muscle", names=['"muscle"', "tissue"])
        self.refused("bench", names=["tissue"])
        self.refused("bench", "tissue", "--steps", "none", names=["--steps", "none"])
        self.refused("bench", "tissue", "--case", "one", names=["--cases"])
        self.refused("bench", "tissue", "--cases", SCRATCH / "gone", names=["gone", "cases.json"])
        folder = self.folder([case(), case(id="bone", bone=[{"shape": "sphere", "centre_mm": [0, 0, -40], "radius_mm": 9}])])
        self.refused("bench", "tissue", "--cases", folder, "--case", "onn", names=['"onn"', "did you mean one?"])
        self.refused("bench", "tissue", "--cases", folder, "--case", "bone", names=["bone", "one layer"])
        heading = "indentation_mm,slide_mm,force_N,slide_force_N\n"
        falling = self.folder([case()], heading + "0,0,0,0\n2,0,1,0\n1,0,1,0\n")
        self.refused("bench", "tissue", "--cases", falling, "--case", "one", names=["case one", "do not rise"])
        broken = self.folder([case()], heading + "0,0,0,0\n2,0,1\n")
        self.refused("bench", "tissue", "--cases", broken, "--case", "one", names=["one.csv:3", '"2,0,1"'])
        self.refused("bench", "tissue", "--cases", self.folder([{"id": "one"}]), "--case", "one", names=["cases.json"])


if __name__ == "__main__":
    main()
