"""Vertebrae: a body, and right halves of pedicle, lamina, articular pillar and transverse process, and the spinous process.

Three levels (C4, T6, L3) start from landmarks read off the reference (mm, body frame); each neighbour starts from its
fitted neighbour, carried over by an affine registration of the two reference surfaces. C1 and C2 have seeds of their own.
"""
import numpy as np
from scipy.spatial import cKDTree

import figures
import reference as ref
from bones_long import plate_axis
from figures import Loft, Options, Target

NAMES = {f"{r}{k + 1}": f"{n} {region} vertebra" for r, region, count in
         (("C", "cervical", 7), ("T", "thoracic", 12), ("L", "lumbar", 5))
         for k, n in enumerate(["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
                                "Tenth", "Eleventh", "Twelfth"][:count])}
NAMES.update(C1="Atlas", C2="Axis")


def mid(name, points, r, reference, count=12, cap=0.5):
    return Loft(points, np.full(len(points), r), reference, cap, "mid", name, count=count)


def half(name, points, r, reference, count=10, cap=0.5):
    return Loft(points, np.full(len(points), r), reference, cap, "right", name, mirrored=True, count=count)


def along(a, b, count):
    return np.linspace(a, b, count)


def seed_t6():
    return [
        mid("body", along((0, 1238, 50), (0, 1255, 50), 5), 14, (0, 0, 1), 16, 0.08),
        mid("spinous process", [(0, 1247, 17), (0, 1239, 12), (0, 1228, 7), (0, 1218, 4), (0, 1210, 3)], 4, (0, 0, 1), 12),
        half("pedicle", [(-9, 1251, 42), (-11, 1252, 35), (-11, 1252, 28)], 4, (0, 1, 0)),
        half("articular processes", [(-10, 1266, 28), (-10, 1256, 27), (-11, 1247, 25), (-10, 1239, 22), (-9, 1234, 20)],
             4, (1, 0, 0)),
        half("transverse process", [(-13, 1252, 26), (-19, 1253, 20), (-26, 1255, 15), (-31, 1255, 12)], 5, (0, 1, 0)),
        half("lamina", [(-10, 1246, 24), (-5, 1242, 18), (0, 1239, 14)], 5, (0, 1, 0), 12),
    ]


def seed_l3():
    return [
        mid("body", along((0, 976, 95), (0, 1002, 95), 5), 19, (0, 0, 1), 16, 0.08),
        mid("spinous process", [(0, 987, 58), (0, 984, 51), (0, 981, 43), (0, 978, 35)], 5, (0, 1, 0), 14),
        half("pedicle", [(-14, 995, 82), (-16, 995, 74), (-17, 994, 67)], 5, (0, 1, 0)),
        half("articular processes", [(-17, 1007, 66), (-17, 1000, 64), (-15, 990, 62), (-15, 980, 59), (-16, 973, 57)],
             5, (1, 0, 0)),
        half("transverse process", [(-18, 995, 70), (-24, 996, 69), (-30, 997, 67), (-36, 997.5, 66)], 4, (0, 1, 0)),
        half("lamina", [(-13, 988, 62), (-7, 986, 58), (0, 985, 56)], 5, (0, 1, 0), 12),
    ]


def seed_c4():
    return [
        mid("body", along((0, 1416, 82), (0, 1427, 82), 4), 9, (0, 0, 1), 16, 0.08),
        mid("spinous process", [(0, 1418, 56), (0, 1414, 51), (0, 1411, 46), (0, 1408, 42)], 4, (0, 1, 0), 14),
        half("articular pillar", [(-20, 1431, 69), (-20, 1426, 69), (-20, 1421, 67), (-19, 1416, 65)], 4.5, (1, 0, 0)),
        half("pedicle", [(-10, 1423, 77), (-14, 1423, 74), (-18, 1423, 70)], 3, (0, 1, 0)),
        half("transverse process, front bar", [(-9, 1421, 82), (-15, 1421, 82), (-21, 1420, 81)], 2.5, (0, 1, 0), 8),
        half("transverse process, rear bar", [(-17, 1422, 73), (-20, 1421, 76), (-23, 1420, 79)], 2.5, (0, 1, 0), 8),
        half("lamina", [(-17, 1422, 66), (-9, 1420, 60), (0, 1417, 55)], 3.5, (0, 1, 0), 12),
    ]


