"""Lofts as figures, meshed the way engine/geometry/loft.cpp does, and fitted to a surface.

A loft's surface is linear in its figures (centres and radii) while its section frames are held. So the fit is a
sequence of linear least squares: evaluate, pair points with the reference both ways, solve for the change, repeat
(iterative closest point; Besl and McKay 1992, point-to-plane pairs after Chen and Medioni 1991).
"""
import numpy as np
from scipy.spatial import cKDTree

import reference as ref


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-12)


def turn(a, b, v):
    """v turned by the smallest rotation that takes unit a to unit b."""
    axis, c = np.cross(a, b), float(a @ b)
    if c < -0.999999:
        return v
    return v * c + np.cross(axis, v) + axis * (axis @ v) / (1 + c)


class Loft:
    """centres [N,3], radii [N,R] in mm. side: 'mid' keeps the loft symmetric to X = 0 (its reference lies in that plane)."""

    def __init__(self, centres, radii, reference, cap=0.5, side="right", name="", mirrored=False, count=12, flat=False):
        self.c = np.array(centres, float)
        r = np.array(radii, float)
        if r.ndim == 1:
            r = np.repeat(r[:, None], count, 1)
        self.r, self.reference = r, np.array(reference, float)
        self.cap, self.side, self.name, self.mirrored = cap, side, name, mirrored
        self.hold = 0.0      # how firmly the centres stay where `held` has them
        self.hold_radii = 0.0
        self.keep()

    def keep(self):
        self.held = self.c.copy(), self.r.copy()
        return self

    def copy(self):
        other = Loft(self.c, self.r, self.reference, self.cap, self.side, self.name, self.mirrored)
        other.hold, other.hold_radii = self.hold, self.hold_radii
        return other

    def weights(self):
        """Along the axis: value and slope weights of the sections, segment and u of each."""
        n = len(self.c)
        gap = np.linalg.norm(np.diff(self.c, axis=0), axis=1)
        span = np.sqrt(np.maximum(gap, 1e-9))
        slope = np.zeros((n, n))
        slope[0, [0, 1]] = -1 / span[0], 1 / span[0]
        slope[-1, [-2, -1]] = -1 / span[-1], 1 / span[-1]
        for i in range(1, n - 1):
            a, b = span[i - 1], span[i]
            slope[i, i - 1:i + 2] = -1 / a + 1 / (a + b), 1 / a - 1 / b, -1 / (a + b) + 1 / b
        value, deriv, seg, us = [], [], [], []
        for i in range(n - 1):
            steps = int(np.clip(np.ceil(gap[i] / self.step), 1, 200))
            for k in list(range(steps)) + ([steps] if i == n - 2 else []):
                u = k / steps
                e0, e1 = np.eye(n)[i], np.eye(n)[i + 1]
                m0, m1 = slope[i] * span[i], slope[i + 1] * span[i]
                value.append((2*u**3 - 3*u*u + 1)*e0 + (-2*u**3 + 3*u*u)*e1 + (u**3 - 2*u*u + u)*m0 + (u**3 - u*u)*m1)
                deriv.append(((6*u*u - 6*u)*e0 + (-6*u*u + 6*u)*e1 + (3*u*u - 4*u + 1)*m0 + (3*u*u - 2*u)*m1) / span[i])
                seg.append(i)
                us.append(u)
        return np.array(value), np.array(deriv), np.array(seg), np.array(us), slope

    balance = 1.0
    operation, fixed = "add", False
    step = 3.0
    per = 2

    def evaluate(self):
        """Mesh (vertices, faces) and what its vertices are made of (for rows())."""
        value, deriv, seg, us, slope = self.weights()
        tangents = unit(slope @ self.c)
        sides = []
        s = self.reference - tangents[0] * (tangents[0] @ self.reference)
        for i, t in enumerate(tangents):
            if i:
                s = turn(tangents[i - 1], t, s)
            s = unit(s - t * (s @ t))
            sides.append(s)
        sides = np.array(sides)
        centre, tangent = value @ self.c, unit(deriv @ self.c)
        u0 = (1 - us[:, None]) * sides[seg] + us[:, None] * sides[seg + 1]
        u0 = unit(u0 - tangent * (u0 * tangent).sum(1, keepdims=True))
        v0 = np.cross(tangent, u0)
        n, count, per = len(self.c), self.r.shape[1], self.per
        round_, angle, m = [], [], count * per
        for j in range(count):
            for k in range(per):
                u = k / per
                w = np.zeros(count)
                for off, x in ((-1, -u + 2*u*u - u**3), (0, 2 - 5*u*u + 3*u**3), (1, u + 4*u*u - 3*u**3), (2, -u*u + u**3)):
                    w[(j + off) % count] += x / 2
                round_.append(w)
                angle.append(2 * np.pi * (j * per + k) / m)
        round_, angle = np.array(round_), np.array(angle)
        rings = [(0, -1, r) for r in (2, 1)] if self.cap > 0 else []
        rings += [(i, 0, 0) for i in range(len(value))]
        rings += [(len(value) - 1, 1, r) for r in (1, 2)] if self.cap > 0 else []
        W, A, D, S, T, K = [], [], [], [], [], []
        for i, sign, ring in rings:
            phi = np.pi / 2 * ring / 3
            for k in range(m):
                W.append(value[i]); A.append(round_[k]); T.append(tangent[i])
                D.append(np.cos(angle[k]) * u0[i] + np.sin(angle[k]) * v0[i])
                S.append(np.cos(phi)); K.append(sign * self.cap * np.sin(phi))
        for i, sign in ((len(value) - 1, 1), (0, -1)):
            W.append(value[i]); A.append(round_[0]); T.append(tangent[i]); D.append(u0[i]); S.append(0.0)
            K.append(sign * self.cap)
        self.W, self.A, self.D, self.S = np.array(W), np.array(A), np.array(D), np.array(S)
        self.T, self.K = np.array(T), np.array(K)
        spoke = np.maximum((self.W @ self.r * self.A).sum(1), 0.1)
        mean = (self.W @ self.r).mean(1)
        v = self.W @ self.c + (self.S * spoke)[:, None] * self.D + (self.K * mean)[:, None] * self.T
        f, k, nxt = [], np.arange(m), (np.arange(m) + 1) % m
        for i in range(len(rings) - 1):
            b = i * m
            f += [np.stack([b + k, b + nxt, b + m + k], 1), np.stack([b + nxt, b + m + nxt, b + m + k], 1)]
        b = (len(rings) - 1) * m
        f += [np.stack([np.full(m, len(v) - 2), b + k, b + nxt], 1), np.stack([np.full(m, len(v) - 1), nxt, k], 1)]
        self.frame = tangents, sides
        return v, np.concatenate(f)

    def rows(self, pick, n):
        """Derivative of n . vertex[pick] by the figures (centres first, then radii)."""
        W, A = self.W[pick], self.A[pick]
        c = (W[:, :, None] * n[:, None, :]).reshape(len(pick), -1)
        radial = ((n * self.D[pick]).sum(1) * self.S[pick])[:, None] * A
        radial = radial + ((n * self.T[pick]).sum(1) * self.K[pick] / self.r.shape[1])[:, None]
        r = (W[:, :, None] * radial[:, None, :]).reshape(len(pick), -1)
        return np.hstack([c, r])

    def penalties(self, o):
        """Rows and right-hand sides of the terms that keep the figures tidy (they act on the values, not on the change)."""
        n, count = self.r.shape
        total = n * 3 + n * count
        rows, rhs = [], []

        def add(weight, columns, coefficients, value):
            row = np.zeros(total)
            row[columns] = coefficients
            if columns[0] < n * 3:  # centres move far more of the surface than one radius does
                weight = weight * self.balance
            rows.append(weight * row)
            rhs.append(-weight * value)
        tangents, sides = self.frame
        angle = 2 * np.pi * np.arange(count) / count
        gap = np.linalg.norm(np.diff(self.c, axis=0), axis=1)
        for i in range(n):
            base = n * 3 + i * count
            for f in (np.cos(angle), np.sin(angle)):  # the centre stays in the middle of its section
                add(o.centred, np.arange(base, base + count), f / count * 2, (f * self.r[i]).sum() / count * 2)
            for j in range(count):  # round sections are smooth ...
                cols = base + np.array([(j - 1) % count, j, (j + 1) % count])
                add(o.smooth_round, cols, [-1, 2, -1], 2*self.r[i, j] - self.r[i, j-1] - self.r[i, (j+1) % count])
                if 0 < i < n - 1:  # ... and so they are along the axis
                    cols = np.array([base - count + j, base + j, base + count + j])
                    add(o.smooth_along, cols, [-1, 2, -1], 2*self.r[i, j] - self.r[i-1, j] - self.r[i+1, j])
            if 0 < i < n - 1:
                g = gap[i] / (gap[i - 1] + gap[i])
                d = self.c[i] - g * self.c[i - 1] - (1 - g) * self.c[i + 1]
                for a in range(3):
                    add(o.smooth_axis, [3*i + a, 3*i - 3 + a, 3*i + 3 + a], [1, -g, g - 1], d[a])
                # stations do not slide along the axis
                add(o.slide, 3*i + np.arange(3), tangents[i], 0.0)
        if self.hold:
            for k, d in enumerate((self.c - self.held[0]).ravel()):
                add(self.hold, [k], [1.0], d)
        if self.hold_radii:
            for k, d in enumerate((self.r - self.held[1]).ravel()):
                add(self.hold_radii, [n * 3 + k], [1.0], d)
        return np.array(rows), np.array(rhs)

    def apply(self, x):
        n = len(self.c)
        self.c += x[:3 * n].reshape(n, 3)
        self.r = np.maximum(self.r + x[3 * n:].reshape(self.r.shape), 0.6)
        if self.side == "mid":
            self.c[:, 0] = 0
            count = self.r.shape[1]
            self.r = (self.r + self.r[:, (-np.arange(count)) % count]) / 2

    def transformed(self, m, t):
        """Affine copy; radii follow the mean stretch across the axis."""
        other = self.copy()
        other.c = self.c @ m.T + t
        self.evaluate()
        tangents, sides = self.frame
        count = self.r.shape[1]
        angle = 2 * np.pi * np.arange(count) / count
        d = np.cos(angle)[None, :, None] * sides[:, None] + np.sin(angle)[None, :, None] * np.cross(tangents, sides)[:, None]
        new_axis = unit(tangents @ m.T)
        moved = d @ m.T
        moved -= (moved * new_axis[:, None]).sum(2, keepdims=True) * new_axis[:, None]
        other.r = self.r * np.linalg.norm(moved, axis=2)
        other.reference = unit(self.reference @ m.T)
        return other.keep()

    def figures(self):
        return self.c.size + self.r.size

    def toml(self, structure=None):
        out = {"structure": structure} if structure else {}
        out.update(type="loft", reference=self.reference)
        if self.cap != 0.5:
            out["cap"] = float(self.cap)
        if self.mirrored:
            out["mirrored"] = True
        if self.name and not structure:
            out["comment"] = self.name
        out["stations"] = np.hstack([self.c, self.r])
        return out


