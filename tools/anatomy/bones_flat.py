"""Scapula, hip bone, sacrum and the bones of the skull: ribbons for plates, lofts for the rest.

The starting figures are landmarks read off the reference (mm, body frame, right side); the fit moves all of them.
"""
import numpy as np
from scipy.spatial import cKDTree

import figures
import reference as ref
from bones_vertebra import half, mid, oval
from figures import Loft, Options, Target
from given import Drawn, Ellipsoid, Hollow
from ribbons import Ribbon, between


def right(name, points, r, reference, count=12, cap=0.5):
    return Loft(points, np.broadcast_to(np.asarray(r, float), len(points)).copy(), reference, cap, "right", name, count=count)


def fit(surface, parts, hold=0.05, symmetric=False, **over):
    for part in parts:
        part.hold = part.hold or hold
        part.keep()
    target = Target(surface, over.pop("points", 12000), symmetric=symmetric, normal_mm=over.pop("normal_mm", 6.0))
    return figures.fit(parts, target, Options(**over))


def scapula(reference):
    surface = reference.right("scapula")
    medial = [(-76, 1335, 29), (-62, 1315, 22), (-58, 1298, 12), (-60, 1270, 6), (-67, 1240, 3), (-79, 1210, 2), (-92, 1187, 4)]
    lateral = [(-112, 1328, 48), (-126, 1318, 55), (-132, 1302, 54), (-126, 1270, 42), (-118, 1245, 30), (-108, 1215, 15),
               (-98, 1187, 6)]
    spine = [[(-61, 1301, 12), (-80, 1306, 22), (-98, 1311, 35), (-110, 1315, 44), (-120, 1318, 46)],
             [(-61, 1301, 9), (-80, 1304, 9), (-98, 1311, 20), (-112, 1319, 30), (-124, 1325, 34)],
             [(-61, 1301, 6), (-80, 1303, -3), (-99, 1311, 8), (-116, 1320, 18), (-130, 1329, 25)]]
    parts = [
        Ribbon(between(medial, lateral, 6), 4, "blade"),
        Ribbon(spine, 4, "spine"),
        right("acromion", [(-124, 1325, 23), (-140, 1334, 30), (-153, 1340, 40), (-160, 1343, 52), (-160, 1345, 65),
                           (-155, 1345, 75)], 6, (0, 1, 0)),
        right("neck and glenoid", [(-116, 1311, 48), (-126, 1310, 56), (-136, 1310, 62), (-144, 1310, 66)], (9, 11, 14, 15),
              (0, 1, 0), 14, 0.1),
        right("coracoid process", [(-126, 1322, 58), (-121, 1332, 66), (-120, 1337, 78), (-126, 1331, 91), (-132, 1325, 99)],
              7, (1, 0, 0)),
    ]
    fit(surface, parts, reach=8.0, iterations=40, smooth_axis=0.1)
    # The fit leaves the lower end of the blade as wide as the rows above it; the inferior angle is drawn in.
    end = parts[0].c.reshape(parts[0].rows_, parts[0].cols, 3)[-1]
    lowest = end[:, 1].min()
    end[:] = end.mean(0) + 0.5 * (end - end.mean(0))
    end[:, 1] += lowest - end[:, 1].min()
    return surface, parts + [cavity(parts[3], 24.0, 2.0)]


def cavity(neck, radius, depth):
    """The sphere that hollows the end of the glenoid: about the curvature of the humeral head; the fit leaves the end flat."""
    out = figures.unit(neck.c[-1] - neck.c[-2])
    return Ellipsoid(neck.c[-1] + (neck.cap * neck.r[-1].mean() + radius - depth) * out, radius, f"glenoid cavity, drawn {depth:.0f} mm deep")


def rim(surface, centre, facing, angles, r):
    """Middles of a bead of radius r under the crest of the socket's rim, and the directions across; angles from the top, degrees."""
    up = figures.unit(np.array([0, 1.0, 0]) - facing * facing[1])
    side = np.cross(facing, up)
    p = ref.sample(surface, 200000, 3) - centre
    height, away = p @ facing, np.hypot(p @ side, p @ up)
    angle = np.degrees(np.arctan2(p @ side, p @ up))
    ring = (away > 22) & (away < 33) & (height > -14)
    out = []
    for a in angles:
        near = np.flatnonzero(ring & (abs((angle - a + 180) % 360 - 180) < 6))
        top = near[height[near] > height[near].max() - 1]
        out.append(centre + p[top].mean(0) - facing * (r - 0.5))
    return np.array(out), up, side


