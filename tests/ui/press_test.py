#!/usr/bin/env python3
"""paraspinal press"""
from cli import POINT, CommandLine, main


class Press(CommandLine):
    def test_more_force_goes_deeper_and_hurts_more(self):
        answers = [self.json_of("press", "--at", POINT, "--tool", "thumb", "--force", force, "--patient", "anna", "--json")
                   for force in (5, 20, 40)]
        for force, answer in zip((5, 20, 40), answers):
            self.assertAlmostEqual(answer["force_n"], force, delta=0.3)
            self.assertEqual(answer["tool"], "thumb")
            self.assertEqual(answer["patient"], "anna")
            self.assertGreater(len(answer["column"]), 3)
            self.assertGreater(answer["peak_pressure_kpa"], answer["mean_pressure_kpa"])
            for layer in answer["column"]:
                self.assertGreaterEqual(layer["before_mm"], 0)
                self.assertGreaterEqual(layer["now_mm"], 0)
        for key in ("depth_mm", "contact_area_cm2", "mean_pressure_kpa"):
            values = [a[key] for a in answers]
            self.assertEqual(values, sorted(set(values)), key)
        pains = [a["pain"] for a in answers]
        self.assertEqual(pains, sorted(pains))
        self.assertGreater(pains[-1], 5)

    def test_tools_and_places(self):
        thumb = self.json_of("press", "--at", "left longissimus_thoracis", "--force", 20, "--json")
        palm = self.json_of("press", "--at", "left longissimus_thoracis", "--force", 20, "--tool", "palm", "--json")
        self.assertGreater(palm["contact_area_cm2"], 2 * thumb["contact_area_cm2"])
        self.assertLess(palm["depth_mm"], thumb["depth_mm"])
        self.assertEqual(thumb["at"], "Left longissimus thoracis")

    def test_text_for_people(self):
        said = self.good("press", "--at", POINT, "--force", 10).stdout
        for word in ("Right upper trapezius", "force 10.0 N", "mm", "kPa", "pain", "of 10"):
            self.assertIn(word, said)

    def test_what_is_reached_and_what_arrives_elsewhere(self):
        pressed = ("press", "--at", "right piriformis_1", "--tool", "elbow", "--patient", "clara", "--probe", "right sciatic_nerve",
                   "--probe", "right piriformis_1", "--probe", "left piriformis_1")
        answers = [self.json_of(*pressed, "--force", force, "--json") for force in (20, 60)]
        for light, firm in zip(*[a["probes"] for a in answers]):
            if light["name"].startswith("Left"):
                self.assertFalse(firm["in_reach"])
                self.assertEqual(firm["mean_kpa"], 0)
            else:
                self.assertTrue(light["in_reach"])
                self.assertGreater(firm["mean_kpa"], light["mean_kpa"])
        said = self.good(*pressed, "--force", 60, "--unit", "N/cm2").stdout
        for word in ("reached", "Right sciatic nerve", "N/cm\u00b2", "moved"):
            self.assertIn(word, said)

    def test_refusals(self):
        self.refused("press", "--at", POINT, "--force", 10, "--probe", "nowhere", names=["--probe", '"nowhere"'])
        self.refused("press", "--at", POINT, "--force", 10, "--unit", "psi", names=["--unit", '"psi"', "N/cm2"])
        self.refused("press", "--at", "upper_trapezius_9", "--force", 10, names=['"upper_trapezius_9"', '"upper_trapezius_1"'])
        self.refused("press", "--at", POINT, "--force", 10, "--tool", "thum", names=['"thum"', "fingertip", "pressure_bar", '"thumb"'])
        self.refused("press", "--at", POINT, "--force", 10, "--patient", "nobody", names=['"nobody"', "anna"])
        for force in ("-1", "nan", "inf", "1e9", "ten", "10N"):
            self.refused("press", "--at", POINT, "--force", force, names=["--force", f'"{force}"'])
        self.refused("press", "--at", POINT, "--force", 10, "--hold", "-1", names=["--hold", '"-1"'])


if __name__ == "__main__":
    main()
