#!/usr/bin/python3
"""Writes assets/anatomy/shapes/fascia.toml: fascia, ligaments and coccyx, which the reference lacks.

    fascia.py [--shapes FOLDER]

They are drawn by hand from their attachments and laid on the figures that the other files of the folder describe, so
run it again when those change; the reference itself is not needed. Prints how far the thoracolumbar fascia lies from
what is under it. Right side (X negative), millimetres, body frame.

The fascia is a membrane over a field of depths: taut between its edges, never inside the bones and muscles under it,
never outside gluteus maximus and trapezius. Its rows continue the fibres of latissimus down to the midline, and fan out
into those of gluteus maximus below; this is the direction of the superficial lamina, which is the one that is seen.
"""
import argparse
import os
import tomllib
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from scipy.ndimage import binary_erosion, gaussian_filter, gaussian_filter1d, minimum_filter1d  # noqa: E402

import figures  # noqa: E402
import reference as ref  # noqa: E402
from ribbons import Ribbon, basis  # noqa: E402

SOURCE = ("not in the reference: drawn by tools/anatomy/fascia.py from attachments in textbooks and laid on the "
          "figures of bones and muscles in this folder")
FASCIA = ("drawn by hand from attachments (spinous processes T11 to sacrum, edge of latissimus, iliac crest, gluteus "
          "maximus) and laid 0.7 mm outside the erectors; thickness after the 1.5 +- 0.9 mm of NCT04716101, thinner at "
          "the edges; course of the superficial lamina (Vleeming 1995, recalled)")
UNDER = ["iliocostalis_lumborum", "iliocostalis_thoracis", "longissimus_thoracis", "spinalis_thoracis", "multifidus",
         "serratus_posterior_inferior", "semispinalis_thoracis", "sacrum", "hip_bone",
         "T10", "T11", "T12", *(f"L{k}" for k in range(1, 6))]
APART = 0.7            # of the fascia from what is under it
X0, Y0, X1, Y1 = -112, 780, 12, 1125   # the field of depths, 1 mm apart
# behind the tips of the spinous processes and the median crest: (height, Z)
MIDLINE = [(1125, 4), (1105, 7), (1084, 11.5), (1061, 21), (1030, 28), (1002, 33), (974, 28), (953, 25), (930, 17),
           (912, 14.5), (897, 11.5), (886, 6.5), (876, 0.5), (865, -7), (852, -7), (840, -4), (824, 0.3), (806, 1), (780, 3)]
# rows from above: height at the midline, end of the row (X, Y), and what it ends in
ROWS = [(1103, -12, 1111, "latissimus"), (1078, -16, 1089, "latissimus"), (1045, -23, 1062, "latissimus"),
        (1010, -33, 1034, "latissimus"), (978, -42, 1008, "latissimus"), (950, -54, 988, "latissimus"),
        (930, -67, 975, "latissimus"), (917, -80, 964, "latissimus"), (908, -84, 952, "crest"), (900, -73, 938, "crest"),
        (891, -64, 925, "gluteus"), (880, -59, 905, "gluteus"), (865, -48, 877, "gluteus"), (846, -37, 850, "gluteus"),
        (826, -27, 827, "gluteus"), (806, -13, 804, "gluteus")]
ALONG = (np.arange(9) / 8) ** 1.35   # places along a row, closer at the spines


def at(table, y):
    t = np.array(sorted(table), float)
    return np.interp(y, t[:, 0], t[:, 1])


# ---------------------------------------------------------------------------------------------------- shapes as meshes
def part_surface(d):
    if d["type"] == "loft":
        s = np.array(d["stations"])
        loft = figures.Loft(s[:, :3], s[:, 3:], d["reference"], d.get("cap", 0.5))
        return loft.evaluate()
    if d["type"] == "ribbon":
        p = np.array(d["points"]).reshape(d["rows"], d["columns"], 4)
        return Ribbon(p[..., :3], p[..., 3]).evaluate()
    return None


