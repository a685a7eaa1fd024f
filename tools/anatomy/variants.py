#!/usr/bin/python3
"""Writes assets/anatomy/variants/: common variants of the body, each a file of shapes in the form of shapes/*.toml.

    variants.py [--shapes FOLDER]

A shape of a variant takes the place of the shape with its key, or is added. They are carried over from the shapes that
are there, so run it again when vertebrae or pelvis change. Right side (X negative), millimetres, body frame. Coordinates
are estimates (confidence C); how common a variant is stands in each file, with its source.
"""
import argparse
import tomllib
from pathlib import Path

import numpy as np

import reference as ref

ROOT = Path(__file__).resolve().parents[2] / "assets" / "anatomy"


def shapes_of(folder):
    out = {}
    for path in sorted(Path(folder).glob("*.toml")):
        out.update({shape["structure"]: shape for shape in tomllib.loads(path.read_text())["shape"]})
    return out


def moved(part, turn, shift, about, across=1.0):
    """A loft carried over: turned about a point in the sagittal plane, shifted; `across` scales X."""
    c, s = np.cos(turn), np.sin(turn)
    rotation = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    stations = []
    for row in part["stations"]:
        p = rotation @ (np.array(row[:3]) - about) + about + shift
        stations.append([float(p[0] * across), float(p[1]), float(p[2]), *row[3:]])
    return {**part, "reference": [float(v) for v in rotation @ np.array(part["reference"])], "stations": stations}


def six_lumbar(shapes):
    """S1 as a sixth lumbar vertebra: L5 where S1 was, in the line of the sacrum; a disc under it; a sacrum without S1."""
    l5, sacrum, disc = shapes["L5"], shapes["sacrum"], shapes["disc_L5"]
    body = np.array([row[:3] for row in l5["part"][0]["stations"]])
    axis = body[-1] - body[0]
    end = np.array(disc["stations"][0][:3])            # the upper end plate of S1
    front = np.array([row[:3] for row in sacrum["part"][0]["stations"]])
    down = front[2] - front[0]                          # from the top of S1 to that of S3, along the sacrum
    down[0] = 0
    down /= np.linalg.norm(down)
    turn = np.arctan2(-down[2], -down[1]) - np.arctan2(axis[2], axis[1])
    top = body[-1] + 1.5 * axis / np.linalg.norm(axis)  # its end plate lies a little beyond the last station
    parts = []
    for part in l5["part"]:
        wide = max(abs(row[0]) for row in part["stations"]) > 40
        out = moved(part, turn, end - top, top)
        if wide:                                        # short transverse processes: the hip bones stand beside it
            for row in out["stations"]:
                row[0] = -23.0 + (row[0] + 23.0) * 0.55
                row[3:] = [0.8 * r for r in row[3:]]
        parts.append(out)
    height = np.linalg.norm(axis) + 3.0
    floor = end + down * height
    thick = 8.0
    under = []
    for k, row in enumerate(disc["stations"]):
        p = floor + down * thick * (len(disc["stations"]) - 1 - k) / (len(disc["stations"]) - 1)
        under.append([0.0, float(p[1]), float(p[2]), *[0.85 * r for r in row[3:]]])
    top2 = floor + down * thick                         # the upper end plate of S2
    step = top2 - end
    rest = []
    for part in sacrum["part"]:
        rows = [row for row in part["stations"] if np.dot(np.array(row[:3]) - top2, down) > -abs(row[0]) * 0.12 - 1.0]
        if part.get("operation") == "subtract":
            rows = part["stations"]                     # the canal goes on
        elif max(np.dot(np.array(row[:3]) - top2, down) for row in part["stations"]) < 6 or len(rows) < 2:
            # a part of S1: its joints for L5 come down to S2, the rest goes
            first = part["stations"][0]
            if len(part["stations"]) == 3 and first[1] > end[1] and abs(first[0]) < 30:
                rest.append({**part, "stations": [[row[0], row[1] + float(step[1]), row[2] + float(step[2]),
                                                   *[0.9 * r for r in row[3:]]] for row in part["stations"]]})
            continue
        if len(rows) < len(part["stations"]):           # cut: begin at the new top
            first, dropped = rows[0], part["stations"][len(part["stations"]) - len(rows) - 1]
            along = np.dot(np.array(first[:3]) - top2, down)
            before = np.dot(np.array(dropped[:3]) - top2, down)
            share = np.clip(along / (along - before), 0.15, 0.9)
            start = [a + (b - a) * float(share) for a, b in zip(first, dropped)]
            if abs(first[0]) < 1e-6:
                start[3:] = [min(r, 19.0) for r in start[3:]]
            rows = [start, *rows]
            if len(rows) < 3:
                rows.insert(1, [(a + b) / 2 for a, b in zip(rows[0], rows[1])])
        rest.append({**part, "stations": rows})
    source = "carried over from the figures of L5, its disc and the sacrum by tools/anatomy/variants.py; confidence C"
    return [
        {"structure": "L6", **{k: v for k, v in l5.items() if k not in ("structure", "part")}, "source": source,
         "part": parts},
        {"structure": "disc_L6", **{k: v for k, v in disc.items() if k not in ("structure", "stations")},
         "source": source, "stations": under},
        {**{k: v for k, v in sacrum.items() if k != "part"}, "source": source, "part": rest},
    ]


