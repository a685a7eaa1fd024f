"""Latissimus dorsi, which the reference lacks: drawn from its attachments and laid on what lies under it.

Rows follow the fibres from above downward: the first from T7 across the lower angle of the scapula, the last from the
iliac crest. On the trunk a place is an angle about the axis X = 0, Z = AXIS_Z (0: straight back, 90: right flank) and a
height; how far out it lies is read from the reference. In the axilla the sheet winds round the lower edge of teres
major to its front, so that the fibres from above reach the humerus lowest.
"""
import numpy as np
from scipy.ndimage import gaussian_filter

import erectors
import figures
import reference as ref
from ribbons import Ribbon, basis

AXIS_Z = 95.0
# (angle in degrees, height) of origin, and two places on the way to the axilla
ROWS = [
    [(3, 1190), (20, 1192), (39, 1190), (50, 1196), (60, 1206)],
    [(3, 1160), (20, 1163), (38, 1164), (51, 1173), (63, 1190)],
    [(3, 1125), (20, 1130), (38, 1138), (53, 1154), (67, 1176)],
    [(4, 1085), (21, 1097), (39, 1113), (55, 1136), (70, 1165)],
    [(13, 1037), (28, 1062), (43, 1089), (58, 1119), (73, 1155)],
    [(24, 990), (37, 1024), (50, 1062), (62, 1102), (76, 1146)],
    [(42, 960), (51, 1002), (60, 1046), (70, 1094), (80, 1141)],
    [(57, 957), (64, 1000), (70, 1044), (77, 1090), (84, 1136)],
]
# the fold of the axilla, its front, the tendon, the floor of the intertubercular groove: first and last row
FOLD = (-128, 1207, 16), (-141, 1198, 58)
FRONT = (-147, 1231, 40), (-151, 1240, 72)
TENDON = (-161, 1247, 66), (-160, 1267, 83)
GROOVE = (-172, 1248, 89), (-169, 1282, 90)
THICKNESS = [2.0, 3.5, 8.0, 15.0, 17.5, 16.0, 10.0, 5.0, 3.0]  # for 14 cm2 at T10 (Marras 2001, recalled)


def under(reference, space):
    """Points that the muscle lies upon."""
    names = [f"Right {n}" for n in ("serratus anterior", "iliocostalis thoracis", "teres major",
                                    "infraspinatus muscle", "scapula", "longissimus thoracis", "hip bone")]
    names += [n for n in reference.names("bone") if n.startswith("Right") and n.endswith("rib")]
    p = np.vstack([ref.sample(reference.surface(n), 12000, 5) for n in names])
    p = p[(p[:, 0] < 0) & (p[:, 0] > -150)]
    x, y = np.meshgrid(np.arange(-88, -2, 2.0), np.arange(930, 1110, 3.0))
    roof = np.stack([x, y, space.roof(x, y)], -1).reshape(-1, 3)
    low = ref.sample(reference.right("serratus posterior inferior"), 12000, 5)  # lies on the erectors, 7 mm thick
    low[:, 2] = np.minimum(low[:, 2], space.roof(low[:, 0], low[:, 1]) - 7.5)
    return np.vstack([p, roof, low[low[:, 0] < 0]])


def hull(points):
    """Distance from the axis by angle (degrees) and height, what is missing bridged from its neighbours."""
    d = points[:, [0, 2]] - (0, AXIS_Z)
    angle = np.degrees(np.arctan2(-d[:, 0], -d[:, 1]))
    out = np.hypot(*d.T)
    angles, heights = np.arange(0, 101, 2.0), np.arange(940, 1231, 4.0)
    table = np.full((len(heights), len(angles)), np.nan)
    for i, y in enumerate(heights):
        slab = abs(points[:, 1] - y) < 12
        for j, a in enumerate(angles):
            near = slab & (abs(angle - a) < 3)
            if near.sum() > 2:
                table[i, j] = np.percentile(out[near], 97)
        known = np.flatnonzero(~np.isnan(table[i]))
        table[i] = np.interp(angles, angles[known], table[i, known])
    return angles, heights, gaussian_filter(table, (2.0, 2.0), mode="nearest")


def drawn(reference, space):
    angles, heights, table = hull(under(reference, space))
    columns = len(ROWS[0]) + 4
    grid = np.zeros((len(ROWS), columns, 3))
    for i, row in enumerate(ROWS):
        for k, (a, y) in enumerate(row):
            u, v = np.interp(a, angles, np.arange(len(angles))), np.interp(y, heights, np.arange(len(heights)))
            j, n = min(int(u), len(angles) - 2), min(int(v), len(heights) - 2)
            s, t = u - j, v - n
            low, high = (1-s) * table[n, j] + s * table[n, j+1], (1-s) * table[n+1, j] + s * table[n+1, j+1]
            far = (1-t) * low + t * high
            far += THICKNESS[k] / 2 + 0.5
            grid[i, k] = -far * np.sin(np.radians(a)), y, AXIS_Z - far * np.cos(np.radians(a))
        share = i / (len(ROWS) - 1)
        for k, (first, last) in enumerate((FOLD, FRONT, TENDON, GROOVE)):
            grid[i, len(row) + k] = (1 - share) * np.array(first) + share * np.array(last)
    lines = [figures.resampled(dense(row), columns) for row in grid]
    return [Ribbon(np.array(lines), np.broadcast_to(THICKNESS, (len(ROWS), columns)))]


def dense(row):
    """Catmull-Rom through the places of a row, so that even spacing does not cut its bends."""
    return basis(len(row), 8)[0] @ row