def hip_bone(reference):
    surface = reference.right("hip bone")
    crest = [(-40, 908, 5), (-55, 925, 15), (-78, 942, 33), (-108, 953, 60), (-135, 936, 98), (-131, 908, 135)]
    waist = [(-47, 869, 30), (-55, 867, 42), (-66, 860, 56), (-80, 852, 72), (-94, 851, 95), (-101, 858, 110)]
    centre, radius, facing = socket(surface, femoral_head(reference)[0])
    beads, up, side = rim(surface, centre, facing, np.linspace(-125, 165, 8), 5.0)
    notch = up * np.cos(np.radians(-166)) + side * np.sin(np.radians(-166))
    parts = [
        Ribbon(between(waist, crest, 6), 10, "wing of the ilium"),
        right("ilium to ischium", [(-78, 870, 70), (-80, 848, 72), (-78, 822, 62), (-72, 797, 50), (-63, 775, 42),
                                   (-54, 760, 46)], (12, 18, 16, 15, 15, 12), (1, 0, 0), 9),
        right("ramus of the ischium", [(-54, 760, 48), (-40, 760, 66), (-26, 768, 88), (-14, 780, 108), (-8, 793, 122)],
              (9, 7, 6, 6, 7), (1, 0, 0), 6),
        right("pubis", [(-92, 849, 93), (-66, 824, 100), (-45, 814, 110), (-26, 806, 122), (-8, 798, 130)],
              (9, 10, 8, 8, 9), (0, 1, 0), 6),
        right("floor of the acetabulum", [centre + facing * d for d in (-31, -24, -16, -9)], (15, 22, 26, 28), (0, 0, 1), 8, 0.1),
        right("rim of the acetabulum", beads, 5, facing, 6),
        Ellipsoid(centre, radius, "acetabulum, the sphere through its wall"),
        right("spine of the ischium", [(-62, 827, 55), (-54, 823, 44), (-47, 820.5, 35)], (7, 5, 2.5), (0, 1, 0), 6),
        right("anterior inferior spine", [(-107, 872, 103), (-106, 857, 107), (-103, 842, 104)], (8, 9, 8), (1, 0, 0), 6),
        Ribbon([[(-62, 862, 60), (-71, 862, 80), (-84, 862, 92), (-98, 862, 105)],
                [(-62, 842, 50), (-63, 842, 70), (-64, 842, 88), (-76, 842, 99)],
                [(-54, 822, 44), (-57, 822, 64), (-57, 822, 84), (-54, 822, 103)],
                [(-55, 804, 42), (-55, 804, 58), (-55, 804, 74), (-57, 804, 86)]], 5, "quadrilateral surface"),
        oval(Hollow([centre - facing * d + notch * r for d, r in ((20, -5), (20, 8), (14.5, 20), (5, 33))], np.full(4, 5.0),
                    facing, 0.3, "right", "fossa and notch of the acetabulum", count=6), 7, 10),
    ]
    for part in parts[7:10]:
        part.hold = 0.3
    parts[0].hold = 0.1
    parts[4].hold, parts[4].hold_radii = 1.5, 0.5
    parts[5].hold, parts[5].hold_radii = 1.0, 0.4
    fit(surface, parts, reach=10.0, iterations=45, smooth_axis=0.1)
    # It leaves the lower edge of the wing hanging over the roof of the acetabulum: the edge is led down into it.
    wing = parts[0].c.reshape(parts[0].rows_, parts[0].cols, 3)
    wing[2:-1, 0] += np.array([2.0, -7.0, 0])
    # It sets the ends of the crest 3 to 5 mm outside the reference, where the iliac spines are: they are drawn back.
    wing[0, -1] += np.array([0.5, -3.5, 0])
    wing[-2, -1] += np.array([3.5, 0, 0])
    wing[-1, -1] += np.array([3.5, -3.5, 2.0])
    # It draws the ramus back from the symphysis: its end is led into the pubis.
    ramus, pubis = parts[2], parts[3]
    ramus.c[-1] = pubis.c[-1] + np.array([-1.0, -2.0, -2.0])
    ramus.r[-1] = np.clip(ramus.r[-1], 4.0, 6.0)
    return surface, parts


def socket(surface, near):
    """Centre, radius and direction of opening of the acetabulum: the sphere through the wall that faces the femoral head."""
    p, n = ref.sample(surface, 40000, 3, normals=True)
    d = p - near
    wall = (np.linalg.norm(d, axis=1) < 36) & ((d * n).sum(1) < -0.7 * np.linalg.norm(d, axis=1))
    a = np.hstack([2 * p[wall], np.ones((wall.sum(), 1))])
    x = np.linalg.lstsq(a, (p[wall] ** 2).sum(1), rcond=None)[0]
    centre = x[:3]
    return centre, float(np.sqrt(x[3] + centre @ centre)), -figures.unit((p[wall] - centre).mean(0))