def seed_c1():
    return [
        half("anterior arch", [(1, 1470, 84.5), (-6, 1471, 83.5), (-12, 1472, 80), (-17, 1472, 75)], 3, (0, 1, 0)),
        half("lateral mass", [(-17, 1479, 70), (-17, 1473, 71), (-17, 1468, 71), (-18, 1464, 71)], 7, (1, 0, 0), 12),
        half("transverse process, front bar", [(-20, 1471, 78), (-28, 1470, 77), (-36, 1469.5, 73.5), (-39.5, 1469.5, 70)],
             2.2, (0, 1, 0), 8),
        half("transverse process, rear bar", [(-22, 1473, 64), (-29, 1471, 65), (-36, 1469.5, 67), (-39.5, 1469.5, 69)],
             2.5, (0, 1, 0), 8),
        half("posterior arch", [(-21, 1474, 62), (-18, 1473, 56.5), (-10, 1471, 50.5), (1, 1470, 46.5)], 3.5, (0, 1, 0)),
    ]


def seed_c2():
    parts = [
        mid("body and dens", [(0, 1447, 81), (0, 1452, 80), (0, 1457, 79), (0, 1462, 78), (0, 1467, 76), (0, 1472, 74.5),
                              (0, 1477, 74)], 5, (0, 0, 1), 12, 0.5),
        mid("spinous process", [(0, 1447, 52), (0, 1443, 46), (0, 1440, 42), (0, 1437, 38.5)], 4, (0, 1, 0), 12),
        half("superior articular facet", [(-6, 1461, 76), (-12, 1460.5, 76), (-18, 1458.5, 74.5), (-22, 1457, 73)], 5, (0, 1, 0), 12),
        half("inferior articular process", [(-16, 1456, 70), (-17, 1450, 66), (-18, 1445, 63), (-18, 1441, 61)], 5, (1, 0, 0)),
        half("transverse process, front bar", [(-16, 1453, 76), (-20, 1449.5, 75), (-24, 1447, 73)], 2.5, (0, 1, 0), 8),
        half("transverse process, rear bar", [(-24, 1447, 72), (-21, 1448, 68.5), (-18, 1449, 66)], 2, (0, 1, 0), 8),
        half("lamina", [(-15, 1449, 62), (-9, 1448, 55.5), (0, 1447, 51)], 4, (0, 1, 0), 12),
        half("tubercle of the spinous process", [(-1, 1439, 41), (-2.5, 1436, 38.5), (-3.5, 1434, 37)], 2.5, (1, 0, 0), 8),
    ]
    parts[0].r[:] = np.array([9, 9, 9, 8, 5, 5, 4.5])[:, None]
    return parts


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
        if "bar" in part.name or part.name == "pedicle":
            part.hold = 0.2 if ring else 0.5
    if parts[0].name == "body":
        parts[0].hold, parts[0].hold_radii = 1.0, 0.1
    target = Target(surface, 9000, symmetric=True, normal_mm=5.0)
    return figures.fit(parts, target, Options(iterations=60 if ring else iterations, reach=reach))


CHAINS = [("C1", (seed_c1, None), []), ("C2", (seed_c2, None), []),
          ("C4", (seed_c4, lambda p: (p[:, 2] > 75) & (abs(p[:, 0]) < 10.5)),
           [("C4", "C3"), ("C4", "C5"), ("C5", "C6"), ("C6", "C7")]),
          ("T6", (seed_t6, lambda p: p[:, 2] > 35),
           [("T6", "T5"), ("T5", "T4"), ("T4", "T3"), ("T3", "T2"), ("T2", "T1"), ("T6", "T7"), ("T7", "T8"),
                           ("T8", "T9"), ("T9", "T10"), ("T10", "T11"), ("T11", "T12")]),
          ("L3", (seed_l3, lambda p: p[:, 2] > 79),
           [("L3", "L2"), ("L2", "L1"), ("L3", "L4"), ("L4", "L5")])]


def all_levels(reference, seen=lambda level, surface, parts: None, only=None):
    """Fits every level; returns {level: parts}. seen is called after each."""
    fitted = {}
    for first, (seed, body), links in CHAINS:
        if only and first not in only and not any(b in only for _, b in links):
            continue
        surface = reference.surface(NAMES[first])
        fitted[first] = fit(surface, seed(), body=body)
        seen(first, surface, fitted[first])
        bodies = {first: body}
        for a, b in links:
            if only and b not in only:
                continue
            m, t = affine(reference.surface(NAMES[a]), reference.surface(NAMES[b]))
            back = np.linalg.inv(m)
            bodies[b] = lambda p, before=bodies[a], back=back, t=t: before((p - t) @ back.T)
            surface = reference.surface(NAMES[b])
            fitted[b] = fit(surface, [p.transformed(m, t) for p in fitted[a]], 30, 6.0, bodies[b])
            seen(b, surface, fitted[b])
    return fitted