class Options:
    centred, smooth_round, smooth_along, smooth_axis, slide, damping = 0.6, 0.1, 0.08, 0.15, 1.0, 0.05
    iterations, reach, normal_mm, points = 30, 8.0, 6.0, 9000

    def __init__(self, **over):
        for key, value in over.items():
            assert hasattr(Options, key), key
            setattr(self, key, value)


def mesh_normals(v, f):
    n = np.zeros_like(v)
    face = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
    for k in range(3):
        np.add.at(n, f[:, k], face)
    area = np.zeros(len(v))
    for k in range(3):
        np.add.at(area, f[:, k], np.linalg.norm(face, axis=1) / 6)
    return unit(n), area


def expanded(parts):
    """Meshes of the parts and of their mirror images: list of (part index, mirrored?, v, f)."""
    out = []
    for i, part in enumerate(parts):
        v, f = part.evaluate()
        out.append((i, False, v, f))
        if part.mirrored:
            out.append((i, True, v * ref.MIRROR, f[:, ::-1]))
    return out


def exposed(meshes, taken, tolerance=0.3):
    """For each mesh: which vertices are on the outside of the whole. taken: which meshes are subtracted."""
    normals = [mesh_normals(v, f)[0] for _, _, v, f in meshes]
    trees = [cKDTree(v) for _, _, v, _ in meshes]
    boxes = [(v.min(0), v.max(0)) for _, _, v, _ in meshes]
    out = []
    for a, (_, _, v, _) in enumerate(meshes):
        free, seen = np.ones(len(v), bool), np.zeros(len(v), bool)
        for b in range(len(meshes)):
            if a == b:
                continue
            near = free & np.all((v > boxes[b][0]) & (v < boxes[b][1]), axis=1)
            if not near.any():
                continue
            q = trees[b].query(v[near])[1]
            height = ((v[near] - meshes[b][2][q]) * normals[b][q]).sum(1)
            # a part taken away hides what lies in it; its normals point into its hollow
            gone = height > tolerance if taken[b] else height < -tolerance
            if taken[a]:
                seen[np.flatnonzero(near)[gone]] = True
            else:
                free[np.flatnonzero(near)[gone]] = False
        out.append(seen if taken[a] else free)
    return out