def sphere(surface, centre, radius, where=lambda p: np.ones(len(p), bool), slack=3.0):
    """Centre and radius of the least-squares sphere through the part of the surface that faces away from a first guess."""
    p, n = ref.sample(surface, 40000, 5, normals=True)
    p, n = p[where(p)], n[where(p)]
    for _ in range(20):
        d = np.linalg.norm(p - centre, axis=1)
        near = (abs(d - radius) < slack) & (((p - centre) * n).sum(1) > 0.8 * d)
        a = np.hstack([2 * p[near], np.ones((near.sum(), 1))])
        x = np.linalg.lstsq(a, (p[near] ** 2).sum(1), rcond=None)[0]
        centre, radius = x[:3], float(np.sqrt(x[3] + x[:3] @ x[:3]))
    return centre, radius


def femoral_head(reference):
    """Centre and radius of the right femoral head, from its medial half."""
    v = reference.right("femur")[0]
    top = v[v[:, 1] > v[:, 1].max() - 60]
    guess = top[np.argmax(top[:, 0])] - np.array([22.0, 0, 0])
    return sphere(reference.right("femur"), guess, 23.0, lambda p: (p[:, 1] > v[:, 1].max() - 60) & (p[:, 0] > guess[0] - 8))


APEX_MM = 820.5  # height of the joint of sacrum and coccyx: where the reference, which joins the two, is narrowest


# Middle of the sacral canal from its entrance behind the first end plate to the hiatus at the fourth segment.
SACRAL_CANAL = [(0, 913, 46), (0, 890, 29), (0, 864, 6), (0, 832, -3)]


def above(surface, height):
    v, f = surface
    return v, f[v[f].mean(1)[:, 1] > height]


def sacrum(reference):
    surface = above(reference.surface("Sacrum"), APEX_MM)
    parts = [
        mid("bodies", [(0, 901, 65), (0, 893, 58), (0, 877, 40), (0, 861, 25), (0, 842, 13), (0, 821.5, 7)],
            0, (0, 0, 1), 12, 0.05),
        half("ala and auricular surface", [(-47, 914, 44), (-48, 902, 46), (-45, 887, 38), (-41, 869, 25), (-35, 851, 11),
                                           (-18, 830, 4)], 9, (0, 0, 1), 12),
        half("bar of S1, front", [(-14, 898, 62), (-29, 901, 53), (-44, 904, 46)], 11, (0, 1, 0), 8),
        half("bar of S1, rear", [(-10, 898, 24), (-25, 902, 29), (-40, 906, 36)], 8, (0, 1, 0), 6),
        half("bar of S2, front", [(-9, 871, 38), (-25, 871, 36), (-40, 871, 31)], 6, (0, 1, 0), 6),
        half("bar of S2, rear", [(-11, 886, 13), (-25, 885, 17), (-40, 886, 28)], 7, (0, 1, 0), 6),
        half("bar of S3, front", [(-8, 850, 22), (-22, 850, 19), (-36, 852, 14)], 6, (0, 1, 0), 6),
        half("bar of S3, rear", [(-11, 868, 3), (-25, 868, 8), (-38, 868, 18)], 7, (0, 1, 0), 6),
        half("bar of S4", [(-8, 833, 12), (-18, 832, 9), (-26, 834, 6)], 5, (0, 1, 0), 6),
        half("bar of S4, rear", [(-12, 849, -1), (-24, 849, 2), (-34, 850, 8)], 6, (0, 1, 0), 6),
        half("intermediate crest and sacral horn", [(-10, 903, 26), (-10, 889, 15), (-10, 873, 4), (-11, 858, -1),
                                                    (-11, 827, -2)], 5, (1, 0, 0), 6),
        mid("median crest", [(0, 902, 24), (0, 886, 13), (0, 869, 3), (0, 854, -2)], 4, (0, 0, 1), 6),
        half("superior articular process", [(-20, 926, 46), (-20, 916, 42), (-18, 904, 36)], 5, (1, 0, 0), 8),
    ]
    around = np.radians(np.arange(0, 360, 30))
    depth, width = np.array([15, 15, 13, 11, 9, 6.0])[:, None], np.array([23, 21, 15, 13, 12, 11.0])[:, None]
    parts[0].r[:] = depth * width / np.hypot(width * np.cos(around), depth * np.sin(around))
    parts[0].hold, parts[0].hold_radii = 0.5, 0.1
    fit(surface, parts, hold=0.2, symmetric=True, reach=7.0, iterations=40, normal_mm=5.0)
    # The reference is solid here; the canal and its opening between the horns are drawn (see SACRAL_CANAL).
    depth, width = np.array([5.5, 5, 4, 3.5])[:, None], np.array([9, 7.5, 6, 5.5])[:, None]
    around = np.radians(np.arange(0, 360, 60))
    parts.append(Hollow(SACRAL_CANAL, depth * width / np.hypot(width * np.cos(around), depth * np.sin(around)), (0, 0, 1), 0.3,
                        "mid", "sacral canal, drawn: 18 mm wide above, 11 mm at the hiatus"))
    parts.append(ridge(parts[11]))
    return surface, parts


