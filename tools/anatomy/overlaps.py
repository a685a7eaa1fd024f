#!/usr/bin/python3
"""Which muscles lie inside bones and inside one another.

    overlaps.py BODY.glb [--shapes FOLDER] [--step MM] [--side right|left|all] [--only REGEX] [--most N]

BODY.glb is what `paraspinal export` writes. With --shapes the muscles are meshed afresh from the figures in that folder
and only bones and the rest are taken from the file: quick while figures are being changed, and what the build's own
settling stage does to the muscles is left out. For every muscle, worst first: its volume, the share of it that lies in
bone, the share that lies in other muscles (counted in both of a pair), both together, and the worst partners.
"""
import argparse
import re

import numpy as np

import solids

BONE, MUSCLE = ("bone", "cartilage", "disc"), ("muscle",)


def chosen(structures, side):
    near = {"right": ("right", "midline", "both"), "left": ("left", "midline", "both")}.get(side)
    return [s for s in structures if near is None or s.side in near]


def measured(structures, step, only="", others=BONE + MUSCLE):
    grid = solids.Grid(step)
    kept = [s for s in structures if s.kind in others]
    box = {s.name: grid.filled(s.surface) for s in kept}
    out = []
    for s in kept:
        if s.kind not in MUSCLE or not re.search(only, s.name):
            continue
        lo, mine = box[s.name]
        bone, muscle, partners = np.zeros_like(mine), np.zeros_like(mine), []
        whole = max(int(mine.sum()), 1)
        for t in kept:
            if t is s:
                continue
            cut, both = grid.common((lo, mine), box[t.name])
            if cut is None or not both.any():
                continue
            (bone if t.kind in BONE else muscle)[cut] |= both
            partners.append((both.sum() / whole, t.name))
        out.append((s.name, whole * step ** 3 / 1000, bone.sum() / whole, muscle.sum() / whole,
                    (bone | muscle).sum() / whole, sorted(partners, reverse=True)))
    return sorted(out, key=lambda row: -row[4])


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("body")
    a.add_argument("--shapes")
    a.add_argument("--step", type=float, default=1.0)
    a.add_argument("--side", default="right", choices=("right", "left", "all"))
    a.add_argument("--only", default="")
    a.add_argument("--most", type=int, default=4, help="partners named for each muscle")
    o = a.parse_args()
    structures = solids.read_glb(o.body)
    if o.shapes:
        fresh = solids.read_shapes(o.shapes)
        structures = [s for s in structures if s.kind not in MUSCLE] + fresh
    rows = measured(chosen(structures, o.side), o.step, o.only)
    print(f"{'muscle':46} {'cm3':>7} {'bone':>6} {'muscle':>6} {'both':>6}  worst partners, % of the muscle")
    for name, volume, bone, muscle, both, partners in rows:
        said = ", ".join(f"{who} {100 * share:.1f}" for share, who in partners[:o.most] if share > 0.002)
        print(f"{name:46} {volume:7.1f} {100 * bone:6.1f} {100 * muscle:6.1f} {100 * both:6.1f}  {said}")
    shares = np.array([r[4] for r in rows])
    volumes = np.array([r[1] for r in rows])
    print(f"{len(rows)} muscles, share inside bone or another muscle: median {100 * np.median(shares):.1f} %, by volume "
          f"{100 * (shares * volumes).sum() / volumes.sum():.1f} %, above 3 %: {(shares > 0.03).sum()}")


if __name__ == "__main__":
    main()
