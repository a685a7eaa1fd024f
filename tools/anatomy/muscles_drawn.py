"""Muscles that the reference lacks, drawn from their attachments on its bones (mm, body frame, right side).

Rows of a sheet and axes of a rod go from origin to insertion. Like all muscles they take their place among bones and
deeper muscles in layers.py; so places need not be exact to the millimetre. Thicknesses are estimates.
"""
import numpy as np

import figures
from figures import Loft
from ribbons import Ribbon, basis


def sheet(rows, thickness, columns):
    """rows: places along each fibre line, as many in every row; thickness at as many places, or one."""
    lines = [figures.resampled(basis(len(r), 8)[0] @ np.array(r, float), columns) for r in rows]
    thick = np.interp(np.linspace(0, 1, columns), np.linspace(0, 1, len(thickness)), thickness)
    return [Ribbon(np.array(lines), np.broadcast_to(thick, (len(rows), columns)))]


def rod(places, radii, stations, flat=1.0, reference=(0, 0, 1)):
    """flat: how much wider than thick across `reference`."""
    line = figures.resampled(basis(len(places), 8)[0] @ np.array(places, float), stations)
    r = np.interp(np.linspace(0, 1, stations), np.linspace(0, 1, len(radii)), radii)
    angle = 2 * np.pi * np.arange(8) / 8
    shape = 1 / np.sqrt((np.cos(angle) * np.sqrt(flat)) ** 2 + (np.sin(angle) / np.sqrt(flat)) ** 2)
    return [Loft(line, r[:, None] * shape[None], reference, 0.6)]


# ------------------------------------------------------------------------------------------------------------------ hip
def iliacus(*_):
    """Iliac fossa, over the brim of the pelvis beside psoas, to the lesser trochanter."""
    brim, end = (-86, 838, 117), (-93, 756, 74)
    return sheet([
        [(-62, 930, 45), (-60, 895, 72), (-72, 862, 100), (-78, 834, 118), (-84, 795, 108), (-91, 762, 78)],
        [(-80, 943, 50), (-80, 905, 73), (-80, 864, 101), (-83, 836, 119), (-87, 796, 110), (-92, 760, 78)],
        [(-104, 944, 66), (-98, 906, 84), (-90, 866, 104), (-88, 838, 120), (-91, 798, 112), (-93, 757, 78)],
        [(-121, 936, 84), (-110, 900, 98), (-99, 866, 111), (-94, 840, 121), (-95, 799, 112), (-95, 753, 78)],
        [(-126, 920, 102), (-116, 893, 110), (-105, 866, 117), (-100, 842, 122), (-99, 800, 112), (-97, 748, 79)],
    ], [2.5, 8.0, 10.0, 11.0, 9.0, 4.0], 7)


def obturator_internus(*_):
    """Inner wall of the pelvis round the obturator foramen, round the lesser notch, to the pit of the trochanter."""
    return sheet([
        [(-52, 846, 70), (-51, 826, 54), (-52, 803, 34), (-74, 806, 40), (-96, 809, 53), (-112, 812, 67)],
        [(-48, 832, 86), (-48, 815, 62), (-52, 799, 34), (-74, 803, 40), (-96, 807, 53), (-112, 811, 67)],
        [(-36, 808, 96), (-44, 802, 66), (-53, 795, 34), (-74, 800, 40), (-96, 805, 54), (-112, 810, 67)],
        [(-28, 785, 88), (-42, 788, 64), (-54, 791, 34), (-74, 797, 40), (-96, 803, 54), (-112, 809, 67)],
    ], [3.0, 7.0, 7.0, 6.0, 5.0, 3.0], 7)


def gemellus_superior(*_):
    return rod([(-51, 815, 36), (-70, 813, 40), (-92, 814, 52), (-112, 815, 66)], [3.0, 4.2, 4.0, 2.5], 5)


def gemellus_inferior(*_):
    return rod([(-62, 784, 30), (-78, 789, 37), (-95, 797, 52), (-112, 805, 66)], [3.0, 4.5, 4.2, 2.5], 5)


def quadratus_femoris(*_):
    return sheet([
        [(-74, 786, 38), (-92, 784, 42), (-110, 779, 46), (-124, 774, 49)],
        [(-72, 774, 38), (-90, 770, 42), (-108, 765, 46), (-123, 760, 50)],
        [(-66, 762, 40), (-86, 757, 44), (-105, 752, 49), (-120, 747, 54)],
    ], [5.0, 8.0, 8.0, 4.0], 5)


# ----------------------------------------------------------------------------------------------------------------- neck
def longus_colli(*_):
    """Bodies of T3 to C5 and front tubercles of C3 to C5, to C2 to C4 and the front tubercle of the atlas."""
    return rod([(-6, 1318, 78), (-8, 1342, 86), (-10, 1360, 89), (-12, 1377, 92), (-13, 1393, 94), (-13, 1409, 93.5),
                (-11, 1425, 92.5), (-8, 1441, 91.5), (-5, 1456, 88.5), (-3.5, 1470, 88.5)],
               [1.5, 3.0, 3.8, 4.2, 4.5, 4.4, 4.2, 3.8, 3.2, 1.8], 10, 1.5)


def longus_capitis(*_):
    """Front tubercles of C3 to C6, to the base of the skull before the great hole."""
    return rod([(-21, 1390, 88), (-21, 1408, 90), (-19.5, 1425, 91), (-17, 1442, 91.5), (-14, 1460, 92), (-10, 1478, 94),
                (-7.5, 1494, 97)], [1.8, 3.2, 3.8, 4.0, 4.2, 4.0, 2.4], 8, 1.3)


HIP = {"iliacus": (None, iliacus), "obturator_internus": (None, obturator_internus),
       "gemellus_superior": (None, gemellus_superior), "gemellus_inferior": (None, gemellus_inferior),
       "quadratus_femoris": (None, quadratus_femoris)}
NECK = {"longus_colli": (None, longus_colli), "longus_capitis": (None, longus_capitis)}
SOURCE = ("not in the reference: drawn by tools/anatomy/muscles_drawn.py from attachments in textbooks on the bones of "
          "BodyParts3D; thickness an estimate")
