"""Vertebrae: a body, and right halves of pedicle, lamina, articular pillar and transverse process, and the spinous process.

Three levels (C4, T6, L3) start from landmarks read off the reference (mm, body frame); each neighbour starts from its
fitted neighbour, carried over by an affine registration of the two reference surfaces. C1 and C2 have seeds of their own. T12 is
more of a lumbar than of a thoracic vertebra and starts from L1.
"""
import numpy as np
from scipy.spatial import cKDTree

import figures
import reference as ref
from bones_long import plate_axis
from figures import Loft, Options, Target
from given import Ellipsoid
from ribbons import Ribbon

NAMES = {f"{r}{k + 1}": f"{n} {region} vertebra" for r, region, count in
         (("C", "cervical", 7), ("T", "thoracic", 12), ("L", "lumbar", 5))
         for k, n in enumerate(["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
                                "Tenth", "Eleventh", "Twelfth"][:count])}
NAMES.update(C1="Atlas", C2="Axis")


def mid(name, points, r, reference, count=12, cap=0.5):
    return Loft(points, np.full(len(points), r), reference, cap, "mid", name, count=count)


def half(name, points, r, reference, count=10, cap=0.5):
    return Loft(points, np.full(len(points), r), reference, cap, "right", name, mirrored=True, count=count)


def oval(part, high, wide):
    """Starting radii of a flat process: `high` along the part's reference, `wide` across it."""
    angle = 2 * np.pi * np.arange(part.r.shape[1]) / part.r.shape[1]
    part.r[:] = high * wide / np.hypot(wide * np.cos(angle), high * np.sin(angle))
    return part


def plate(name, grid, thickness):
    """One side of a lamina: rows downward, columns from the midline, where both sides join, outward."""
    part = Ribbon(grid, thickness, name, mirrored=True)
    part.seam = True
    return part


def finer(part, stations, count):
    """The same loft with more stations and more radii."""
    old, n = part.r.shape[1], len(part.c)
    round_ = np.array([np.interp(np.arange(count) * old / count, np.arange(old + 1), np.r_[r, r[0]]) for r in part.r])
    at = np.linspace(0, n - 1, stations)
    grow = [np.interp(at, np.arange(n), column) for column in np.hstack([part.c, round_]).T]
    grown = np.array(grow).T
    return Loft(grown[:, :3], grown[:, 3:], part.reference, part.cap, part.side, part.name, part.mirrored)


def along(a, b, count):
    return np.linspace(a, b, count)


# The forked tip of a cervical spinous process. C2's is fitted. At C3 to C6 the prongs are held where they are drawn at C4,
# whose tip is blunt in the reference (C5's and C6's are forked there), and the notch between them is drawn. C7 has none.
FORK = "tubercle of the spinous process"


# Drawn on the back of the superior articular process, where the reference is as blunt as the rest of it; not in the fit.
MAMILLARY = "mamillary process, drawn 1 mm proud"


def seed_t6():
    return [
        mid("body", along((0, 1238, 50), (0, 1255, 50), 3), 14, (0, 0, 1), 10, 0.08),
        mid("spinous process", [(0, 1247, 17), (0, 1234, 10), (0, 1221, 5), (0, 1210, 3)], 4, (0, 0, 1), 6),
        half("pedicle and transverse process", [(-9, 1251, 42), (-11, 1252, 31), (-17, 1253, 22), (-25, 1255, 15.5), (-31, 1255, 12)],
             4.5, (0, 1, 0), 6),
        half("superior articular process", [(-10, 1266, 28), (-10, 1257, 27), (-12, 1247, 23.5)], 4, (1, 0, 0), 6),
        plate("lamina with the inferior articular process", [[(0, 1252, 18.5), (-7, 1252.5, 22), (-13, 1253, 25)],
                                                             [(0, 1242, 16), (-7.5, 1242, 17.5), (-15, 1241, 20.5)],
                                                             [(0, 1231, 12.5), (-6, 1231, 14.5), (-13.5, 1230, 20)]], 4.5),
    ]


def seed_l3():
    return [
        mid("body", along((0, 976, 95), (0, 1002, 95), 3), 19, (0, 0, 1), 10, 0.08),
        mid("spinous process", [(0, 987, 58), (0, 984, 51), (0, 981, 43), (0, 978, 35)], 5, (0, 1, 0), 8),
        half("pedicle and transverse process", [(-14, 995, 82), (-16, 995, 74), (-22, 995.5, 69), (-29, 996.5, 68), (-36, 997.5, 66)],
             4.5, (0, 1, 0), 6),
        half("articular processes", [(-17, 1007, 66), (-16, 995, 63), (-15, 983, 60), (-16, 973, 57)], 5, (1, 0, 0), 8),
        plate("lamina", [[(0, 994, 60), (-7, 995, 64.5), (-14, 996, 67)], [(0, 985, 57), (-7, 985, 60.5), (-14, 985, 63)],
                         [(0, 974, 51.5), (-7, 974, 55), (-13, 973, 57.5)]], 6),
        Ellipsoid((-19.5, 1000.5, 58.8), (2.8, 3.8, 3.4), MAMILLARY, "add", True),
    ]


