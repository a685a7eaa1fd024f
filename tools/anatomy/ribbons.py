"""Ribbons as figures (a grid of points with thickness), meshed and fitted like the lofts of figures.py."""
import numpy as np

import figures
import reference as ref
from figures import unit


def basis(count, sub):
    """Uniform Catmull-Rom through count values, ends straight: value and slope weights of the finer places."""
    value, slope = [], []
    for i in range(count - 1):
        for k in range(sub + (i == count - 2)):
            u = k / sub
            v, d = np.zeros(count), np.zeros(count)
            for off, x, dx in ((-1, -u + 2*u*u - u**3, -1 + 4*u - 3*u*u), (0, 2 - 5*u*u + 3*u**3, -10*u + 9*u*u),
                               (1, u + 4*u*u - 3*u**3, 1 + 8*u - 9*u*u), (2, -u*u + u**3, -2*u + 3*u*u)):
                at = i + off
                if at < 0:
                    terms = ((0, 2), (1, -1))
                elif at >= count:
                    terms = ((count - 1, 2), (count - 2, -1))
                else:
                    terms = ((at, 1),)
                for place, sign in terms:
                    v[place] += sign * x / 2
                    d[place] += sign * dx / 2
            value.append(v)
            slope.append(d)
    return np.array(value), np.array(slope)


