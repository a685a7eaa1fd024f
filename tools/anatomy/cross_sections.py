#!/usr/bin/python3
"""Level cuts of the trunk muscles, beside published cross-sections.

    cross_sections.py BODY.glb [--shapes FOLDER] [--picture FILE.png] [--strict]

BODY.glb is what `paraspinal export` writes (standing, right side is measured). With --shapes the muscles are meshed
afresh from the figures in that folder and only bones and the rest are taken from the file. The cut is level and goes
through the middle of the vertebral body: halfway between the centres of the discs above and below it. What several
muscles of a row share counts once. Prints our area, the published one and the ratio; --strict makes the exit status 1
when a row that has to fit is off by more than 15 %. --picture draws the cuts, posterior below, marks 50 mm apart.
"""
import argparse
import sys

import numpy as np

import preview
import solids

ERECTORS = ("multifidus", "longissimus_thoracis", "iliocostalis_lumborum", "iliocostalis_thoracis", "spinalis_thoracis",
            "semispinalis_thoracis", "rotatores_lumborum", "rotatores_thoracis")
# muscles, level, cm2 of men, source, whether it has to fit. Figures recalled, each +-20 %: see SOURCES.md.
PUBLISHED = [
    ("erector spinae with multifidus", ERECTORS, "L3", 26, "Marras 2001", True),
    ("erector spinae with multifidus", ERECTORS, "L4", 24, "Marras 2001", True),
    ("erector spinae with multifidus", ERECTORS, "T12", 20, "estimate", False),
    ("erector spinae with multifidus", ERECTORS, "T7", 9, "estimate", False),
    ("multifidus", ("multifidus",), "L4", 8, "Hides 1995 and others", True),
    ("multifidus", ("multifidus",), "L5", 9, "Hides 1995 and others", True),
    ("quadratus lumborum", ("quadratus_lumborum",), "L4", 7, "Marras 2001", True),
    ("psoas major", ("psoas_major",), "L4", 16, "Marras 2001", True),
    ("latissimus dorsi", ("latissimus_dorsi",), "T10", 14, "Marras 2001", True),
]
STEP = 0.5
LEVELS = ["T7", "T10", "T12", "L1", "L2", "L3", "L4", "L5"]
INK = {"multifidus": (196, 92, 80), "longissimus_thoracis": (222, 150, 110), "iliocostalis_lumborum": (170, 120, 170),
       "quadratus_lumborum": (110, 160, 120), "psoas_major": (150, 140, 200), "latissimus_dorsi": (90, 150, 190),
       "iliocostalis_thoracis": (130, 80, 150), "serratus_posterior_inferior": (120, 190, 190),
       "thoracolumbar_fascia": (60, 60, 60), "skin": (238, 222, 208)}


def heights(structures):
    """Height of the middle of each vertebral body, from the discs."""
    centre = {s.key: np.median(s.surface[0][:, 1]) for s in structures if s.kind == "disc"}
    names = [f"T{k}" for k in range(1, 13)] + [f"L{k}" for k in range(1, 6)]
    out = {}
    for above, level in zip(names, names[1:]):  # a disc is named after the vertebra above it
        a, b = centre.get(f"disc_{above}"), centre.get(f"disc_{level}")
        if a is not None and b is not None:
            out[level] = (a + b) / 2
    return out


class Cuts:
    def __init__(self, structures):
        self.by_key = {s.key: s for s in structures if s.side in ("right", "midline", "both")}
        self.height = heights(structures)
        self.cut = {}

    def picture(self, key, level):
        if (key, level) not in self.cut:
            s = self.by_key[key]
            out = solids.section(s.surface, self.height[level], STEP)
            if s.side == "both":
                out[out.shape[0] // 2:] = False
            self.cut[key, level] = out
        return self.cut[key, level]

    def area(self, keys, level):
        """cm2 of what the muscles fill together."""
        return np.logical_or.reduce([self.picture(k, level) for k in keys]).sum() * STEP ** 2 / 100


def drawn(path, cuts):
    rows = []
    for level in LEVELS:
        image = np.full((521, 521, 3), 250.0)
        ordered = sorted(cuts.by_key.values(), key=lambda s: s.kind not in ("skin",))
        for s in ordered:
            if s.kind in ("skin", "bone", "disc", "muscle", "fascia"):
                hit = cuts.picture(s.key, level)
                ink = INK.get(s.key, (205, 190, 150) if s.kind in ("bone", "disc") else (225, 190, 185))
                image[hit.T[::-1]] = ink if s.kind == "skin" else (0.35 * image[hit.T[::-1]] + 0.65 * np.array(ink))
        image[:, 60::100] *= 0.9
        image[20::100] *= 0.9
        rows.append(image[130:, 60:300])
    preview.write_png(path, np.concatenate([np.concatenate(rows[:4], 1), np.concatenate(rows[4:], 1)], 0))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("body")
    a.add_argument("--shapes")
    a.add_argument("--picture")
    a.add_argument("--strict", action="store_true")
    o = a.parse_args()
    structures = solids.read_glb(o.body)
    if o.shapes:
        structures = [s for s in structures if s.kind != "muscle"] + solids.read_shapes(o.shapes)
    cuts, off = Cuts(structures), 0
    print(f"{'muscle':32} {'level':5} {'height':>6} {'ours':>6} {'published':>9} {'ratio':>6}  source")
    for name, keys, level, wanted, source, must in PUBLISHED:
        ours = cuts.area(keys, level)
        bad = must and abs(ours / wanted - 1) > 0.15
        off += bad
        print(f"{name:32} {level:5} {cuts.height[level]:6.0f} {ours:6.1f} {wanted:9.0f} {ours / wanted:6.2f}  {source}"
              f"{'  OFF' if bad else ''}")
    print("\nmuscle by muscle, cm2    " + "".join(f"{level:>7}" for level in LEVELS))
    for key in ERECTORS[:6] + ("quadratus_lumborum", "psoas_major", "latissimus_dorsi"):
        print(f"{key:24} " + "".join(f"{cuts.area((key,), level):7.1f}" for level in LEVELS))
    if o.picture:
        drawn(o.picture, cuts)
    sys.exit(1 if o.strict and off else 0)


if __name__ == "__main__":
    main()