class Target:
    """Points of the reference with normals, for pairing; symmetric=True adds the mirror image."""

    def __init__(self, surface, points=9000, symmetric=False, normal_mm=6.0, seed=1, where=None):
        p, n = ref.sample(surface, points, seed, normals=True)
        if symmetric:
            p, n = np.vstack([p, p * ref.MIRROR]), np.vstack([n, n * ref.MIRROR])
        if where is not None:
            keep = where(p)
            p, n = p[keep], n[keep]
        self.p, self.n, self.normal_mm = p, n, normal_mm
        self.tree = cKDTree(np.hstack([p, n * normal_mm]))
        self.area = ref.areas(surface).sum() / points / (2 if symmetric else 1)


def squared(rows, w):
    """rows^T W rows. A place depends on the few figures near it: places that depend on the same ones are summed together."""
    pattern = np.packbits(rows != 0, axis=1)
    pattern = np.ascontiguousarray(pattern).view(np.dtype((np.void, pattern.shape[1]))).ravel()
    _, first, group = np.unique(pattern, return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    cuts = np.searchsorted(group[order], np.arange(len(first) + 1))
    out = np.zeros((rows.shape[1], rows.shape[1]))
    for k, i in enumerate(first):
        mine, used = order[cuts[k]:cuts[k + 1]], np.flatnonzero(rows[i])
        some = rows[np.ix_(mine, used)] * np.sqrt(w[mine])[:, None]
        out[np.ix_(used, used)] += some.T @ some
    return out


def step(parts, target, o, reach):
    """One pairing and one solve for every part."""
    meshes = expanded(parts)
    free = exposed(meshes, [parts[m[0]].operation == 'subtract' for m in meshes])
    v = np.vstack([m[2] for m in meshes])
    normal, area = zip(*[mesh_normals(m[2], m[3]) for m in meshes])
    normal, area, free = np.vstack(normal), np.concatenate(area), np.concatenate(free)
    owner = np.concatenate([np.full(len(m[2]), m[0]) for m in meshes])
    flip = np.concatenate([np.full(len(m[2]), m[1]) for m in meshes])
    local = np.concatenate([np.arange(len(m[2])) for m in meshes])
    at = np.flatnonzero(free)
    # model to reference
    q = target.tree.query(np.hstack([v[at], normal[at] * target.normal_mm]))[1]
    pairs = [(at, target.p[q], target.n[q], area[at])]
    # reference to model
    tree = cKDTree(np.hstack([v[at], normal[at] * target.normal_mm]))
    m = at[tree.query(np.hstack([target.p, target.n * target.normal_mm]))[1]]
    pairs.append((m, target.p, target.n, np.full(len(m), target.area)))
    which = np.concatenate([p[0] for p in pairs])
    to, n = np.vstack([p[1] for p in pairs]), np.vstack([p[2] for p in pairs])
    w = np.concatenate([p[3] for p in pairs])
    gap = to - v[which]
    distance = np.linalg.norm(gap, axis=1)
    w = w / (1 + (distance / reach) ** 2)
    agree = (normal[which] * n).sum(1)
    w = np.where(agree < -0.1, 0.0, w)
    mirror = np.where(flip[which, None], ref.MIRROR, 1.0)
    n, gap = n * mirror, gap * mirror
    moved = 0.0
    for i, part in enumerate(parts):
        if part.fixed:
            continue
        mine = np.flatnonzero((owner[which] == i) & (w > 0))
        if len(mine) < 10:
            continue
        pick = local[which[mine]]
        rows = part.rows(pick, n[mine])
        rhs = (gap[mine] * n[mine]).sum(1)
        ww = w[mine]
        # a share of the tangential error, so that ends find their place
        lhs, right = squared(rows, ww), rows.T @ (rhs * ww)
        own = np.diag(lhs)
        scale = own[part.c.size:].mean() + 1e-9
        part.balance = np.sqrt(own[:part.c.size].mean() / scale)
        extra, extra_rhs = part.penalties(o)
        lhs += scale * (extra.T @ extra)
        right += scale * (extra.T @ extra_rhs)
        lhs[np.diag_indices(len(lhs))] += o.damping * np.r_[np.full(part.c.size, scale * part.balance**2), np.full(part.r.size, scale)]
        x = np.linalg.solve(lhs, right)
        x = np.clip(x, -3, 3)
        part.apply(x)
        moved = max(moved, np.abs(x).max())
    return moved


def fit(parts, target, o=Options()):
    for k in range(o.iterations):
        reach = max(o.reach * (1 - k / (0.7 * o.iterations)), 2.0)
        step(parts, target, o, reach)
    return parts


def union_points(parts, count=6000, seed=2):
    """Points by area on the outside of the union."""
    meshes = expanded(parts)
    area = [ref.areas((v, f)).sum() for _, _, v, f in meshes]
    out = []
    trees = [(cKDTree(v), v, mesh_normals(v, f)[0]) for _, _, v, f in meshes]
    taken = [parts[m[0]].operation == "subtract" for m in meshes]
    for a, (_, _, v, f) in enumerate(meshes):
        p = ref.sample((v, f), max(int(count * area[a] / sum(area)), 50), seed + a)
        free, seen = np.ones(len(p), bool), np.zeros(len(p), bool)
        for b, (tree, vb, nb) in enumerate(trees):
            if a != b:
                near = np.all((p > vb.min(0)) & (p < vb.max(0)), axis=1)  # the plane of a far vertex says nothing
                q = tree.query(p)[1]
                height = ((p - vb[q]) * nb[q]).sum(1)
                free &= ~near | (height < 0.3 if taken[b] else height > -0.3)
                seen |= near & (not taken[b]) & (height < -0.3)
        out.append(p[free & seen] if taken[a] else p[free])
    return np.vstack(out)


def score(parts, surface):
    """assd and hd95 of the union against the reference surface (mm)."""
    p = union_points(parts, 30000)
    q = ref.sample(surface, 30000, 7)
    pq = cKDTree(q).query(p[::5])[0]
    qp = cKDTree(p).query(q[::5])[0]
    return (pq.mean() + qp.mean()) / 2, max(np.percentile(pq, 95), np.percentile(qp, 95))


def resampled(points, count):
    """count points evenly spaced along a polyline."""
    points = np.asarray(points, float)
    s = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    at = np.linspace(0, s[-1], count)
    return np.stack([np.interp(at, s, points[:, k]) for k in range(3)], 1)
