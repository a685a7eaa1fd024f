"""Starting figures of muscles and their fit: lofts, sheets, straps, sheets with slips, and sets of small muscles.

Every function takes the reference surface of the right muscle and returns fitted parts. The columns of a ribbon run
along the fibres, from origin to insertion.
"""
import numpy as np

import axes
import figures
import reference as ref
from figures import Loft, Options, Target
from ribbons import Ribbon
from sheets import Middle, spread

THINNEST_MM = 1.0
SUPPLE = dict(smooth_axis=0.12, smooth_along=0.06)  # where there are figures enough to follow the surface closely


def main_pieces(surface, share=0.02):
    """Without the crumbs that segmentation leaves."""
    pieces = ref.components(surface)
    whole = sum(ref.areas(p).sum() for p in pieces)
    keep = [p for p in pieces if ref.areas(p).sum() > share * whole]
    return surface[0], np.concatenate([p[1] for p in keep])


def fit(surface, parts, **over):
    for part in parts:
        part.keep()
    options = dict(iterations=26, reach=8.0, smooth_axis=0.25, smooth_along=0.12)
    options.update(over)
    points, normal = options.pop("points", 9000), options.pop("normal_mm", 6.0)
    figures.fit(parts, Target(surface, points, normal_mm=normal), Options(**options))
    return parts


class SlipRibbon(Ribbon):
    """Smooth is its change, not itself: rows that end in slips and in the notches between them stay as uneven."""

    def penalties(self, o):
        now = self.c
        self.c = now - self.held[0]
        rows, rhs = Ribbon.penalties(self, o)
        self.c = now
        if self.hold:  # the last rows are those of hold, which are about the change already
            n = now.size
            rhs[-n:] = -self.hold * self.balance * (now - self.held[0]).ravel()
        return rows, rhs


def settled(ribbon, hold=0.03):
    """Held a little where it starts, so that grid points do not wander within the sheet."""
    ribbon.smallest, ribbon.hold = THINNEST_MM, hold
    return ribbon


def line_of(middle, spec, rows):
    """spec: points to snap to the middle, or ("edge", direction, order, from, to); as many as rows are kept."""
    line = middle.edge(*spec[1:]) if isinstance(spec[0], str) else middle.line(spec)
    return line if len(line) == rows else spread(line, rows)


def stretched(ribbon, surface, sides="abcd", width=0.45):
    """Moves the outermost points of the grid out to where the sheet ends: the middle of a thin rim is hard to find.

    sides: a first column, b last column, c first row, d last row."""
    p = ref.sample(surface, 24000, 12)
    g = ribbon.c.reshape(ribbon.rows_, ribbon.cols, 3)
    thick = ribbon.r.reshape(ribbon.rows_, ribbon.cols)
    for side, rim, inner in (("a", np.s_[:, 0], np.s_[:, 1]), ("b", np.s_[:, -1], np.s_[:, -2]),
                             ("c", np.s_[0], np.s_[1]), ("d", np.s_[-1], np.s_[-2])):
        if side not in sides:
            continue
        edge, out = g[rim].copy(), figures.unit(g[rim] - g[inner])
        gap = np.linalg.norm(np.diff(edge, axis=0), axis=1)
        gap = np.r_[gap[0], np.minimum(gap[1:], gap[:-1]), gap[-1]] if len(gap) > 1 else np.r_[gap, gap]
        moved = np.zeros(len(edge))
        for k, (q, d) in enumerate(zip(edge, out)):
            along = (p - q) @ d
            away = np.linalg.norm(p - q - along[:, None] * d, axis=1)
            seen = np.sort(along[(away < max(width * gap[k], 1.6)) & (along > 0) & (along < 20)])
            if len(seen) < 3:
                continue
            stop = np.flatnonzero(np.diff(np.r_[0.0, seen]) > 2.5)
            seen = seen[:stop[0]] if len(stop) else seen
            if len(seen) > 2:
                moved[k] = max(np.percentile(seen, 97) - thick[rim][k] / 2, 0)
        g[rim] = edge + moved[:, None] * out
    ribbon.c = g.reshape(-1, 3)
    return ribbon


def fit_sheet(surface, ribbon, sides="abcd", width=0.45, **over):
    """Fit with the rims brought out to the ends of the sheet before, and after."""
    fit(surface, [stretched(ribbon, surface, sides, width)], **over)
    stretched(ribbon, surface, sides, width).keep()
    ribbon.hold = 0.3
    return fit(surface, [ribbon], **{**over, "iterations": 8, "reach": 3.0})


def sheet(surface, origin, insertion, rows, columns, hold=0.03, form=Ribbon, **over):
    middle = Middle(surface)
    a, b = line_of(middle, origin, rows), line_of(middle, insertion, rows)
    grid = middle.grid(a, b, columns)
    grid[:, 0], grid[:, -1] = a, b
    return fit_sheet(surface, settled(form(grid, middle.thick(grid)), hold), **over)


def serrated(surface, base, least, order, columns, slips_first=False, apart=12.0, hold=0.05, **over):
    """A sheet whose far edge ends in slips. base: the even edge; order: the direction in which slips follow."""
    middle = Middle(surface)
    line = line_of(middle, base, 12)
    tips, far = middle.tips(line, least, apart)
    tips = tips[np.argsort(middle.p[tips] @ np.asarray(order, float))]
    ends = middle.p[middle.between_tips(list(tips), far)]
    a = spread(line, len(ends))
    grid = middle.grid(a, ends, columns)
    grid[:, 0], grid[:, -1] = a, ends
    if slips_first:
        grid = grid[:, ::-1]
    over.setdefault("smooth_axis", 0.2)
    return fit_sheet(surface, settled(SlipRibbon(grid, middle.thick(grid)), hold), width=0.15, **over)