def seed_c4():
    return [
        mid("body", along((0, 1416, 82), (0, 1427, 82), 3), 9, (0, 0, 1), 10, 0.08),
        mid("spinous process", [(0, 1418, 56), (0, 1413.5, 50), (0, 1409, 43.5)], 4, (0, 1, 0), 6),
        half("articular pillar", [(-20, 1431, 69), (-20, 1423.5, 69), (-19, 1416, 65)], 4.5, (1, 0, 0), 8),
        half("pedicle and front bar", [(-18, 1423, 69), (-11, 1423, 76), (-14, 1421, 81), (-21, 1420, 81)], 3, (0, 1, 0), 6),
        half("rear bar of the transverse process", [(-17, 1422, 73), (-20, 1421, 76), (-23, 1420, 79)], 2.5, (0, 1, 0), 6),
        half("lamina", [(-17, 1422, 66), (-9, 1420, 60), (0, 1417, 55)], 3.5, (0, 1, 0), 6),
        half(FORK, [(-0.5, 1412, 47), (-2.3, 1409.3, 43), (-4, 1407.5, 39.5)], 2.1, (0, 1, 0), 6),
    ]


def seed_c1():
    return [
        half("anterior arch", [(1, 1470, 84.5), (-6, 1471, 83.5), (-12, 1472, 80), (-17, 1472, 75)], 3, (0, 1, 0), 6),
        half("lateral mass", [(-17, 1479, 70), (-17, 1471, 71), (-18, 1464, 71)], 7, (1, 0, 0), 10),
        half("transverse process, front bar", [(-20, 1471, 78), (-30, 1470, 76.5), (-39.5, 1469.5, 70)], 2.2, (0, 1, 0), 6),
        half("transverse process, rear bar", [(-22, 1473, 64), (-30, 1471, 65), (-39.5, 1469.5, 69)], 2.5, (0, 1, 0), 6),
        half("posterior arch", [(-21, 1474, 62), (-18, 1473, 56.5), (-10, 1471, 50.5), (1, 1470, 46.5)], 3.5, (0, 1, 0), 6),
    ]


def seed_c2():
    parts = [
        mid("body and dens", [(0, 1447, 81), (0, 1454, 80), (0, 1461, 78.5), (0, 1468, 75.5), (0, 1477, 74)], 5, (0, 0, 1), 10, 0.5),
        mid("spinous process", [(0, 1447, 52), (0, 1442, 45), (0, 1437, 38.5)], 4, (0, 1, 0), 8),
        half("superior articular facet", [(-6, 1461, 76), (-14, 1459.5, 75.5), (-22, 1457, 73)], 5, (0, 1, 0), 8),
        half("inferior articular process", [(-16, 1456, 70), (-17, 1449, 65), (-18, 1441, 61)], 5, (1, 0, 0), 6),
        half("transverse process, front bar", [(-16, 1453, 76), (-20, 1449.5, 75), (-24, 1447, 73)], 2.5, (0, 1, 0), 6),
        half("transverse process, rear bar", [(-24, 1447, 72), (-21, 1448, 68.5), (-18, 1449, 66)], 2, (0, 1, 0), 6),
        half("lamina", [(-15, 1449, 62), (-9, 1448, 55.5), (0, 1447, 51)], 4, (0, 1, 0), 8),
        half(FORK, [(-1, 1439, 41), (-2.5, 1436, 38.5), (-3.5, 1434, 37)], 2.5, (1, 0, 0), 6),
    ]
    parts[0].r[:] = np.array([9, 9, 8.5, 5, 4.5])[:, None]
    return parts


# L5 is the least like its neighbour: wide lower joints, stout transverse processes, a wedge of a body.
FINER_L5 = {"body": (4, 14), "articular processes": (5, 10), "pedicle and transverse process": (5, 8),
            "spinous process": (5, 8)}


def affine(source, target, iterations=40):
    """Symmetric affine map (matrix, offset) from surface to surface: iterative closest points both ways."""
    p, np_ = ref.sample(source, 5000, 1, normals=True)
    q, nq = ref.sample(target, 5000, 2, normals=True)
    p, np_ = np.vstack([p, p * ref.MIRROR]), np.vstack([np_, np_ * ref.MIRROR])
    q, nq = np.vstack([q, q * ref.MIRROR]), np.vstack([nq, nq * ref.MIRROR])
    scale = (q.max(0) - q.min(0)) / (p.max(0) - p.min(0))
    m = np.diag(scale)
    t = (q.max(0) + q.min(0)) / 2 - m @ ((p.max(0) + p.min(0)) / 2)
    tree = cKDTree(np.hstack([q, nq * 8]))
    for _ in range(iterations):
        moved = p @ m.T + t
        n = figures.unit(np_ @ np.linalg.inv(m))
        there = tree.query(np.hstack([moved, n * 8]))[1]
        back = cKDTree(np.hstack([moved, n * 8])).query(np.hstack([q, nq * 8]))[1]
        a, b = np.vstack([p, p[back]]), np.vstack([q[there], q])
        ones = np.hstack([a, np.ones((len(a), 1))])
        solved = np.linalg.lstsq(ones, b, rcond=None)[0].T
        m, t = solved[:, :3], solved[:, 3]
        m[0, 1:] = m[1:, 0] = 0
        t[0] = 0
    return m, t


