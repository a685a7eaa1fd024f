#!/usr/bin/env python3
"""paraspinal import of the reference meshes (BodyParts3D), which are not ours to ship: only where PARASPINAL_REFERENCE says."""
import os
from pathlib import Path

from cli import POINT, CommandLine, main


class ImportReference(CommandLine):
    def test_the_reference_set(self):
        place = Path(os.environ.get("PARASPINAL_REFERENCE") or "not set")
        folder = next((f for f in (place, place / "bodyparts3d") if (f / "structures.tsv").exists()), None)
        if folder is None:
            self.skipTest(f"no BodyParts3D to import: PARASPINAL_REFERENCE is {place}")
        told = self.json_of("import", folder, "--as", "reference", "--json")
        self.assertEqual((told["axes"], told["unit"]), ("lps", "mm"))
        self.assertGreater(told["counts"]["imported"], 200)
        self.assertEqual(told["counts"]["unreadable"], 0)
        origins = {s["key"]: s["origin"] for s in told["structures"]}
        self.assertEqual(origins["latissimus_dorsi"], "described")
        self.assertEqual(origins["skin"], "grown")
        pressed = self.json_of("press", "--at", POINT, "--force", 20, "--body", "reference", "--json")
        self.assertTrue(2 < pressed["depth_mm"] < 40, pressed["depth_mm"])


if __name__ == "__main__":
    main()