# From the tip of the transverse process of C7, behind the lower roots of the plexus, towards the first rib: x, y, z and
# half the height; it is 1.8 times as broad.
CERVICAL_RIB = [(-29.5, 1378.5, 68.0, 3.0), (-37.0, 1374.0, 67.0, 2.6), (-43.5, 1368.0, 69.5, 2.4),
                (-49.0, 1361.5, 73.5, 2.4), (-53.0, 1356.5, 78.0, 2.1), (-55.0, 1353.0, 81.0, 1.6)]
# Stem (tibial part) below the muscle; common fibular part through its belly; both join above the thigh. x, y, z.
FIBULAR = [(-40.0, 860.0, 48.0), (-47.0, 853.5, 44.0), (-56.0, 845.0, 39.5), (-64.0, 836.0, 36.0), (-70.0, 826.5, 32.0),
           (-75.0, 815.0, 28.0), (-81.0, 802.0, 27.0), (-88.0, 789.0, 30.0), (-94.5, 777.5, 35.5), (-97.5, 764.9, 40.0),
           (-96.0, 749.3, 45.0), (-93.5, 730.2, 50.0)]


def cervical_rib():
    rows = [[x, y, z, *[r * (1 + 0.8 * abs(np.sin(np.pi * k / 4))) for k in range(8)]] for x, y, z, r in CERVICAL_RIB]
    return [{"structure": "cervical_rib", "type": "loft", "reference": [0.0, 1.0, 0.15],
             "stations": [[float(v) for v in row] for row in rows]}]


def sciatic():
    nerve = next(n for n in tomllib.loads((ROOT / "nerves.toml").read_text())["nerve"]
                 if n["structure"] == "sciatic_nerve")
    stem = [[*map(float, p), 3.7] for p in nerve["waypoints_mm"][:12]]
    thigh = [[*map(float, p), 4.5] for p in nerve["waypoints_mm"][11:]]
    return [{"structure": "sciatic_nerve", "type": "tube",
             "branches": [stem, [[*map(float, p), 2.6] for p in FIBULAR], thigh]}]


def written(path, source, shapes, comment):
    def plain(table):
        return {k: [plain(v) for v in value] if k == "part" else np.array(value) if k in ("stations", "reference")
                else value for k, value in table.items()}
    ref.write_shapes(path, source, [plain(shape) for shape in shapes], comment)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--shapes", default=ROOT / "shapes")
    shapes = shapes_of(a.parse_args().shapes)
    folder = ROOT / "variants"
    written(
        folder / "cervical_rib.toml", "drawn by hand from descriptions of incomplete cervical ribs; confidence C",
        cervical_rib(),
        "Cervical rib: a short rib of C7 on both sides, not reaching the first rib (a band of fibres goes on to it), under and\n"
        "behind the lower roots of the brachial plexus. In 1.1 % of healthy people, 29.5 % of those with thoracic outlet\n"
        "syndrome; more often on one side (Henry BM et al., World Neurosurg 2018;110:e965: 141 studies, 77924 people;\n"
        "abstract read: confidence A). In the atlas: \"cervical_rib\" (bone, paired) of atlas/variants.toml; it moves\nwith C7.")
    written(
        folder / "six_lumbar.toml", "tools/anatomy/variants.py", six_lumbar(shapes),
        "Six lumbar vertebrae: the first sacral segment is free (lumbarisation), the sacrum has four segments. 1.7 % of 3607\n"
        "abdominal films (Ucar D et al., Arthritis 2013:461425), six lumbar vertebrae in 6.6 % of 211 (Apazidis A et al.,\n"
        "Spine J 2011;11:858); abstracts read: confidence A for the figures, which depend on how levels are counted.\n"
        "\"L6\" and \"disc_L6\" stand in atlas/variants.toml; the joint of L6 is a variant_joint of skeleton.toml.")
    written(
        folder / "sciatic_through_piriformis.toml",
        "drawn by hand through piriformis of the shapes; the rest as in nerves.toml; confidence C", sciatic(),
        "Sciatic nerve divided high: the common fibular part goes through piriformis, the tibial part below it. About 10 % of\n"
        "limbs (Tomaszewski KA et al., J Orthop Res 2016; Poutoglidou F et al., Cureus 2020); 16.9 % of 6062 cadavers have\n"
        "some variant course, and as many of those operated on for it, 16.2 % (Smoll NR, Clin Anat 2010;23:8); confidence A.")


if __name__ == "__main__":
    main()
