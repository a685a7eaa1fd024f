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

    def test_refusals(self):
        self.refused("press", "--at", "upper_trapezius_9", "--force", 10, names=['"upper_trapezius_9"', '"upper_trapezius_1"'])
        self.refused("press", "--at", POINT, "--force", 10, "--tool", "thum", names=['"thum"', "fingertip", "pressure_bar", '"thumb"'])
        self.refused("press", "--at", POINT, "--force", 10, "--patient", "nobody", names=['"nobody"', "anna"])
        for force in ("-1", "nan", "inf", "1e9", "ten", "10N"):
            self.refused("press", "--at", POINT, "--force", force, names=["--force", f'"{force}"'])
        self.refused("press", "--at", POINT, "--force", 10, "--hold", "-1", names=["--hold", '"-1"'])


if __name__ == "__main__":
    main()
