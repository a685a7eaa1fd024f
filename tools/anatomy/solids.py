"""Closed surfaces of a built body, from a binary glTF or from the shape files, and what of space lies inside them.

A surface is filled by counting how often it is crossed along a line, inward as +1 and outward as -1: a place is inside
where the sum is above 0. So pieces that interpenetrate count once. Millimetres, body frame.
"""
import json
import struct
import tomllib
from pathlib import Path

import numpy as np

import figures
import reference as ref
from ribbons import Ribbon

TYPES = {5120: np.int8, 5121: np.uint8, 5122: np.int16, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class Structure:
    def __init__(self, key, side, kind, surface):
        self.key, self.side, self.kind, self.surface = key, side, kind, surface
        self.name = key if side in ("midline", "both") else f"{key}.{side}"


def read_glb(path):
    """Structures of `paraspinal export` in its standing posture."""
    data = Path(path).read_bytes()
    if data[:4] != b"glTF":
        raise SystemExit(f"{path}: not a binary glTF file")
    length = struct.unpack_from("<I", data, 12)[0]
    tree, start = json.loads(data[20:20 + length]), 28 + length

    def accessor(index):
        a = tree["accessors"][index]
        view, kind = tree["bufferViews"][a["bufferView"]], np.dtype(TYPES[a["componentType"]])
        width = WIDTH[a["type"]]
        at = start + view.get("byteOffset", 0) + a.get("byteOffset", 0)
        if view.get("byteStride", kind.itemsize * width) != kind.itemsize * width:
            raise SystemExit(f"{path}: interleaved accessors are not read")
        return np.frombuffer(data, kind, a["count"] * width, at).reshape(a["count"], width)
    out = []
    for node in tree["nodes"]:
        about = node.get("extras", {})
        if "mesh" not in node or "key" not in about:
            continue
        vertices, faces, base = [], [], 0
        for p in tree["meshes"][node["mesh"]]["primitives"]:
            v, f = accessor(p["attributes"]["POSITION"]) * 1000.0, accessor(p["indices"]).reshape(-1, 3).astype(int)
            vertices.append(v.astype(float))
            faces.append(f + base)
            base += len(v)
        out.append(Structure(about["key"], about["side"], about["kind"], (np.vstack(vertices), np.vstack(faces))))
    return out


def part_surface(d):
    """Surfaces of one entry or part of a shape file; solids other than lofts, ribbons and tubes give none."""
    if d["type"] == "loft":
        s = np.array(d["stations"])
        return [figures.Loft(s[:, :3], s[:, 3:], d["reference"], d.get("cap", 0.5)).evaluate()]
    if d["type"] == "ribbon":
        p = np.array(d["points"]).reshape(d["rows"], d["columns"], 4)
        return [Ribbon(p[..., :3], p[..., 3]).evaluate()]
    if d["type"] == "tube":
        out = []
        for line in d["branches"]:
            s = np.array(line)
            if len(s) == 2:  # as engine/geometry does: a straight cone
                s = np.vstack([s[0], s.mean(0), s[1]])
            out.append(figures.Loft(s[:, :3], np.repeat(s[:, 3:4], 8, 1), [0.1, 0.2, 1.0], 0.6).evaluate())
        return out
    return []


def merged(surfaces):
    base, v, f = 0, [], []
    for a, b in surfaces:
        v.append(a)
        f.append(b + base)
        base += len(a)
    return np.vstack(v), np.vstack(f)


def read_shapes(folder, stem="muscles_"):
    """Right-hand structures of the shape files, meshed from their figures (quick, without the program)."""
    out = []
    for path in sorted(Path(folder).glob(f"{stem}*.toml")):
        for shape in tomllib.loads(path.read_text())["shape"]:
            surfaces = [s for p in shape.get("part", [shape]) for s in part_surface(p)]
            if not surfaces:
                continue
            if shape.get("mirrored"):
                surfaces += [ref.mirrored(s) for s in surfaces]
            side = "both" if shape.get("mirrored") else "right"
            out.append(Structure(shape["structure"], side, "muscle", merged(surfaces)))
    return out


class Grid:
    """Cells of `step` mm; a filled surface is (lowest cell, boolean box)."""

    def __init__(self, step):
        self.step = step

    def filled(self, surface, lower=None, upper=None):
        v, f = surface
        v = v / self.step + np.array([0.5017, 0.5031, 0.5])  # corners do not fall on the lines of counting
        lo, hi = np.floor(v.min(0)).astype(int) - 1, np.ceil(v.max(0)).astype(int) + 1
        if lower is not None:
            lo = np.maximum(lo, lower)
        if upper is not None:
            hi = np.minimum(hi, upper)
        if (hi <= lo).any():
            return lo, np.zeros((0, 0, 0), bool)
        box = np.zeros(hi - lo + 1, np.int16)
        a, b, c = v[f[:, 0]], v[f[:, 1]], v[f[:, 2]]
        first = np.ceil(np.minimum(np.minimum(a, b), c)[:, :2]).astype(int)
        last = np.floor(np.maximum(np.maximum(a, b), c)[:, :2]).astype(int)
        first, last = np.maximum(first, lo[:2]), np.minimum(last, hi[:2])
        size = np.maximum(last - first + 1, 0)
        count = size[:, 0] * size[:, 1]
        tri = np.repeat(np.arange(len(f)), count)
        k = np.arange(len(tri)) - np.repeat(np.cumsum(count) - count, count)
        x, y = first[tri, 0] + k // np.maximum(size[tri, 1], 1), first[tri, 1] + k % np.maximum(size[tri, 1], 1)
        p, q, r = a[tri], b[tri], c[tri]

        def side(u, w):
            return (w[:, 0] - u[:, 0]) * (y - u[:, 1]) - (w[:, 1] - u[:, 1]) * (x - u[:, 0])
        e0, e1, e2 = side(q, r), side(r, p), side(p, q)
        whole = e0 + e1 + e2
        hit = ((e0 > 0) & (e1 > 0) & (e2 > 0)) | ((e0 < 0) & (e1 < 0) & (e2 < 0))
        x, y, whole = x[hit], y[hit], whole[hit]
        z = (e0[hit] * p[hit, 2] + e1[hit] * q[hit, 2] + e2[hit] * r[hit, 2]) / whole
        at = np.clip(np.ceil(z).astype(int), lo[2], hi[2]) - lo[2]
        np.add.at(box, (x - lo[0], y - lo[1], at), np.where(whole > 0, -1, 1).astype(np.int16))
        return lo, np.cumsum(box, axis=2) > 0

    def common(self, one, other):
        """Of the first box: the part that both have (a view of its cells), and which of them the other fills too."""
        (a, x), (b, y) = one, other
        lo, hi = np.maximum(a, b), np.minimum(a + x.shape, b + y.shape)
        if (hi <= lo).any():
            return None, None
        cut = tuple(slice(l, h) for l, h in zip(lo - a, hi - a))
        return cut, x[cut] & y[tuple(slice(l, h) for l, h in zip(lo - b, hi - b))]


def section(surface, y, step=0.5, half=130, z0=-80, z1=180):
    """Level cut of a closed surface at height y: boolean picture [x, z], cells of `step` mm, x from -half to half."""
    v, f = surface
    out = np.zeros((int(2 * half / step) + 1, int((z1 - z0) / step) + 1), np.int16)
    h = v[:, 1] - (y + 1.3e-5)
    cross = f[(h[f] > 0).any(1) & (h[f] < 0).any(1)]
    if not len(cross):
        return out > 0
    ends = []
    for i, j in ((0, 1), (1, 2), (2, 0)):
        a, b = cross[:, i], cross[:, j]
        t = h[a] / np.where(h[a] == h[b], 1, h[a] - h[b])
        ends.append((np.where(h[a] * h[b] < 0, 1, 0), v[a] + t[:, None] * (v[b] - v[a]), np.where(h[a] > 0, 1, -1)))
    used = np.stack([e[0] for e in ends])
    point = np.stack([e[1] for e in ends])[:, :, [0, 2]]
    down = np.stack([e[2] for e in ends])
    n = np.arange(len(cross))
    first = np.argmax(used * (down > 0), axis=0)     # edge that goes down through the plane ...
    second = np.argmax(used * (down < 0), axis=0)    # ... and the one that comes up again
    p, q = point[first, n], point[second, n]
    p, q = (p - (-half, z0)) / step + 0.0031, (q - (-half, z0)) / step + 0.0031
    lo, hi = np.ceil(np.minimum(p[:, 0], q[:, 0])).astype(int), np.floor(np.maximum(p[:, 0], q[:, 0])).astype(int)
    lo, hi = np.maximum(lo, 0), np.minimum(hi, out.shape[0] - 1)
    count = np.maximum(hi - lo + 1, 0)
    k = np.repeat(n, count)
    x = lo[k] + np.arange(len(k)) - np.repeat(np.cumsum(count) - count, count)
    z = p[k, 1] + (x - p[k, 0]) / (q[k, 0] - p[k, 0]) * (q[k, 1] - p[k, 1])
    at = np.clip(np.ceil(z).astype(int), 0, out.shape[1] - 1)
    np.add.at(out, (x, at), np.where(q[k, 0] > p[k, 0], 1, -1).astype(np.int16))
    total = np.cumsum(out, axis=1)
    return total * (1 if total.sum() >= 0 else -1) > 0
