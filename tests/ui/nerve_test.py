#!/usr/bin/env python3
"""paraspinal nerve"""
from cli import CommandLine, main

PLACE = "sciatic_nerve/below_piriformis"


class Nerve(CommandLine):
    def test_held_it_blocks_and_let_go_it_comes_back(self):
        told = self.json_of("nerve", "left " + PLACE, "--tone", 0.6, "--minutes", 30, "--release", 20, "--json")
        self.assertEqual((told["site"], told["side"]), (PLACE, "left"))
        course = told["course"]
        middle = [row["people"][1]["conduction"] for row in course]
        self.assertEqual(middle[0], 1)
        lowest = middle.index(min(middle))
        self.assertAlmostEqual(course[lowest]["minutes"], 30, delta=0.1)
        self.assertLess(middle[lowest], 0.2)
        self.assertGreater(middle[-1], 0.9)
        for row in course:
            sensitive, _, hardy = [person["conduction"] for person in row["people"]]
            self.assertLessEqual(sensitive, hardy)

    def test_a_hand_on_it_is_asked_of_the_tissue(self):
        told = self.json_of("nerve", "sciatic_nerve/under_the_tool", "--press", 60, "--tool", "elbow", "--minutes", 10, "--json")
        self.assertGreater(told["course"][0]["hand_kpa"], 2)
        self.assertLess(told["course"][-1]["people"][1]["conduction"], 1)

    def test_text_for_people(self):
        said = self.good("nerve", PLACE, "--tone", 0.5).stdout
        for word in ("Right sciatic nerve", "estimates", "conduction", "weakness", "test:", "refer"):
            self.assertIn(word, said)

    def test_refusals(self):
        self.refused("nerve", names=["where the nerve is caught"])
        self.refused("nerve", "sciatic_nerve/below_pirifromis", names=["did you mean", PLACE])
        self.refused("nerve", "sciatic_nerve", names=["several places", PLACE])
        self.refused("nerve", "root_L5/disc", "--tone", 0.3, names=["--tone", "root_L5/disc"])
        self.refused("nerve", PLACE, "--tone", 3, names=["--tone", "3"])
        self.refused("nerve", PLACE, "--press", 10, "--tool", "tumb", names=["--tool", "thumb"])


if __name__ == "__main__":
    main()
