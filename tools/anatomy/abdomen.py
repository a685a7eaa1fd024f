#!/usr/bin/python3
"""Writes assets/anatomy/shapes/muscles_abdomen.toml: the muscles of the abdominal wall, which the reference lacks.

    paraspinal export /tmp/body.glb --rigid
    abdomen.py /tmp/body.glb [--out FOLDER]

External and internal oblique and transversus, drawn from their attachments as far as the lateral border of rectus (the
linea semilunaris) and moved off bones and other muscles of the built body (layers.py), so run it again when those
change. A place is an angle about the axis X = 0, Z = AXIS_Z (0: straight back, 90: right flank, 180: front) and a height;
how far out it lies is read from ribs and iliac crest, in front from FRONT. Rectus abdominis lies between the lineae
semilunares, drawn by its edges from pubis to costal cartilages. Right side, millimetres, body frame.
Thickness: ultrasound of resting men (Rankin 2006, recalled: rectus 11, external 7, internal 10, transversus 4).
"""
import argparse
from pathlib import Path

import numpy as np

import figures
import layers
import reference as ref
import solids
from ribbons import Ribbon, basis

SOURCE = ("not in the reference: drawn by tools/anatomy/abdomen.py from attachments in textbooks and laid on ribs, iliac "
          "crest and the muscles of the back; thickness after ultrasound of resting men (Rankin 2006, recalled), course in "
          "front an estimate")
AXIS_Z = 95.0
ANGLES, HEIGHTS = np.arange(50, 161, 3.0), np.arange(890, 1205, 5.0)
# distance of the belly's wall from the axis, in front: angle -> by height
FRONT_Y = [900, 930, 960, 990, 1020, 1060, 1100]
FRONT = {118: [116, 118, 119, 119, 119, 121, 128], 135: [103, 106, 108, 110, 112, 117, 123],
         150: [92, 94, 97, 100, 103, 108, 117], 160: [88, 90, 93, 96, 99, 104, 112]}
EXTERNAL = [[(122, 1186), (140, 1168), (154, 1150)], [(117, 1155), (138, 1130), (152, 1106)],
            [(110, 1124), (133, 1094), (151, 1062)], [(102, 1094), (129, 1057), (150, 1018)],
            [(95, 1064), (123, 1020), (147, 975)], [(88, 1036), (112, 985), (140, 936)],
            [(80, 1014), (90, 972), (102, 924)], [(69, 1004), (75, 980), (82, 958)]]
INTERNAL = [[(65, 978), (66, 992), (68, 1006)], [(72, 960), (77, 982), (83, 1004)], [(82, 956), (91, 990), (99, 1026)],
            [(90, 948), (109, 990), (126, 1046)], [(96, 938), (121, 972), (147, 1010)], [(99, 928), (126, 942), (149, 956)],
            [(102, 918), (128, 914), (150, 912)]]
TRANSVERSUS = [[(88, 1034), (112, 1056), (138, 1080)], [(72, 1006), (104, 1022), (146, 1040)],
               [(66, 992), (106, 998), (150, 1004)], [(66, 976), (106, 976), (151, 975)],
               [(76, 953), (108, 950), (151, 947)], [(92, 938), (120, 928), (151, 918)]]
SHEETS = {  # rows, thickness, how far outside the line of ribs and crest, columns
    "transversus_abdominis": (TRANSVERSUS, [2.0, 4.0, 4.0, 2.0], -10.0, 7),
    "obliquus_internus_abdominis": (INTERNAL, [4.0, 9.0, 8.0, 2.5], -3.5, 6),
    "obliquus_externus_abdominis": (EXTERNAL, [3.0, 6.5, 6.5, 2.0], 4.5, 7),
}
# rectus: outer edge, two lines between, edge beside the linea alba; from the pubic crest up
RECTUS = [[(-33, 811, 128), (-40, 840, 147), (-42, 900, 172), (-43, 950, 178), (-45, 1000, 184), (-48, 1050, 191),
           (-52, 1100, 202), (-55, 1145, 207), (-57, 1176, 206)],
          [(-25, 811, 131), (-29, 840, 150), (-31, 900, 174), (-31, 950, 181), (-32, 1000, 187), (-34, 1050, 194),
           (-38, 1100, 204), (-41, 1145, 210), (-43, 1172, 209)],
          [(-16, 811, 132), (-17, 840, 151), (-18, 900, 175), (-18, 950, 183), (-20, 1000, 189), (-22, 1050, 196),
           (-25, 1100, 205), (-27, 1142, 211), (-29, 1166, 211)],
          [(-8, 811, 131), (-6, 840, 151), (-5, 900, 175), (-5, 950, 183), (-7, 1000, 189), (-10, 1050, 196),
           (-12, 1100, 205), (-13, 1138, 211), (-15, 1160, 212)]]
RECTUS_THICKNESS = [4.0, 7.0, 10.0, 11.0, 11.0, 11.0, 9.0, 7.0, 4.0]