def strap(surface, columns, rows=3, start=None, hold=0.03, **over):
    """A band: its middle line, and across it rows from rim to rim."""
    middle = Middle(surface)
    line = axes.geodesic_axis(surface, 60, start)
    near = np.linalg.norm(middle.p[:, None] - line[None, ::2], axis=2)
    s = near.argmin(1) / (near.shape[1] - 1)
    grid, side = [], None
    for at in np.linspace(0.015, 0.985, columns):
        k = int(round(at * 59))
        tangent = figures.unit(line[min(k + 2, 59)] - line[max(k - 2, 0)])
        pick = abs(s - at) < max(0.5 / columns, 0.03)
        q = middle.p[pick] if pick.sum() > 5 else line[[k]]
        c = q.mean(0)
        d = q - c
        d -= np.outer(d @ tangent, tangent)
        new = np.linalg.svd(d, full_matrices=False)[2][0] if len(d) > 5 else side
        new = new * np.sign(new @ side) if side is not None else new
        side = figures.unit(new if side is None else 0.5 * side + new)
        lo, hi = np.percentile(d @ side, [6, 94]) if len(d) > 5 else (-1, 1)
        lo, hi = min(lo, -0.8), max(hi, 0.8)
        c = c - tangent * ((c - line[k]) @ tangent)
        grid.append([c + side * (lo + (hi - lo) * u) for u in np.linspace(0, 1, rows)])
    grid = np.array(grid).transpose(1, 0, 2)
    return fit_sheet(surface, settled(Ribbon(grid, middle.thick(grid)), hold), **over)


def rod(surface, stations, start=None, count=10, reference=(0, 0, 1), **over):
    """A loft along the middle line."""
    axis = axes.geodesic_axis(surface, stations, start)
    length = np.linalg.norm(np.diff(axis, axis=0), axis=1).sum()
    radius = np.sqrt(abs(ref.volume(surface)) / length / np.pi)
    part = Loft(axis, np.full(len(axis), radius), reference, 0.6, "right", count=count)
    over.setdefault("smooth_axis", 0.2)
    return fit(surface, [part], **over)


def pieces(surface, stations=3, count=6, least=0.02, reference=(0, 0, 1)):
    """One round tube for every piece of a set of muscles, from above downward."""
    found = [p for p in ref.components(surface) if ref.areas(p).sum() > least * ref.areas(surface).sum()]
    out = []
    for piece in sorted(found, key=lambda p: -ref.centroid(p)[1]):
        out += rod(piece, stations, ref.centroid(piece) + np.array([0, 200.0, 0]), count, reference,
                   points=2500, iterations=20, reach=4.0)
    for part in out:
        part.r[:] = np.sqrt((part.r ** 2).mean(1, keepdims=True))
    return out


class Slip:
    """A round spindle between two points: a slip of the small rotators, thinner at its ends. Not fitted."""
    operation, name, side, mirrored, fixed = "add", "", "right", False, True
    hold = hold_radii = 0.0

    def __init__(self, a, b, radius_a, radius_b):
        a, b = np.asarray(a, float), np.asarray(b, float)
        self.c, self.r = np.array([a, (a + b) / 2, b]), np.array([0.6 * radius_a, (radius_a + radius_b) / 2, 0.6 * radius_b])

    def evaluate(self):
        return Loft(self.c, np.repeat(self.r[:, None], 8, 1), [0.1, 0.2, 1.0], 0.6).evaluate()

    def figures(self):
        return 12

    def line(self):
        return np.c_[self.c, self.r]


def rotators(surface, apart, radius, bent=1.6, longest=8.0):
    """Slips from the transverse processes (lateral ends) to the two nearest medial ends above."""
    middle = Middle(surface, 14000)
    p = middle.p

    def ends(sign):
        out = []
        for i in np.argsort(sign * p[:, 0]):
            near = middle.tree.query_ball_point(p[i], apart)
            if sign * p[i, 0] <= (sign * p[near, 0]).min() + 1e-9:
                out.append(i)
        return sorted(out, key=lambda i: -p[i, 1])
    lateral, medial = ends(1), ends(-1)
    out = []
    for i in lateral:
        above = [k for k in medial if p[k, 1] > p[i, 1] - 1][-2:]
        for k in above:
            q = middle.way(i, k, 5)
            straight = np.linalg.norm(q[-1] - q[0])
            length = np.linalg.norm(np.diff(q, axis=0), axis=1).sum()
            if length > bent * straight or straight > longest * apart:  # they hang together only by way of a third
                continue
            c, d = p[i] + 0.06 * (p[k] - p[i]), p[k] + 0.04 * (p[i] - p[k])
            c, d = c + (q[2] - (c + d) / 2) * 0.5, d + (q[2] - (c + d) / 2) * 0.5
            out.append(Slip(c, d, radius, radius * 0.8))
    return out


def described(key, parts, source=None, mirrored=False):
    """The entry of the shape file: one loft or ribbon, or a set of round tubes, each with its own fibres."""
    out = {"structure": key}
    if mirrored:
        out["mirrored"] = True
    if source:
        out["source"] = source
    if len(parts) == 1:
        shape = parts[0].toml(key)
        shape.pop("structure")
        return {**out, **shape}
    lines = [p.line() if isinstance(p, Slip) else np.c_[p.c, p.r.mean(1)] for p in parts]
    return {**out, "type": "tube", "branches": lines}