def fit(surface, parts, iterations=40, reach=8.0, body=None):
    """body: says which points of the reference belong to the vertebral body, which is then fitted alone first."""
    if body is not None and parts[0].name == "body":
        parts[0].c = plate_axis(surface, body, len(parts[0].c))
        parts[0].hold = 2.0
        parts[0].keep()
        figures.fit(parts[:1], Target(surface, 9000, symmetric=True, normal_mm=5.0, where=body), Options(iterations=20))
    ring = parts[0].name == "anterior arch"  # the atlas has no body to hang on: its parts have farther to go
    for part in parts:
        part.hold = 0.05 if ring else 0.08
        part.keep()
        if "bar" in part.name:
            part.hold = 0.2 if ring else 0.5
        if part.name == FORK and parts[0].name == "body":
            part.hold, part.hold_radii = 2.0, 2.0
    if parts[0].name == "body":
        parts[0].hold, parts[0].hold_radii = 1.0, 0.1
    target = Target(surface, 9000, symmetric=True, normal_mm=5.0)
    figures.fit([p for p in parts if p.name != MAMILLARY], target, Options(iterations=60 if ring else iterations, reach=reach))
    return parts


def close_foramen(parts):
    """The thin front bar of C6 and C7 shrinks back in the fit and leaves the transverse foramen open: it is led to the rear bar."""
    named = {p.name: p for p in parts}
    front, rear = named["pedicle and front bar"], named["rear bar of the transverse process"]
    front.c[-1] = rear.c[-1]
    front.r[-2:] = np.maximum(front.r[-2:], 1.8)


def notch(parts):
    """The gap between the prongs, 3 mm wide and deep: through the tip of the spinous process, from above to below."""
    spinous = next(p for p in parts if p.name == "spinous process")
    along = figures.unit(spinous.c[-1] - spinous.c[-2])
    tip = spinous.c[-1] + along * spinous.cap * spinous.r[-1].mean()
    return Ellipsoid(tip + along, [(1.6, 0, 0), 4.0 * along, 9.0 * np.cross(along, (1.0, 0, 0))],
                     "notch between the tubercles, drawn 3 mm deep")


CHAINS = [("C1", (seed_c1, None), []), ("C2", (seed_c2, None), []),
          ("C4", (seed_c4, lambda p: (p[:, 2] > 75) & (abs(p[:, 0]) < 10.5)),
           [("C4", "C3"), ("C4", "C5"), ("C5", "C6"), ("C6", "C7")]),
          ("T6", (seed_t6, lambda p: p[:, 2] > 35),
           [("T6", "T5"), ("T5", "T4"), ("T4", "T3"), ("T3", "T2"), ("T2", "T1"), ("T6", "T7"), ("T7", "T8"),
                           ("T8", "T9"), ("T9", "T10"), ("T10", "T11")]),
          ("L3", (seed_l3, lambda p: p[:, 2] > 79),
           [("L3", "L2"), ("L2", "L1"), ("L1", "T12"), ("L3", "L4"), ("L4", "L5")])]


def finished(level, parts):
    return parts + [notch(parts)] if level in ("C2", "C3", "C4", "C5", "C6") else parts


def all_levels(reference, seen=lambda level, surface, parts: None, only=None):
    """Fits every level; returns {level: parts}. seen is called after each."""
    fitted = {}
    for first, (seed, body), links in CHAINS:
        if only and first not in only and not any(b in only for _, b in links):
            continue
        surface = reference.surface(NAMES[first])
        fitted[first] = fit(surface, seed(), body=body)
        seen(first, surface, finished(first, fitted[first]))
        bodies = {first: body}
        for a, b in links:
            if only and b not in only:
                continue
            m, t = affine(reference.surface(NAMES[a]), reference.surface(NAMES[b]))
            back = np.linalg.inv(m)
            bodies[b] = lambda p, before=bodies[a], back=back, t=t: before((p - t) @ back.T)
            surface = reference.surface(NAMES[b])
            start = [p.transformed(m, t) for p in fitted[a] if not (b == "C7" and p.name == FORK)]
            if b == "L5":
                start = [finer(p, *FINER_L5[p.name]) if p.name in FINER_L5 else p for p in start]
            fitted[b] = fit(surface, start, 50 if b == "L5" else 30, 6.0, bodies[b])
            if b in ("C6", "C7"):
                close_foramen(fitted[b])
            seen(b, surface, finished(b, fitted[b]))
    return fitted