def ridge(crest):
    """The edge of the median crest with two tubercles, drawn on its fitted back, which is broad and smooth."""
    back = [c - np.array([0, 0, r[len(r) // 2] - 0.3]) for c, r in zip(crest.c, crest.r)]
    at, n = np.linspace(0, len(back) - 1, 5), np.arange(len(back))
    line = np.array([np.interp(at, n, column) for column in np.array(back).T]).T
    high = np.array([1.2, 2.7, 1.6, 2.7, 1.0])[:, None]
    turn = np.radians(np.arange(0, 360, 60))
    return Drawn(line, high * 2.0 / np.hypot(2.0 * np.cos(turn), high * np.sin(turn)), (0, 0, 1), 0.5, "mid",
                 "edge of the median crest, drawn 1 to 3 mm proud")


def patch(surface, rows, columns, centre, up, across):
    """Starting grid of a curved plate: rows and columns of directions seen from `centre`, set on the plate's middle."""
    p = ref.sample(surface, 20000, 6)
    d = figures.unit(p - centre)
    axis = figures.unit(d.mean(0))
    up = figures.unit(up - axis * (axis @ up))
    side = np.cross(up, axis) * np.sign(np.cross(up, axis) @ across)
    a, b = np.arctan2(d @ side, d @ axis), np.arctan2(d @ up, d @ axis)
    tree = cKDTree(np.stack([a, b], 1))
    grid = np.zeros((rows, columns, 3))
    for j, s in enumerate(np.linspace(0, 1, columns)):
        lo, hi = np.percentile(b, [2, 98])
        level = lo + (hi - lo) * s
        near = abs(b - level) < (hi - lo) * 0.08
        left, right_ = np.percentile(a[near], [2, 98])
        for i, t in enumerate(np.linspace(0, 1, rows)):
            q = tree.query([[left + (right_ - left) * t, level]], k=60)[1][0]
            grid[i, j] = p[q].mean(0)
    return grid


def parietal(reference):
    surface = reference.right("parietal bone")
    grid = patch(surface, 8, 7, np.array([-5.0, 1545, 60]), np.array([1.0, 0.6, 0]), np.array([0.0, 0, 1]))
    plate = Ribbon(grid, 5, "plate")
    fit(surface, [plate], reach=8.0, iterations=40, smooth_axis=0.05)
    # The rims of both sides meet at the sagittal suture: the edge is rounded by half the thickness,
    # and 0.6 mm beyond the middle close the wedge between the two rounded edges.
    plate.c.reshape(8, 7, 3)[:, -1, 0] = 0.6 - plate.r.reshape(8, 7)[:, -1] / 2
    return surface, [plate]


def occipital(reference):
    surface = reference.surface("Occipital bone")
    middle = np.array([(0, 1481, 40), (0, 1491, 26), (0, 1512, 3), (0, 1537, -13), (0, 1562, -14), (0, 1581, -9)], float)
    outer = np.array([(-42, 1486, 58), (-54, 1494, 44), (-60, 1513, 34), (-52, 1538, 12), (-28, 1565, -4), (-6, 1582, -9)], float)
    t = np.linspace(-1, 1, 9)[:, None, None]
    grid = middle[None] * (1 - t**2) + t**2 * outer[None]
    grid[:, :, 0] = -t[:, :, 0] * outer[:, 0]
    grid = grid * ref.MIRROR
    parts = [
        Ribbon(grid, 5, "squama", "mid"),
        mid("basilar part", [(0, 1509, 98), (0, 1500, 90), (0, 1492, 83), (0, 1487, 79)], 9, (1, 0, 0), 12, 0.2),
        half("condyle", [(-9, 1488, 80), (-18, 1482, 74), (-23, 1480, 64), (-23, 1480, 53), (-16, 1480, 44)],
             6, (0, 1, 0), 12),
        Ribbon([[(-14, 1480, 42), (-22, 1480, 52), (-23, 1481, 63), (-18, 1483, 74)],
                [(-26, 1484, 40), (-32, 1483, 50), (-32, 1484, 60), (-27, 1486, 70)],
                [(-42, 1489, 40), (-46, 1489, 50), (-42, 1489, 60), (-37, 1489, 70)]], 5, "lateral part", mirrored=True),
    ]
    parts[1].reference = np.array([0.0, 1.0, -1.0]) / np.sqrt(2)
    parts[3].hold = 0.15
    fit(surface, parts, symmetric=True, reach=9.0, iterations=45, smooth_axis=0.08)
    # Laid on the reference's surface, which is smooth there.
    p = ref.sample(surface, 60000, 8)
    near = p[(abs(p[:, 0]) < 2) & (abs(p[:, 1] - 1518.0) < 2)]
    return surface, parts + [Ellipsoid((0.0, 1519.0, near[:, 2].min() + 4.0), [(13.0, 0, 0), (0, 6.0, -1.5), (0, 1.3, 5.0)],
                                       "external occipital protuberance, drawn 1 mm proud", "add"),
                             Ellipsoid((0.0, 1585.0, -7.4), [(6.0, 0, 0), (0, 6.0, 2.4), (0, 0.9, -2.3)],
                                       "apex of the squama, drawn to lambda", "add")]


def temporal(reference):
    surface = reference.right("temporal bone")
    low = [(-62, 1521, 60), (-66, 1518, 80), (-68, 1518, 100), (-66, 1520, 118)]
    high = [(-66, 1540, 66), (-66, 1549, 82), (-66, 1550, 100), (-62, 1544, 120)]
    mastoid = [[(-57, 1528, 36), (-61, 1532, 48), (-64, 1534, 60), (-66, 1533, 72)],
               [(-55, 1514, 38), (-60, 1517, 48), (-63, 1519, 58), (-65, 1520, 70)],
               [(-52, 1501, 40), (-57, 1501, 48), (-59, 1502, 56), (-60, 1506, 66)]]
    parts = [
        Ribbon(np.array(between(low, high, 4)), 4, "squama"),
        Ribbon(mastoid, 7, "mastoid part"),
        right("mastoid process", [(-58, 1518, 50), (-56, 1508, 51), (-53, 1499, 54), (-50, 1492, 57)], (8, 11, 10, 7), (0, 0, 1)),
        right("petrous part", [(-58, 1510, 68), (-47, 1508, 75), (-33, 1508, 84), (-18, 1506, 93)], (9, 10, 9, 6), (0, 1, 0)),
        right("zygomatic process", [(-66, 1513, 86), (-71, 1512, 100), (-70, 1509, 115), (-63, 1506, 131)], (4, 3, 3, 3), (0, 1, 0), 10),
        right("styloid process", [(-46, 1500, 80), (-43, 1490, 85), (-40, 1479, 88)], (4, 3, 2), (1, 0, 0), 8),
    ]
    parts[1].hold = 0.15
    return surface, fit(surface, parts, reach=8.0, iterations=40, smooth_axis=0.1)


def mandible(reference):
    surface = reference.surface("Mandible")
    parts = [
        half("body", [(1, 1435, 167), (-12, 1436, 162), (-22, 1439, 149), (-31, 1443, 133), (-39, 1448, 118), (-44, 1452, 108)],
             11, (0, 1, 0), 14),
        half("ramus", [(-45, 1447, 110), (-44, 1458, 110), (-44, 1469, 110), (-44, 1478, 110)], 8, (1, 0, 0), 14),
        half("condylar process", [(-45, 1474, 100), (-46, 1488, 97), (-47, 1500, 95)], 5, (1, 0, 0), 10),
        half("coronoid process", [(-43, 1472, 121), (-42, 1481, 128), (-42, 1488, 131)], 4, (1, 0, 0), 10),
    ]
    return surface, fit(surface, parts, symmetric=True, reach=8.0, iterations=40) + [teeth(
        [(0.3, 1451, 164), (-12, 1452, 160.5), (-21, 1455, 150), (-28, 1458.5, 137), (-34, 1461, 121)], "lower teeth, drawn as one band")]


def teeth(line, name):
    """A row of teeth, right half: one band 12 mm high and 7 mm deep along the arch."""
    return oval(Drawn(line, np.full(len(line), 5.0), (0, 1, 0), 0.2, "right", name, True, 6), 6.0, 3.5)
