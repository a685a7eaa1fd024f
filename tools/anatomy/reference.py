"""The reference body: reading, measuring and comparing surfaces. Shared by the fitting scripts of this folder.

Frames. The reference (BodyParts3D, see assets/anatomy/SOURCES.md) is in millimetres, +X left, +Y posterior,
+Z superior. Everything this module returns is in millimetres in the body frame of the project:
    X = x + 0.6, Y = z, Z = -y     (+X patient's left, +Y superior, +Z anterior; mid-sagittal plane X = 0)
The folder with the reference is given by --reference or PARASPINAL_REFERENCE; it is not part of the tree.
Surfaces are (vertices [n,3] float, faces [m,3] int). Needs numpy and scipy.
"""
import csv
import os
from pathlib import Path

import numpy as np

MID_SAGITTAL_MM = 0.6
MIRROR = np.array([-1.0, 1.0, 1.0])


def to_body(points):
    p = np.asarray(points, float)
    return np.stack([p[..., 0] + MID_SAGITTAL_MM, p[..., 2], -p[..., 1]], axis=-1)


def read_obj(path):
    vertices, faces = [], []
    with open(path, errors="ignore") as lines:
        for line in lines:
            if line.startswith("v "):
                vertices.append([float(x) for x in line.split()[1:4]])
            elif line.startswith("f "):
                ids = [int(x.split("/")[0]) - 1 for x in line.split()[1:]]
                faces.extend([ids[0], ids[i], ids[i + 1]] for i in range(1, len(ids) - 1))
    return np.array(vertices, float), np.array(faces, int)


def mirrored(surface):
    v, f = surface
    return v * MIRROR, f[:, ::-1]


class Reference:
    """The table of structures and their surfaces, read once each, in the body frame."""

    def __init__(self, folder=None):
        folder = folder or os.environ.get("PARASPINAL_REFERENCE")
        if not folder or not (Path(folder) / "structures.tsv").exists():
            raise SystemExit("reference: no structures.tsv; give --reference FOLDER or set PARASPINAL_REFERENCE")
        self.folder = Path(folder)
        with open(self.folder / "structures.tsv", newline="") as rows:
            self.rows = list(csv.DictReader(rows, delimiter="\t"))
        self.by_name = {row["name"].lower(): row for row in self.rows}
        self._read = {}

    def names(self, kind=None):
        return [row["name"] for row in self.rows if kind is None or row["kind"] == kind]

    def surface(self, name):
        row = self.by_name.get(name.lower())
        if row is None:
            raise KeyError(f"the reference has no structure named '{name}'")
        if row["file"] not in self._read:
            v, f = read_obj(self.folder / row["file"])
            # The conversion of the frame is a rotation: the outside stays outside.
            self._read[row["file"]] = weld(to_body(v), f)
        return self._read[row["file"]]

    def right(self, name):
        """The right-hand member of a pair ('rib' names without side), e.g. right("Seventh rib")."""
        return self.surface("Right " + name)


def weld(vertices, faces, tolerance=1e-4):
    """Joins equal vertices and drops triangles without area (the files repeat vertices along seams)."""
    keys = np.round(vertices / tolerance).astype(np.int64)
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    f = inverse.reshape(-1)[faces]
    keep = (f[:, 0] != f[:, 1]) & (f[:, 1] != f[:, 2]) & (f[:, 2] != f[:, 0])
    return vertices[first], f[keep]


def corners(surface):
    v, f = surface
    return v[f[:, 0]], v[f[:, 1]], v[f[:, 2]]


def areas(surface):
    a, b, c = corners(surface)
    return np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2


def centroid(surface):
    w = areas(surface)
    return (sum(corners(surface)) / 3 * w[:, None]).sum(0) / w.sum()


def volume(surface):
    a, b, c = corners(surface)
    return np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6


def sample(surface, count, seed=1, normals=False):
    """Points spread evenly by area, repeatable by seed; with normals=True also the triangle normals."""
    rng = np.random.default_rng(seed)
    w = areas(surface)
    pick = rng.choice(len(w), count, p=w / w.sum())
    a, b, c = (x[pick] for x in corners(surface))
    u, v = rng.random((2, count, 1))
    flip = u + v > 1
    u, v = np.where(flip, 1 - u, u), np.where(flip, 1 - v, v)
    points = a + u * (b - a) + v * (c - a)
    if not normals:
        return points
    n = np.cross(b - a, c - a)
    return points, n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12)


def components(surface):
    """Connected pieces, largest area first."""
    v, f = surface
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    n = len(v)
    graph = coo_matrix((np.ones(len(f) * 2), (np.r_[f[:, 0], f[:, 1]], np.r_[f[:, 1], f[:, 2]])), (n, n))
    _, label = connected_components(graph, directed=False)
    piece = label[f[:, 0]]
    out = [(v, f[piece == k]) for k in np.unique(piece)]
    return sorted(out, key=lambda s: -areas(s).sum())


# ---- TOML in the form of assets/anatomy/shapes ---------------------------------------------------------------------

def number(x):
    text = f"{float(x):.1f}"
    return "0.0" if text == "-0.0" else text


def row(values):
    return "[" + ", ".join(number(x) for x in values) + "]"


def write_value(out, key, value):
    if isinstance(value, bool):
        out.append(f"{key} = {'true' if value else 'false'}")
    elif isinstance(value, str):
        out.append(f'{key} = "{value}"')
    elif isinstance(value, int):
        out.append(f"{key} = {value}")
    elif isinstance(value, float):
        out.append(f"{key} = {value:.4g}" if value != int(value) else f"{key} = {value:.1f}")
    elif isinstance(value, list):  # lines of points
        out.append(f"{key} = [")
        out.extend("    [" + ", ".join(row(r) for r in line) + "]," for line in value)
        out.append("]")
    else:
        array = np.asarray(value, float)
        if array.ndim == 1:
            # Directions keep three decimals, positions and radii one.
            text = ", ".join(f"{x:.3f}" for x in array) if key in ("reference", "axis") else row(array)[1:-1]
            out.append(f"{key} = [{text}]")
        else:
            out.append(f"{key} = [")
            out.extend("    " + row(r) + "," for r in array)
            out.append("]")


def write_shapes(path, source, shapes, comment=""):
    """Writes shapes: dicts in file order; 'part' holds the parts of a composite. Keys named 'comment' become comments."""
    out = [f"# {line}" for line in comment.splitlines()]
    out += ["format = 1", f'source = "{source}"', ""]
    for shape in shapes:
        if "comment" in shape:
            out += [f"# {line}" for line in shape["comment"].splitlines()]
        out.append("[[shape]]")
        for key, value in shape.items():
            if key not in ("part", "comment"):
                write_value(out, key, value)
        for part in shape.get("part", ()):
            out.append("")
            if "comment" in part:
                out += [f"# {line}" for line in part["comment"].splitlines()]
            out.append("[[shape.part]]")
            for key, value in part.items():
                if key != "comment":
                    write_value(out, key, value)
        out.append("")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("\n".join(out))
