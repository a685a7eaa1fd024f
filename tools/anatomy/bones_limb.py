"""Humerus and femur: a shaft, round heads, and the tubercles, condyles, pits and ridges a student has to name.

Starting figures are landmarks read off level sections of the reference (mm, body frame, right side); the fit moves all but
those that are given (given.py): the spheres of the heads are least squares of their own, and what the reference shows too
faintly to be recognised (deltoid tuberosity, intertubercular sulcus, fovea, linea aspera) is drawn on the fitted surface.
"""
import numpy as np

import reference as ref
from bones_flat import femoral_head, fit, right, sphere
from bones_vertebra import oval
from given import Drawn, Ellipsoid, Hollow
from ribbons import Ribbon

ITERATIONS = 45


def drawn(kind, name, points, radii, reference, count=6):
    return kind(points, np.asarray(radii, float), reference, 0.5, "right", name, count=count)


def levels(surface, heights, half=3.0):
    """Middle of the surface's box in slabs about the heights: where a shaft starts."""
    v = ref.sample(surface, 60000, 11)
    slabs = [v[abs(v[:, 1] - y) < half] for y in heights]
    return [((s[:, 0].min() + s[:, 0].max()) / 2, y, (s[:, 2].min() + s[:, 2].max()) / 2) for s, y in zip(slabs, heights)]


def humerus(reference):
    surface = reference.right("humerus")
    centre, radius = sphere(surface, np.array([-161.0, 1313, 75]), 22.0, lambda p: (p[:, 0] > -163) & (p[:, 1] > 1303))
    # rows downward; columns from the lateral to the medial edge: the two epicondyles and, thin between them, the fossae
    lower = [[(-223, 1104, 58.5), (-219, 1104, 59), (-214, 1104, 60.5), (-209, 1104, 62), (-205, 1104, 63), (-201, 1104, 63.5),
              (-198, 1104, 63.5)],
             [(-229, 1080, 57), (-223, 1080, 58), (-216, 1080, 60), (-209, 1080, 62), (-203, 1080, 64), (-198, 1080, 65),
              (-194, 1080, 64)],
             [(-235, 1064, 58), (-227, 1064, 58), (-219, 1064, 61), (-209, 1064, 66), (-202, 1064, 67), (-195, 1064, 66),
              (-189, 1064, 66)],
             [(-237, 1055, 62), (-229, 1055, 62), (-220, 1055, 62), (-209, 1055, 67.5), (-200, 1055, 68.5), (-192, 1055, 67),
              (-183, 1055, 67)],
             [(-236, 1044, 64), (-230, 1044, 66), (-221, 1044, 65), (-210, 1044, 69), (-200, 1044, 70), (-191, 1044, 69),
              (-182, 1045, 68)]]
    thick = [[6, 12, 15, 16, 17, 14, 6], [5, 12, 15, 15, 15, 14, 6], [6, 15, 18, 8, 13, 13, 6], [10, 17, 18, 4, 13, 11, 7],
             [10, 16, 14, 8, 12, 9, 6]]
    parts = [
        right("shaft", levels(surface, (1298, 1282, 1264, 1235, 1200, 1165, 1138, 1118)) + [(-210, 1096, 61), (-211, 1074, 61)],
              12, (0, 0, 1), 12, 0.2),
        Ellipsoid(centre, radius, "head, the sphere through its surface", "add"),
        right("greater tubercle", [(-177, 1296, 77), (-178, 1308, 77), (-177.5, 1319, 77), (-176, 1329, 78)], (10, 11, 11, 8),
              (0, 0, 1), 8),
        right("lesser tubercle", [(-167, 1299, 86), (-166, 1308, 91.5), (-167, 1316, 92.5), (-167.5, 1323, 90)], (4, 7, 7, 5.5),
              (0, 0, 1), 6),
        Ribbon(lower, np.array(thick, float), "lower end with the epicondyles, thin at the fossae"),
        right("capitulum and trochlea", [(-236.5, 1047, 68), (-231, 1047, 68.5), (-223, 1046, 69), (-211, 1046, 70), (-203, 1043, 71),
                                         (-198.5, 1042, 71)], (6.5, 8.5, 7.5, 8, 10, 12), (0, 0, 1), 10, 0.25),
    ]
    for k, (deep, wide) in ((-2, (7.5, 15)), (-1, (6.5, 16))):
        parts[0].r[k] = oval(parts[0].copy(), deep, wide).r[k]  # well inside the lower end, so that no gap opens between the two
    parts[3].hold, parts[3].hold_radii = 0.5, 0.5
    parts[4].hold = 0.1
    parts[5].hold, parts[5].hold_radii = 0.3, 0.3
    pit = Ellipsoid((-209, 1059, 54.5), (11.5, 9.5, 10.5), "olecranon fossa")
    fit(surface, parts + [pit], reach=8.0, iterations=ITERATIONS)
    return surface, parts + [
        pit,
        Ellipsoid((-201, 1190, 73.5), [(6.2, -0.7, 0), (2.8, 27.0, 2.6), (0, -0.6, 6.5)], "deltoid tuberosity, drawn 1 mm proud", "add"),
        drawn(Hollow, "intertubercular sulcus, drawn 1.5 mm deep", [(-175, 1327, 94.5), (-176, 1318, 94.5), (-177.5, 1304, 94),
                                                                    (-179, 1284, 91.5)], (3.5, 4.5, 4.5, 2.5), (0, 0, 1)),
    ]


