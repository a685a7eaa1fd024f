#!/usr/bin/python3
"""Writes assets/anatomy/shapes/ligaments.toml: the spinal cord and ligaments of spine and pelvis, which the reference lacks.

    paraspinal export /tmp/body.glb --rigid
    ligaments.py /tmp/body.glb

Laid on the bones of a built body, so run it again when bones change. Right side or midline, millimetres, body frame.
Spinal cord: through the middle of the vertebral canal from the foramen magnum to the disc L1-L2; diameters recalled from
textbooks (cervical enlargement about 13 by 8 mm, thoracic 9 by 7, lumbar enlargement 11 by 8). Supraspinous ligament: a
cord over the tips of the spinous processes C7 to L5; interspinous: sheets between neighbouring processes, T1 to S1.
Posterior sacroiliac: from the back of the sacrum to the posterior iliac spines; sacrospinous: from the edge of sacrum and
coccyx to the ischial spine. Thicknesses of ligaments are estimates (confidence C).
"""
import argparse

import numpy as np

import built_body
import reference as ref
from ribbons import Ribbon

SPINE = [f"C{k}" for k in range(1, 8)] + [f"T{k}" for k in range(1, 13)] + [f"L{k}" for k in range(1, 6)]
# level, width and depth of the cord
CORD = {"C1": (11, 8), "C3": (12.5, 8), "C5": (13.2, 7.8), "C7": (12.0, 7.4), "T2": (9.5, 6.8), "T6": (8.6, 6.4),
        "T10": (9.0, 6.8), "T12": (10.5, 7.8), "L1": (7.0, 6.0)}


def canal(surface):
    """(y, z) of the middle of the canal where it is narrowest in the midline, and how deep it is there."""
    best = None
    for y in np.arange(surface.low[1], surface.high[1], 1.0):
        z = np.arange(surface.low[2], surface.high[2], 0.5)
        solid = np.flatnonzero(surface.contains(np.stack([0 * z + 0.05, 0 * z + y, z], 1)))
        if len(solid) < 2:
            continue
        gaps = np.diff(solid)
        k = gaps.argmax()
        if gaps[k] * 0.5 > 11 and (best is None or gaps[k] * 0.5 < best[2]):
            best = (y, (z[solid[k]] + z[solid[k + 1]]) / 2, gaps[k] * 0.5)
    return best


