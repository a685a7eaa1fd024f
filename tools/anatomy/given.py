"""Parts that are given, not fitted: spheres and ellipsoids, hollows that are taken away, ridges that are drawn."""
import numpy as np

import reference as ref
from figures import Loft


class Drawn(Loft):
    """A loft that stays as it is given."""
    fixed = True


class Hollow(Drawn):
    """A loft that is taken away. Its surface is the wall of what is left."""
    operation = "subtract"

    def evaluate(self):
        v, f = super().evaluate()
        return v, f[:, ::-1]

    def toml(self, structure=None):
        return {**super().toml(structure), "operation": "subtract"}


class Ellipsoid:
    """axes: three semi-axes (rows, mm) or one radius. Taken away (the socket of a joint, a pit) unless operation is "add"."""
    fixed = True
    hold = hold_radii = 0.0

    def __init__(self, centre, axes, name="", operation="subtract", mirrored=False, side="right"):
        self.centre, self.name, self.operation = np.asarray(centre, float), name, operation
        self.axes = np.eye(3) * axes if np.ndim(axes) == 0 else np.diag(axes) if np.ndim(axes) == 1 else np.asarray(axes, float)
        self.mirrored, self.side = mirrored, side

    def keep(self):
        return self

    def transformed(self, m, t):
        return Ellipsoid(m @ self.centre + t, self.axes @ m.T, self.name, self.operation, self.mirrored, self.side)

    def evaluate(self):
        n = 24
        v, f = [], []
        for i in range(n // 2 + 1):
            for k in range(n):
                a, b = np.pi * i / (n // 2), 2 * np.pi * k / n
                v.append([np.sin(a) * np.cos(b), np.cos(a), np.sin(a) * np.sin(b)])
        for i in range(n // 2):
            for k in range(n):
                a, b = i * n + k, i * n + (k + 1) % n
                f += [[a, b, a + n], [b, b + n, a + n]]
        v, f = self.centre + np.array(v) @ self.axes, np.array(f)
        inside_out = ref.volume((v, f)) < 0
        return v, f[:, ::-1] if inside_out != (self.operation == "subtract") else f

    def figures(self):
        return 12

    def toml(self):
        out = {"comment": self.name, "type": "ellipsoid"}
        if self.operation == "subtract":
            out["operation"] = "subtract"
        if self.mirrored:
            out["mirrored"] = True
        out.update(centre=self.centre, axes=self.axes)
        return out