def femur(reference):
    surface = reference.right("femur")
    head, radius = femoral_head(reference)
    shaft = [(-75, 388, 91), (-74, 400, 91), (-75, 412, 92)] + levels(surface, (428, 455, 500, 560, 620, 680, 722, 746, 763))
    shaft += [(-131, 780, 70), (-135, 793, 69), (-134, 802, 69)]
    parts = [
        right("shaft and greater trochanter", shaft, 15, (0, 0, 1), 12, 0.5),
        Ellipsoid(head, radius, "head, the sphere through its surface", "add"),
        right("neck", [(-122, 776, 75), (-113, 788, 77), (-104, 798, 78), (-95, 805, 79)], (16, 14, 13, 14), (0, 1, 0), 10, 0.2),
        right("lesser trochanter", [(-112, 764, 62), (-107, 754, 63.5), (-101, 745, 64), (-96.5, 740, 64)], (5, 7, 8, 5), (0, 1, 0), 6),
        right("medial condyle", [(-50, 403, 63), (-50, 391, 64.5), (-50, 383.5, 75), (-55, 385, 90), (-61, 393, 99)],
              (8, 13, 14, 14, 11), (1, 0, 0), 8),
        right("lateral condyle", [(-97, 405, 64), (-98, 393, 66), (-97, 388, 76), (-98, 389, 90), (-98, 396, 99)],
              (8, 12, 13, 13, 11), (1, 0, 0), 8),
        right("epicondyles", [(-43, 403, 80), (-62, 403, 85), (-86, 403, 86), (-103, 403, 82)], (10, 15, 15, 11), (0, 1, 0), 8),
    ]
    oval(parts[0], 15, 15)
    for k, (deep, wide) in enumerate(((15, 36), (18, 39), (18, 36))):
        parts[0].r[k] = oval(parts[0].copy(), deep, wide).r[0]
    parts[3].hold, parts[3].hold_radii = 0.5, 0.2
    for part in parts[4:]:
        part.hold, part.hold_radii = 0.3, 0.05
    fit(surface, parts, reach=9.0, iterations=ITERATIONS)
    pit = np.array([0.92, 0.18, -0.34])
    line = drawn(Drawn, "linea aspera, drawn 1 mm proud", [(-114, 712, 70), (-108, 682, 76.5), (-103, 640, 80.2), (-97.5, 580, 81.2),
                                                          (-91, 505, 82)], (1, 1, 1, 1, 1), (0, 0, 1))
    oval(line, 2.2, 4.0)
    line.r[[0, -1]] *= 0.5
    return surface, parts + [Ellipsoid(head + (radius + 3.0) * pit / np.linalg.norm(pit), 5.5, "fovea, drawn 2.5 mm deep"), line]