def wall(structures):
    """Distance from the axis by angle and height of ribs, costal cartilages and iliac crest, bridged between them."""
    bones = [s for s in structures if s.side == "right" and s.key.split("_")[0] in ("rib", "costal", "hip")]
    p = np.vstack([ref.sample(s.surface, 12000, 5) for s in bones])
    angle = np.degrees(np.arctan2(-p[:, 0], AXIS_Z - p[:, 2]))
    out = np.hypot(p[:, 0], p[:, 2] - AXIS_Z)
    table = np.full((len(HEIGHTS), len(ANGLES)), np.nan)
    for i, y in enumerate(HEIGHTS):
        slab = (abs(p[:, 1] - y) < 9) & (p[:, 1] > 912)
        for j, a in enumerate(ANGLES):
            near = slab & (abs(angle - a) < 3)
            if near.sum() > 2:
                table[i, j] = np.percentile(out[near], 95)
    for j, a in enumerate(ANGLES):
        front = np.array([np.interp(y, FRONT_Y, [np.interp(a, list(FRONT), [v[k] for v in FRONT.values()])
                                                 for k in range(len(FRONT_Y))]) for y in HEIGHTS])
        known = np.flatnonzero(~np.isnan(table[:, j]))
        bridged = np.interp(HEIGHTS, HEIGHTS[known], table[known, j]) if len(known) else front
        share = np.clip((a - 100) / 20, 0, 1)   # in front the wall hangs between nothing
        free = np.isnan(table[:, j])
        table[:, j] = np.where(free, (1 - share) * bridged + share * front, table[:, j])
    for _ in range(6):
        pad = np.pad(table, 1, mode="edge")
        table = (pad[:-2, 1:-1] + pad[2:, 1:-1] + pad[1:-1, :-2] + pad[1:-1, 2:] + 2 * table) / 6
    return table


def drawn(table, rows, thickness, offset, columns):
    lines = []
    for row in rows:
        dense = basis(len(row), 8)[0] @ np.array(row, float)
        u = np.interp(dense[:, 0], ANGLES, np.arange(len(ANGLES)))
        v = np.interp(dense[:, 1], HEIGHTS, np.arange(len(HEIGHTS)))
        j, i = np.minimum(u.astype(int), len(ANGLES) - 2), np.minimum(v.astype(int), len(HEIGHTS) - 2)
        s, t = u - j, v - i
        far = ((1-t) * ((1-s) * table[i, j] + s * table[i, j+1]) + t * ((1-s) * table[i+1, j] + s * table[i+1, j+1]))
        near_front = np.clip((dense[:, 0] - 100) / 25, 0, 1)   # aponeuroses lie close together there
        far = far + offset * (1 - 0.45 * near_front)
        a = np.radians(dense[:, 0])
        lines.append(figures.resampled(np.stack([-far * np.sin(a), dense[:, 1], AXIS_Z - far * np.cos(a)], 1), columns))
    thick = np.interp(np.linspace(0, 1, columns), np.linspace(0, 1, len(thickness)), thickness)
    return Ribbon(np.array(lines), np.broadcast_to(thick, (len(rows), columns)))


def rectus(structures, columns=9):
    """Before costal cartilages and breast bone, where it lies on them."""
    front = np.vstack([ref.sample(s.surface, 12000, 5) for s in structures
                       if s.side != "left" and s.key.split("_")[0] in ("costal", "sternum", "hip")])
    thick = np.interp(np.linspace(0, 1, columns), np.linspace(0, 1, len(RECTUS_THICKNESS)), RECTUS_THICKNESS)
    lines = []
    for row in RECTUS:
        line = figures.resampled(basis(len(row), 8)[0] @ np.array(row, float), columns)
        for place, t in zip(line, thick):
            near = front[np.hypot(front[:, 0] - place[0], front[:, 1] - place[1]) < 5]
            if len(near):
                place[2] = max(place[2], near[:, 2].max() + t / 2 + 0.5)
        lines.append(line)
    edge = np.array([0.6, 1.0, 1.0, 0.7])[:, None]
    return Ribbon(np.array(lines), edge * thick[None])


def main():
    here = Path(__file__).resolve().parent
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("body")
    a.add_argument("--out", default=here.parent.parent / "assets" / "anatomy" / "shapes")
    o = a.parse_args()
    structures = [s for s in solids.read_glb(o.body) if s.key not in (*SHEETS, "rectus_abdominis") and s.side != "left"]
    table = wall(structures)
    cells = layers.Cells([s.surface for s in structures if s.kind in ("bone", "cartilage", "disc", "muscle")])
    shapes = []
    for key, (rows, thickness, offset, columns) in SHEETS.items():
        sheet = drawn(table, rows, thickness, offset, columns)
        far = layers.settled([sheet], cells)
        cells.add(sheet.evaluate())
        print(f"{key:30} moved by up to {far:.1f} mm, figures {sheet.figures()}")
        shapes.append({**sheet.toml(key), "source": SOURCE})
    sheet = rectus(structures)
    print(f"{'rectus_abdominis':30} figures {sheet.figures()}")
    shapes.append({**sheet.toml("rectus_abdominis"), "source": SOURCE})
    ref.write_shapes(Path(o.out) / "muscles_abdomen.toml", SOURCE, shapes, "Muscles of the right abdominal wall.")


if __name__ == "__main__":
    main()