class Ribbon:
    """points [rows, columns, 3], thickness [rows, columns] in mm; 'mid': row i is the mirror image of row rows-1-i."""

    def __init__(self, points, thickness, name="", side="right", mirrored=False, operation="add"):
        points = np.array(points, float)
        self.rows_, self.cols = points.shape[:2]
        self.c = points.reshape(-1, 3)
        self.r = np.broadcast_to(np.asarray(thickness, float), (self.rows_, self.cols)).reshape(-1, 1).copy()
        self.name, self.side, self.mirrored, self.operation = name, side, mirrored, operation
        self.hold = self.hold_radii = 0.0
        self.smallest = 1.2
        self.balance = 1.0
        self.fixed = False
        self.seam = False  # the first column stays in the mid-sagittal plane, where the mirror image begins
        self.keep()

    def keep(self):
        self.held = self.c.copy(), self.r.copy()
        return self

    def copy(self):
        other = Ribbon(self.c.reshape(self.rows_, self.cols, 3), self.r.reshape(self.rows_, self.cols), self.name, self.side,
                       self.mirrored, self.operation)
        other.hold, other.hold_radii, other.seam = self.hold, self.hold_radii, self.seam
        return other

    def transformed(self, m, t):
        """Affine copy; thickness follows the stretch across the sheet."""
        other = self.copy()
        grid = self.c.reshape(self.rows_, self.cols, 3)
        n = unit(np.cross(np.gradient(grid, axis=0), np.gradient(grid, axis=1))).reshape(-1, 3)
        other.r = self.r / np.linalg.norm(n @ np.linalg.inv(m), axis=1, keepdims=True)
        other.c = self.c @ m.T + t
        return other.keep()

    def evaluate(self):
        a, da = basis(self.rows_, 3)
        b, db = basis(self.cols, 3)
        na, nb = len(a), len(b)
        W = np.einsum("ik,jl->ijkl", a, b).reshape(na * nb, -1)
        d_row = np.einsum("ik,jl->ijkl", da, b).reshape(na * nb, -1) @ self.c
        d_col = np.einsum("ik,jl->ijkl", a, db).reshape(na * nb, -1) @ self.c
        n = unit(np.cross(d_row, d_col))
        self.tangents = unit(d_row), unit(d_col)
        grid = np.arange(na * nb).reshape(na, nb)
        loop = np.concatenate([grid[0, :-1], grid[:-1, -1], grid[-1, :0:-1], grid[:0:-1, 0]])
        out = np.zeros((na, nb, 3))
        out[0] -= unit(d_row).reshape(na, nb, 3)[0]
        out[-1] += unit(d_row).reshape(na, nb, 3)[-1]
        out[:, 0] -= unit(d_col).reshape(na, nb, 3)[:, 0]
        out[:, -1] += unit(d_col).reshape(na, nb, 3)[:, -1]
        rim = unit(out.reshape(-1, 3)[loop])
        self.W = np.vstack([W, W, W[loop]])
        self.D = np.vstack([n, -n, rim])
        v = self.W @ self.c + 0.5 * np.maximum(self.W @ self.r, 0.4) * self.D
        q = np.stack([grid[:-1, :-1], grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:]], -1).reshape(-1, 4)
        m = na * nb
        front = np.concatenate([q[:, [0, 1, 2]], q[:, [0, 2, 3]]])
        k = np.arange(len(loop))
        nxt = (k + 1) % len(loop)
        f = [front, front[:, ::-1] + m]
        for low, high, sign in ((loop, 2 * m + k, 1), (loop + m, 2 * m + k, -1)):
            one = np.stack([low, low[nxt], high], 1)
            two = np.stack([low[nxt], high[nxt], high], 1)
            both = np.concatenate([one, two])
            f.append(both if sign > 0 else both[:, ::-1])
        return v, np.concatenate(f)

    def rows(self, pick, n):
        W = self.W[pick]
        c = (W[:, :, None] * n[:, None, :]).reshape(len(pick), -1)
        return np.hstack([c, 0.5 * (n * self.D[pick]).sum(1)[:, None] * W])

    def penalties(self, o):
        count = len(self.c)
        rows, rhs = [], []

        def add(weight, columns, coefficients, value):
            row = np.zeros(count * 4)
            row[columns] = coefficients
            w = weight * (self.balance if columns[0] < 3 * count else 1.0)
            rows.append(w * row)
            rhs.append(-w * value)
        grid = np.arange(count).reshape(self.rows_, self.cols)
        triples = np.concatenate([np.stack([grid[:-2], grid[1:-1], grid[2:]], -1).reshape(-1, 3),
                                  np.stack([grid[:, :-2], grid[:, 1:-1], grid[:, 2:]], -1).reshape(-1, 3)])
        for t in triples:
            for a in range(3):
                add(o.smooth_axis, 3 * t + a, [-1, 2, -1], self.c[t, a] @ [-1, 2, -1])
            add(o.smooth_along, 3 * count + t, [-1, 2, -1], self.r[t, 0] @ [-1, 2, -1])
        for k in range(3 * count if self.hold else 0):
            add(self.hold, [k], [1.0], (self.c - self.held[0]).ravel()[k])
        return np.array(rows), np.array(rhs)

    def apply(self, x):
        n = len(self.c)
        self.c += x[:3 * n].reshape(n, 3)
        self.r = np.maximum(self.r + x[3 * n:].reshape(self.r.shape), self.smallest)
        if self.seam:
            self.c.reshape(self.rows_, self.cols, 3)[:, 0, 0] = 0
        if self.side == "mid":
            c = self.c.reshape(self.rows_, self.cols, 3)
            self.c = ((c + c[::-1] * ref.MIRROR) / 2).reshape(-1, 3)
            r = self.r.reshape(self.rows_, self.cols)
            self.r = ((r + r[::-1]) / 2).reshape(-1, 1)

    def figures(self):
        return self.c.size + self.r.size

    def toml(self, structure=None):
        out = {"structure": structure} if structure else {}
        out.update(type="ribbon", rows=self.rows_, columns=self.cols)
        if self.mirrored:
            out["mirrored"] = True
        if self.name and not structure:
            out["comment"] = self.name
        out["points"] = np.hstack([self.c, self.r])
        return out


def between(one, other, count):
    """Grid whose first column runs along `one` and whose last along `other` (row for row)."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    u = np.linspace(0, 1, count)[None, :, None]
    return (1 - u) * one[:, None] + u * other[:, None]
