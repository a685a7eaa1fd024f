"""Muscles of the shoulder girdle: where their sheets begin and end on the reference (mm, body frame, right side)."""
import numpy as np

import latissimus
import muscles as m

MEDIAL, UP, DOWN = (1, 0, 0), (0, 1, 0), (0, -1, 0)


def trapezius_descending(s):
    return m.sheet(s, [(-36, 1500, None), (-19, 1502, None), (0, 1502, None), (1, 1470, None), (1, 1435, None),
                       (1, 1402, None), (1, 1376, None)],
                   [(-82, 1343, 98), (-95, 1345, 92), (-110, 1346, 84), (-128, 1348, 73)], 7, 9,
                   form=m.SlipRibbon, **m.SUPPLE)


def trapezius_transverse(s):
    return m.sheet(s, ("edge", MEDIAL, UP, 1379, 1308), ("edge", (-1, 0, 0.2), UP, 1348, 1334), 5, 7)


def trapezius_ascending(s):
    return m.sheet(s, ("edge", MEDIAL, UP, 1340, 1060),
                   [(-145, 1341, None), (-128, 1337, None), (-112, 1322, None), (-106, 1306, None)], 9, 10,
                   **m.SUPPLE)


def levator_scapulae(s):
    return m.serrated(s, [(-80, 1335, None), (-70, 1325, None), (-60, 1311, None)], 55, DOWN, 7, True, 6.0)


def rhomboid_major(s):
    return m.sheet(s, ("edge", MEDIAL, UP, 1358, 1285),
                   [(-60, 1282, None), (-61, 1270, None), (-67, 1238, None), (-87, 1191, None)], 5, 5)


def rhomboid_minor(s):
    return m.sheet(s, [(0, 1386, None), (0, 1364, None)], [(-60, 1304, None), (-60, 1283, None)], 3, 6)


def serratus_anterior(s):
    return m.serrated(s, ("edge", (0.3, 0, -1), UP, 1335, 1188), 60, DOWN, 7, True, 14.0, smooth_axis=0.08, smooth_along=0.06)


def deltoid_clavicular(s):
    return m.rod(s, 13, (-115, 1345, 90), 20, **m.SUPPLE)


def deltoid_acromial(s):
    return m.rod(s, 11, (-150, 1345, 60), 18, **m.SUPPLE)


def deltoid_spinal(s):
    return m.rod(s, 12, (-90, 1303, 5), 20, **m.SUPPLE)


def supraspinatus(s):
    return m.rod(s, 10, (-64, 1310, 20), 14, **m.SUPPLE)


def infraspinatus(s):
    return m.rod(s, 14, (-66, 1250, 5), 20, **m.SUPPLE)


def teres_minor(s):
    return m.rod(s, 10, (-106, 1221, 13), 12, **m.SUPPLE)


def teres_major(s):
    return m.rod(s, 10, (-90, 1195, 3), 14, **m.SUPPLE)


def subscapularis(s):
    return m.sheet(s, [(-76, 1316, None), (-66, 1304, None), (-66, 1270, None), (-77, 1230, None), (-95, 1200, None)],
                   [(-160, 1320, None), (-158, 1308, None)], 7, 8, **m.SUPPLE)


MUSCLES = {  # structure: (name in the reference without "Right" / side, function)
    "trapezius_descending": ("Descending part of right trapezius", trapezius_descending),
    "trapezius_transverse": ("Transverse part of right trapezius", trapezius_transverse),
    "trapezius_ascending": ("Ascending part of right trapezius", trapezius_ascending),
    "latissimus_dorsi": (None, latissimus.drawn),
    "levator_scapulae": ("Right levator scapulae", levator_scapulae),
    "rhomboid_minor": ("Right rhomboid minor", rhomboid_minor),
    "rhomboid_major": ("Right rhomboid major", rhomboid_major),
    "serratus_anterior": ("Right serratus anterior", serratus_anterior),
    "deltoid_clavicular": ("Clavicular part of right deltoid", deltoid_clavicular),
    "deltoid_acromial": ("Acromial part of right deltoid", deltoid_acromial),
    "deltoid_spinal": ("Spinal part of right deltoid", deltoid_spinal),
    "supraspinatus": ("Right supraspinatus", supraspinatus),
    "infraspinatus": ("Right infraspinatus muscle", infraspinatus),
    "teres_minor": ("Right teres minor", teres_minor),
    "teres_major": ("Right teres major", teres_major),
    "subscapularis": ("Right subscapularis", subscapularis),
}

def to_tuberosity(*end):
    """The reference's deltoid ends 2 cm above the deltoid tuberosity; one more station, the tendon's, goes on to there."""
    def finish(parts, _space):
        part = parts[0]
        part.c = np.vstack([part.c, end])
        part.r = np.vstack([part.r, 0.6 * part.r[-1:]])
        return [part.keep()]
    return finish


FINISH = {
    "deltoid_clavicular": to_tuberosity(-205, 1188, 80),
    "deltoid_acromial": to_tuberosity(-209, 1187, 74),
    "deltoid_spinal": to_tuberosity(-208, 1184, 66),
}
DELTOID = ("measured by tools/anatomy/fit_muscles.py on BodyParts3D (The Database Center for Life Science); drawn on by "
           "2 cm to the deltoid tuberosity")
SOURCES = {
    **{key: DELTOID for key in FINISH},
    "latissimus_dorsi": "not in the reference: drawn by tools/anatomy/latissimus.py from its attachments in textbooks "
                        "and laid on the ribs, serrati, erectors, scapula and teres major of BodyParts3D; "
                        "thickness 2-18 mm, for 14 cm2 at T10 in men (Marras 2001, recalled)",
}
