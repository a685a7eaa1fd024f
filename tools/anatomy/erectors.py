"""Thickness of the muscles beside the lumbar spine, where the reference body is far thinner than life.

The space they fill: in front, the bones and quadratus lumborum, which is moved to the tips of the transverse processes;
behind, a dome that leaves the tips of the spinous processes and bulges BULGE behind them. It is shared out from medial
to lateral among multifidus, longissimus and iliocostalis, and each muscle's sections are given the area of its share.
Cross-sections aimed at: recalled MRI means of men (cross_sections.py lists them and measures what came of it). Psoas and
quadratus lumborum are thickened after the same table. Lines of attachment stay those of the reference: its ends are
kept. Millimetres, body frame, right side (X negative).
"""
import numpy as np
from scipy.ndimage import gaussian_filter

import figures
import reference as ref
import solids

# (height Y, figure) at the spinous tips of T9..L5, then the sacrum
TIP_Z = [(840, -8), (865, -6), (904, 9), (929, 18), (955, 26), (974, 30),
         (998, 33), (1030, 29), (1062, 23), (1084, 13), (1105, 8), (1135, 6)]
BULGE = [(840, 2), (865, 4), (904, 13), (929, 19), (955, 21), (974, 20),
         (998, 19), (1030, 17), (1062, 15), (1084, 11), (1110, 6), (1140, 3)]
WIDTH = [(840, 24), (880, 33), (904, 40), (925, 50), (945, 66), (955, 79), (965, 84),
         (974, 84), (998, 83), (1030, 81), (1062, 79), (1084, 83), (1110, 86)]
MULTIFIDUS = [(840, 12), (865, 24), (890, 30), (904, 32), (929, 33), (955, 30),
              (974, 27), (998, 23), (1030, 19), (1062, 15), (1110, 10)]
LONGISSIMUS = [(840, 20), (904, 36), (929, 44), (955, 52), (974, 52),
               (998, 52), (1030, 50), (1062, 48), (1084, 50), (1110, 54)]
# how much of the erectors lies behind multifidus
COVER = [(840, 11), (880, 11), (904, 8), (929, 3.5), (955, 2), (998, 4), (1030, 6), (1110, 8)]
LAYER = [(880, 5), (915, 3), (935, 0)]  # iliocostalis behind longissimus on the sacrum
# the middle of quadratus lumborum goes forward and sideways, in front of the transverse processes
QUADRATUS_FORWARD = [(905, 0), (935, 9), (958, 13), (1006, 13), (1035, 10), (1060, 4), (1085, 0)]
QUADRATUS_OUTWARD = [(915, 0), (945, 4), (965, 8), (1010, 8), (1040, 4), (1065, 0)]
QUADRATUS_WIDER = [(915, 1.0), (940, 1.2), (1000, 1.2), (1040, 1.08), (1070, 1.0)]
PSOAS_WIDER = [(830, 1.0), (890, 1.05), (925, 1.13), (958, 1.18), (1000, 1.2), (1040, 1.15), (1080, 1.0)]
LOWEST, HIGHEST = 920.0, 1112.0  # the figures of the reference are kept beyond
FADE = 45.0


def at(table, y):
    return np.interp(y, *np.array(table, float).T)


class Space:
    """floor(x, y): Z of what lies in front; roof(x, y): Z of the surface behind."""

    def __init__(self, reference):
        bones = [reference.surface(n) for n in reference.names("bone")
                 if "vertebra" in n.lower() or n == "Sacrum" or n.startswith("Right") and ("hip" in n or "rib" in n)]
        bone = np.vstack([ref.sample(s, 30000, 1) for s in bones])
        quadratus = ref.sample(reference.right("quadratus lumborum"), 60000, 1)
        self.x, self.y = np.arange(-100.0, -2.0, 4.0), np.arange(840.0, 1150.0, 6.0)
        table = np.full((len(self.y), len(self.x)), np.nan)
        for i, y in enumerate(self.y):
            for p, tall, forward, outward in ((bone, 7, 0.0, 0.0),
                                              (quadratus, 5, at(QUADRATUS_FORWARD, y), at(QUADRATUS_OUTWARD, y))):
                slab = p[abs(p[:, 1] - y) < tall]
                for j, x in enumerate(self.x):
                    z = slab[abs(slab[:, 0] - outward - x) < 3, 2]
                    if len(z) > 3:
                        table[i, j] = np.fmin(table[i, j], np.percentile(z, 4) + forward)
            known = np.flatnonzero(~np.isnan(table[i]))
            beyond = np.clip(self.x[known[0]] - self.x, 0, None) * 0.25  # the flank recedes beside quadratus
            table[i] = np.interp(self.x, self.x[known], table[i, known]) + beyond
        self.table = gaussian_filter(table, (1.2, 0.7), mode="nearest")

    def floor(self, x, y):
        u = np.clip((np.asarray(x) - self.x[0]) / 4.0, 0, len(self.x) - 1.001)
        v = np.clip((np.asarray(y) - self.y[0]) / 6.0, 0, len(self.y) - 1.001)
        j, i = u.astype(int), v.astype(int)
        a, b, t = u - j, v - i, self.table
        return (1-b) * ((1-a) * t[i, j] + a * t[i, j+1]) + b * ((1-a) * t[i+1, j] + a * t[i+1, j+1])

    def roof(self, x, y):
        w = at(WIDTH, y)
        u = np.clip(-np.asarray(x) / w, 0, 1)
        tip, bulge = at(TIP_Z, y), at(BULGE, y)
        top = tip - bulge
        rise = tip + 1 - (bulge + 1) * np.sin(np.pi / 2 * np.clip(u / 0.35, 0, 1))
        fall = 1 - np.sqrt(np.maximum(1 - (np.clip(u - 0.5, 0, None) / 0.5) ** 2, 0))
        return rise + fall * np.maximum(self.floor(-w, y) - 2 - top, 4)

    def inside(self, muscle, p):
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        floor, roof = self.floor(x, y) - 0.5, self.roof(x, y)
        inner, middle, width = at(MULTIFIDUS, y), at(LONGISSIMUS, y), at(WIDTH, y)
        if muscle == "multifidus":
            return (x < -3.5) & (x > -inner) & (z < floor) & (z > roof + at(COVER, y))
        if muscle == "longissimus_thoracis":
            behind = (x > -inner - 0.6) & (x < -4) & (z < roof + at(COVER, y) - 0.8)
            return (z > roof + at(LAYER, y)) & (z < floor) & (x > -middle) & ((x < -inner - 0.6) | behind)
        return (z > roof) & (z < floor) & (x < -middle - 0.6) & (x > -width)

    def section(self, muscle, y):
        """Centroid and area (mm2) of the muscle's level section."""
        x, z = np.meshgrid(np.arange(-96, -2, 1.0), np.arange(-25, 75, 1.0))
        p = np.stack([x, np.full_like(x, y), z], -1)
        keep = self.inside(muscle, p)
        return p[keep].mean(0) if keep.any() else None, int(keep.sum())