class Shapes:
    def __init__(self, folder):
        self.by_key = {}
        for path in sorted(Path(folder).glob("*.toml")):
            if path.name != "fascia.toml":
                for shape in tomllib.loads(path.read_text())["shape"]:
                    self.by_key[shape["structure"]] = shape

    def points(self, key, count=150000):
        """Points on the surface; of a solid of several parts also some that lie inside it."""
        shape, out = self.by_key[key], []
        for part in shape.get("part", [shape]):
            surface = part_surface(part) if part.get("operation", "add") == "add" else None
            if surface:
                p = ref.sample(surface, max(count // len(shape.get("part", [shape])), 20000), 3)
                out += [p, p * ref.MIRROR] if part.get("mirrored") else [p]
        return np.vstack(out)


# --------------------------------------------------------------------------------------------------- fields of depths
def field(points):
    """Rearmost and foremost Z over the field; +inf and -inf where there is nothing."""
    points = points[(points[:, 2] < 80)]
    i, j = np.round(points[:, 1] - Y0).astype(int), np.round(points[:, 0] - X0).astype(int)
    rear, fore = np.full((Y1 - Y0 + 1, X1 - X0 + 1), np.inf), np.full((Y1 - Y0 + 1, X1 - X0 + 1), -np.inf)
    ok = (i >= 0) & (i < rear.shape[0]) & (j >= 0) & (j < rear.shape[1])
    np.minimum.at(rear, (i[ok], j[ok]), points[ok, 2])
    np.maximum.at(fore, (i[ok], j[ok]), points[ok, 2])
    return rear, fore


def swollen(rear, by):
    """The field moved outward along its normals: rolled over by a ball."""
    out, n = rear.copy(), int(np.ceil(by))
    for a in range(-n, n + 1):
        for b in range(-n, n + 1):
            if a * a + b * b <= by * by:
                out = np.minimum(out, np.roll(rear, (a, b), (0, 1)) - np.sqrt(by * by - a * a - b * b))
    return out


def look(table, x, y):
    u, v = np.clip(x - X0, 0, table.shape[1] - 1.001), np.clip(y - Y0, 0, table.shape[0] - 1.001)
    j, i = u.astype(int), v.astype(int)
    a, b = u - j, v - i
    return (1-b) * ((1-a) * table[i, j] + a * table[i, j+1]) + b * ((1-a) * table[i+1, j] + a * table[i+1, j+1])


class Back:
    def __init__(self, shapes):
        under = np.vstack([shapes.points(k) for k in UNDER])
        under = np.vstack([under, under * ref.MIRROR])
        self.under = field(under)[0]
        self.limit = swollen(self.under, APART + 0.65)
        self.hip = swollen(field(shapes.points("hip_bone"))[0], 1.0) + 1.0
        cover = np.full(self.under.shape, -np.inf)
        for key, inside in (("gluteus_maximus", 3), ("trapezius_ascending", 2)):
            rear, fore = field(shapes.points(key))
            deep = binary_erosion(np.isfinite(rear) & (fore - rear > 1.5), iterations=inside)
            cover = np.where(deep, np.maximum(cover, rear + 1.5), cover)
        self.cover = cover
        rear, fore = field(shapes.points("latissimus_dorsi", 400000))
        self.in_latissimus = binary_erosion(np.isfinite(rear) & (fore - rear > 1.2), iterations=1)
        with np.errstate(invalid="ignore"):
            self.latissimus = np.where(self.in_latissimus, (rear + fore) / 2, np.inf)
        self.solve()

    def solve(self):
        y = np.arange(Y0, Y1 + 1)
        mid = minimum_filter1d(np.minimum(at(MIDLINE, y), self.limit[:, -X0 - 1:-X0 + 2].min(1)), 5)
        mid = gaussian_filter1d(mid, 4)
        z = np.minimum(self.limit, 60.0)
        z = gaussian_filter(z, 6)
        for _ in range(9000):
            z[1:-1, 1:-1] = (z[:-2, 1:-1] + z[2:, 1:-1] + z[1:-1, :-2] + z[1:-1, 2:]) / 4
            z[0], z[-1], z[:, 0] = z[1], z[-2], z[:, 1]
            np.minimum(z, self.limit, out=z)
            np.maximum(z, self.cover, out=z)
            z[self.in_latissimus] = self.latissimus[self.in_latissimus]
            z[:, -X0:] = mid[:, None]
        self.z = gaussian_filter(z, 1.0)


def fascia(back):
    rows, columns = len(ROWS), len(ALONG)
    grid, thick = np.zeros((rows, columns, 3)), np.zeros((rows, columns))
    for i, (ym, x, y, ends) in enumerate(ROWS):
        px, py = -0.2 + (x + 0.2) * ALONG, ym + (y - ym) * ALONG
        grid[i] = np.stack([px, py, look(back.z, px, py)], -1)
        thick[i] = np.interp(ALONG, [0, 0.05, 0.75, 1], [1.0, 1.3, 1.3, 1.0])
        if ends == "crest":
            grid[i, -1, 2] = look(np.minimum(back.hip, 90), px[-1:], py[-1:])[0] + 0.6
    sheet = Ribbon(grid, thick)
    a, b = basis(rows, 6)[0], basis(columns, 4)[0]
    W = np.einsum("ik,jl->ijkl", a, b).reshape(len(a) * len(b), -1)
    ends = np.array([r[3] for r in ROWS])
    free = np.ones((rows, columns), bool)
    free[:, 0] = free[:, -1] = False
    free = free.ravel()
    for _ in range(25):  # what the sheet's own curve does between its points
        p = W @ sheet.c
        low = p[:, 2] - look(np.minimum(back.limit, 1e3), p[:, 0], p[:, 1])
        held = look(back.in_latissimus * 1.0, p[:, 0], p[:, 1]) > 0
        low[held] = 0
        high = look(np.maximum(back.cover, -1e3), p[:, 0], p[:, 1]) - p[:, 2]
        push = np.zeros(len(sheet.c))
        for k in np.flatnonzero(free):
            mine = W[:, k] > 0.3
            down, up = max(low[mine].max(), 0), max(high[mine].max(), 0)
            push[k] = 0.5 * (up if up > 0 else -down)
        if abs(push).max() < 0.05:
            break
        sheet.c[:, 2] += push
    p = W @ sheet.c
    gap = look(np.minimum(back.under, 1e3), p[:, 0], p[:, 1]) - p[:, 2]
    gap = gap[(gap < 50) & (look(back.in_latissimus * 1.0, p[:, 0], p[:, 1]) == 0)]
    print("thoracolumbar fascia: middle behind what is under it, mm: 1st, 10th, 50th, 90th percentile",
          np.percentile(gap, [1, 10, 50, 90]).round(1))
    return sheet


# ----------------------------------------------------------------------------------------------------------- ligaments
def profile(points, heights, half=2.0, tall=3.0):
    """Rearmost Z beside the midline by height."""
    out = []
    for y in heights:
        near = points[(abs(points[:, 0]) < half) & (abs(points[:, 1] - y) < tall)]
        out.append(np.percentile(near[:, 2], 1) if len(near) else np.nan)
    out = np.array(out)
    ok = ~np.isnan(out)
    return np.interp(heights, heights[ok][::-1], out[ok][::-1])


def nuchal(shapes):
    y = np.array([1500, 1493, 1484, 1474, 1464, 1454, 1444, 1434, 1424, 1413, 1402, 1391, 1380, 1371.0])
    flesh = np.vstack([shapes.points("trapezius_descending", 200000), shapes.points("trapezius_transverse", 200000)])
    rear = gaussian_filter1d(profile(flesh, y), 0.6) + 1.4
    rear[0], rear[-2:] = 6.5, (16.0, 20.0)
    tips = [(1500, 12), (1493, 18), (1484, 30), (1467, 46), (1452, 50), (1437, 41), (1428, 48), (1420, 43), (1414, 49),
            (1408, 45), (1402, 50), (1397, 42), (1391, 45), (1386, 35), (1378, 38), (1371, 25)]
    fore = np.maximum(at(tips, y), rear + 3)
    grid = [np.stack([0 * y, y, rear + t * (fore - rear)], -1) for t in (0.0, 0.5, 1.0)]
    return Ribbon(np.array(grid), np.array([[2.6], [1.6], [1.2]]) * np.ones(len(y)))


def dense(line, count):
    return figures.resampled(basis(len(line), 8)[0] @ np.array(line, float), count)


def between(lines, thickness):
    count = len(thickness[0])
    return Ribbon(np.array([dense(line, count) for line in lines]), np.array(thickness))


ILIOLUMBAR = [  # from the transverse processes of L4 and L5 to the inner lip of the crest
    [(-39, 967, 60), (-48, 960, 56), (-58, 954, 51), (-68, 950, 46)],
    [(-47, 944, 57), (-53, 945, 54), (-61, 945, 49), (-68, 943, 44)],
    [(-48, 938, 57), (-53, 938, 53), (-59, 937, 48), (-65, 936, 42)],
    [(-48, 933, 57), (-52, 931, 53), (-56, 929, 47), (-60, 927, 39)],
]
SACROTUBEROUS = [  # from spine of the ilium, sacrum and coccyx to the ischial tuberosity, lateral border first
    [(-50, 883, 20), (-49, 862, 16), (-47, 833, 21), (-50, 802, 27), (-59, 776, 33)],
    [(-40, 863, 18), (-41, 845, 17), (-42, 822, 22), (-47, 797, 29), (-55, 771, 36)],
    [(-29, 839, 13), (-33, 825, 17), (-38, 809, 23), (-44, 789, 32), (-51, 766, 40)],
    [(-17, 817, 10), (-23, 810, 14), (-32, 798, 23), (-40, 782, 34), (-46, 762, 45)],
    [(-10, 801, 11), (-17, 797, 15), (-28, 788, 24), (-37, 775, 36), (-42, 759, 49)],
]


def coccyx():
    """Four segments round the sacrum's own tail (its figures in pelvis.toml hold it); the tip curves forward."""
    c = [(0, 819.5, 7.3), (0, 811.5, 7.6), (0, 805.5, 8.4), (0, 799.5, 9.2), (0, 793.1, 10.6), (0, 785.5, 15.0),
         (0, 781.5, 19.0)]
    r = np.array([[4.6, 5.6, 9.0, 7.0, 5.3, 5.7], [5.3, 6.4, 9.4, 8.3, 6.5, 5.7], [5.0, 5.8, 8.3, 7.1, 5.3, 4.9],
                  [5.1, 6.2, 8.4, 7.0, 5.0, 4.8], [5.7, 6.0, 6.6, 6.8, 5.2, 4.9], [5.4, 4.6, 3.7, 3.8, 3.6, 3.3],
                  [2.8, 2.8, 2.6, 2.5, 2.4, 2.3]])
    body = figures.Loft(c, np.hstack([r, r[:, 4:0:-1]]), (0, 0, 1), name="segments")
    side = figures.Loft([(-4.3, 811.8, 8.1), (-8.0, 809.2, 8.2), (-14.2, 806.0, 10.4)],
                        [[5.2, 4.9, 4.2, 4.8, 5.1, 5.3, 4.8, 4.8], [4.5, 4.3, 6.6, 6.6, 7.4, 6.3, 4.4, 4.7],
                         [2.7, 2.1, 1.6, 3.9, 7.1, 3.6, 2.3, 2.6]], (0, 1, 0), name="transverse process", mirrored=True)
    horn = figures.Loft([(-6.5, 815, 4.5), (-7.0, 820, 2.8), (-7.2, 825, 1.2)],
                        [[2.2] * 6, [1.9] * 6, [1.3] * 6], (0, 0, 1), name="horn", mirrored=True)
    return {"structure": "coccyx", "type": "composite", "blend_mm": 1.5, "voxel_mm": 0.7,
            "source": "after the tail of the sacrum's figures, 0.6 mm outside it; horns and tip drawn by hand",
            "part": [p.toml() for p in (body, side, horn)]}


def main():
    here = Path(__file__).resolve().parent
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--shapes", default=here.parent.parent / "assets" / "anatomy" / "shapes")
    folder = Path(a.parse_args().shapes)
    shapes = Shapes(folder)
    drawn = {
        "thoracolumbar_fascia": (fascia(Back(shapes)), FASCIA),
        "nuchal_ligament": (nuchal(shapes), "drawn by hand from attachments (external occipital protuberance and "
                            "crest, spines down to C7); free edge 1.4 mm inside trapezius; thickness an estimate"),
        "iliolumbar_ligament": (between(ILIOLUMBAR, [[2.5, 2, 2, 2.5]] + 3 * [[4, 3.5, 3, 3]]),
                                "drawn by hand from attachments; thickness an estimate"),
        "sacrotuberous_ligament": (between(SACROTUBEROUS, 5 * [[2, 2.5, 3.5, 4, 3.5]]),
                                   "drawn by hand from attachments; thickness an estimate"),
    }
    out = [{**part.toml(key), "source": source} for key, (part, source) in drawn.items()]
    ref.write_shapes(folder / "fascia.toml", SOURCE, out + [coccyx()],
                     "Thoracolumbar fascia and ligaments, right side or midline; coccyx.")


if __name__ == "__main__":
    main()