def cord(body):
    middle = {k: canal(body[k, "midline"]) for k in SPINE[:21]}
    levels = [k for k in SPINE[1:20] if middle[k]]
    y = np.array([middle[k][0] for k in levels])
    z = np.array([middle[k][1] for k in levels])
    # over the dens the canal lies behind it: the front of the arch of the atlas is no wall of it
    arch = body["C1", "midline"]
    rear = [t for t in arch.along((0.05, middle["C1"][0], 0.0), (0, 0, 1))]
    top = middle["C1"][0]
    y, z = np.r_[top + 22, top, y], np.r_[max(rear[1] if len(rear) > 1 else 49.0, 45.0) + 14, rear[1] + 9.0, z]
    end = middle["L1"][0] - 14.0
    y, z = np.r_[y, end], np.r_[z, z[-1] + 1.0]
    at = np.linspace(y[0], y[-1], 26)
    zs = np.interp(-at, -y, z)
    smooth = np.convolve(np.pad(zs, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    zs[1:-1] = smooth[1:-1]
    names = list(CORD)
    known = np.array([middle[k][0] for k in names])
    wide = np.interp(-at, -known, [CORD[k][0] for k in names])
    deep = np.interp(-at, -known, [CORD[k][1] for k in names])
    cone = np.clip((at - end) / 30.0, 0.12, 1.0)       # the conus
    stations = []
    for k in range(len(at)):
        a, b = wide[k] * cone[k] / 2, deep[k] * cone[k] / 2
        turn = np.arange(12) * np.pi / 6
        stations.append([0.0, at[k], zs[k], *(a * b / np.sqrt((b * np.sin(turn)) ** 2 + (a * np.cos(turn)) ** 2))])
    return {"structure": "spinal_cord", "type": "loft", "reference": np.array([0.0, 0.0, 1.0]), "cap": 0.6,
            "source": "middle of the built vertebral canal; diameters recalled from textbooks, confidence C",
            "stations": np.array(stations)}


def crest(surface):
    """Rear edge of the spinous process in the midline: (y, z) of every millimetre."""
    v = surface.vertices[np.abs(surface.vertices[:, 0]) < 4]
    tip = v[v[:, 2].argmin()]
    near = v[v[:, 2] < tip[2] + 7]
    return tip, near[:, 1].min(), near[:, 1].max()


def supraspinous(body):
    line = []
    for k in SPINE[6:]:
        tip, low, high = crest(body[k, "midline"])
        for y in (high - 1, low + 1):
            near = body[k, "midline"].vertices
            near = near[(np.abs(near[:, 1] - y) < 2.5) & (np.abs(near[:, 0]) < 4)]
            line.append((y, near[:, 2].min() - 1.2 if len(near) else tip[2] - 1.2))
    line.sort(reverse=True)
    y, z = np.array(line).T
    at = np.linspace(y[0], y[-1], 60)
    # taut: rests on what stands out farthest behind
    zs = np.interp(-at, -y, z)
    for _ in range(40):
        lower = np.r_[zs[0], np.minimum(zs[1:-1], (zs[:-2] + zs[2:]) / 2), zs[-1]]
        zs = 0.5 * zs + 0.5 * lower
    points = [[0.0, a, b, 1.4] for a, b in zip(at, zs)]
    return {"structure": "supraspinous_ligament", "type": "tube", "points": np.array(points),
            "source": "over the built spinous processes; radius 1.4 mm, an estimate"}


def interspinous(body):
    """Cords, three a level, from the lower edge of a spinous process to the upper edge of the next."""
    branches = []
    for upper, lower in zip(SPINE[7:], SPINE[8:] + ["sacrum"]):
        a, b = body[upper, "midline"], body[lower, "midline"]
        tip = a.vertices[np.abs(a.vertices[:, 0]) < 4]
        tip = tip[tip[:, 2].argmin()]
        for into in (5.0, 9.0, 13.0):
            z = tip[2] + into
            down = [t for t in a.along((0.05, a.low[1] - 1, z), (0, 1, 0))]
            if not down:
                continue
            y0 = a.low[1] - 1 + down[0]
            under = b.along((0.05, y0 - 0.3, z), (0, -1, 0))
            if not len(under) or b.contains((0.05, y0 - 0.3, z))[0] or not 2.5 < under[0] < 30:
                continue
            y1 = y0 - 0.3 - under[0]
            branches.append(np.array([[0.0, y0 + 0.4, z, 1.3], [0.0, (y0 + y1) / 2, z, 1.3], [0.0, y1 - 0.4, z, 1.3]]))
    return {"structure": "interspinous_ligaments", "type": "tube", "branches": branches,
            "source": "between the built spinous processes; radius an estimate"}


def sheet(key, lines, thickness, source):
    part = Ribbon(np.array(lines, float), np.array(thickness, float)).toml(key)
    return {**part, "source": source}


def pelvis(body):
    sacrum, hip = body["sacrum", "midline"], body["hip_bone", "right"]
    coccyx, ischium = body["coccyx", "midline"], hip.vertices
    tuber = ischium[(ischium @ [0, -1, -0.6]).argmax()]
    near = ischium[np.linalg.norm(ischium - (tuber + [8, 52, 0]), axis=1) < 16]
    spine = near[(near @ [0.8, 0, -0.6]).argmax()]
    psis = ischium[ischium[:, 2].argmin()]
    lines = []
    for f in (0.0, 0.5, 1.0):                          # sacrospinous: upper to lower border
        bone, y = (sacrum, 826 - 10 * f) if f < 0.9 else (coccyx, 811.0)
        v = bone.vertices[np.abs(bone.vertices[:, 1] - y) < 4]
        start = v[v[:, 0].argmin()] + [-1.0, 0, 1.0]
        end = spine + np.array([1.0, 3 - 6 * f, 0.5])
        lines.append([start + (end - start) * t + np.array([0, 0, 4.0 * t * (1 - t)]) for t in np.linspace(0, 1, 5)])
    spinous = sheet("sacrospinous_ligament", lines, 3 * [[2.5, 3, 3, 3, 2.5]],
                    "between the built sacrum, coccyx and ischial spine; thickness an estimate")
    lines = []
    for down in (-2.0, -14.0, -26.0, -38.0):           # posterior sacroiliac: from the iliac spine down its rear edge
        v = ischium[(np.abs(ischium[:, 1] - (psis[1] + down)) < 4) & (ischium[:, 2] < 40)]
        if not len(v):
            continue
        start = v[v[:, 2].argmin()] + [1.0, 0, -0.5]
        w = sacrum.vertices[np.abs(sacrum.vertices[:, 1] - (start[1] - 12)) < 5]
        w = w[(w[:, 0] < -14) & (w[:, 0] > -26)]
        end = w[w[:, 2].argmin()] + [0, 0, -1.0]
        row = [start + (end - start) * t for t in np.linspace(0, 1, 4)]
        lines.append([row[0], *[p + [0, 0, -1.5] for p in row[1:-1]], row[-1]])
    back = sheet("sacroiliac_ligaments", lines, len(lines) * [[2.5, 3.0, 3.0, 2.5]],
                 "between the built iliac spine and sacrum (posterior part alone); thickness an estimate")
    return [back, spinous]


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("body")
    body = built_body.read(a.parse_args().body)
    ref.write_shapes(built_body.ROOT / "assets/anatomy/shapes/ligaments.toml",
                     "not in the reference: laid on the built bones by tools/anatomy/ligaments.py",
                     [cord(body), supraspinous(body), interspinous(body), *pelvis(body)],
                     "Spinal cord and ligaments of spine and pelvis, right side or midline.")


if __name__ == "__main__":
    main()