def thickened(loft, space, muscle, lowest=LOWEST, highest=HIGHEST):
    """Sections between lowest and highest are those of the space; the others fade back to the fitted ones."""
    y = loft.c[:, 1]
    share = np.clip((y - lowest) / FADE + 0.5, 0, 1) * np.clip((highest - y) / FADE + 0.5, 0, 1)
    before, radii = loft.c.copy(), loft.r.copy()
    for i in np.flatnonzero(share > 0):
        c, _ = space.section(muscle, y[i])
        if c is None:
            share[i] = 0
            continue
        loft.c[i] = before[i] + share[i] * (c - before[i])
    loft.evaluate()
    tangents, sides = loft.frame
    angle = 2 * np.pi * np.arange(loft.r.shape[1]) / loft.r.shape[1]
    t = np.arange(0.5, 60, 0.5)
    for i in np.flatnonzero(share > 0):
        c = space.section(muscle, y[i])[0]
        d = np.cos(angle)[:, None] * sides[i] + np.sin(angle)[:, None] * np.cross(tangents[i], sides[i])
        flat = figures.unit(d * np.array([1.0, 0.0, 1.0]))  # the section is read level, its radii laid across the axis
        inside = space.inside(muscle, c + t[None, :, None] * flat[:, None])
        reach = np.where(inside.all(1), t[-1], t[np.argmin(inside, axis=1)])
        reach = np.maximum(reach * np.minimum(1.0, np.sqrt((d[:, 0] ** 2 + d[:, 2] ** 2)) * 1.15), 1.5)
        loft.r[i] = radii[i] + share[i] * (reach - radii[i])
    near = (share > 0)[1:-1, None]
    for _ in range(2):
        r, c = loft.r.copy(), loft.c.copy()
        loft.r[1:-1] = np.where(near, 0.2 * r[:-2] + 0.6 * r[1:-1] + 0.2 * r[2:], r[1:-1])
        loft.c[1:-1] = np.where(near, 0.2 * c[:-2] + 0.6 * c[1:-1] + 0.2 * c[2:], c[1:-1])
    for _ in range(3):  # rounded corners and the smoothing take away area; it is given back
        surface, wider = loft.evaluate(), np.ones(len(y))
        for i in np.flatnonzero(share > 0.3):
            area = solids.section(surface, loft.c[i, 1]).sum() * 0.25
            wanted = space.section(muscle, loft.c[i, 1])[1]
            wider[i] = np.clip(np.sqrt(0.96 * wanted / max(area, 1)), 0.85, 1.2) if wanted else 1
        loft.r *= 1 + share[:, None] * (wider[:, None] - 1)
    return loft


def quadratus(loft):
    y = loft.c[:, 1]
    loft.r *= at(QUADRATUS_WIDER, y)[:, None]
    loft.c += np.stack([-at(QUADRATUS_OUTWARD, y), 0 * y, at(QUADRATUS_FORWARD, y)], 1)
    return loft


def psoas(loft):
    """Wider away from the vertebrae: what faces them stays, so the axis moves forward and sideways."""
    more = at(PSOAS_WIDER, loft.c[:, 1]) - 1
    radius = loft.r.mean(1)
    loft.c += (more * radius)[:, None] * np.array([-0.45, 0.0, 0.8])
    loft.r *= 1 + more[:, None]
    return loft


def laid_over(ribbon, space):
    """A thin sheet behind the erectors gives way to them."""
    near = (ribbon.c[:, 1] > 930) & (ribbon.c[:, 1] < 1110) & (ribbon.c[:, 0] > -at(WIDTH, ribbon.c[:, 1]))
    back = space.roof(ribbon.c[:, 0], ribbon.c[:, 1]) - ribbon.r[:, 0] / 2 - 0.6
    ribbon.c[:, 2] = np.where(near, np.minimum(ribbon.c[:, 2], back), ribbon.c[:, 2])
    return ribbon
