"""The built body: meshes of what the program itself builds, for tools that place things in it.

The program writes them (`paraspinal export BODY.glb --rigid`: binary glTF, metres, bind pose); this reads them back in
millimetres, body frame (+X patient's left, +Y superior, +Z anterior), keyed by (key of the atlas, side).
Needs numpy. Errors: SystemExit with what is wrong.
"""
import json
import struct
import tomllib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]


def atlas_ids(folder=ROOT / "assets/anatomy/atlas"):
    """{"FMA9165": (key, side)}; side is "left", "right" or "midline"."""
    out = {}
    for file in sorted(Path(folder).glob("*.toml")):
        for entry in tomllib.loads(file.read_text()).get("structure", []):
            ids = entry.get("fma", entry.get("project"))
            for side, text in ids.items() if isinstance(ids, dict) else [("midline", ids)]:
                out[text] = (entry["key"], side)
    return out


class Surface:
    """A closed triangle mesh: vertices [n,3] in mm, faces [m,3]."""

    def __init__(self, vertices, faces):
        self.vertices, self.faces = vertices, faces
        self.corners = vertices[faces]
        self.low, self.high = vertices.min(0), vertices.max(0)
        self.centres = self.corners.mean(1)
        self.reach = np.linalg.norm(self.corners - self.centres[:, None], axis=2).max()

    def contains(self, points):
        """Whether the surface winds round each point: how often a line along Z leaves more than it enters."""
        points = np.atleast_2d(np.asarray(points, float))
        out = np.zeros(len(points), bool)
        near = np.flatnonzero(((points >= self.low) & (points <= self.high)).all(1))
        for some in np.array_split(near, len(near) // 500 + 1):
            if len(some):
                out[some] = self._wound(points[some])
        return out

    def _wound(self, points):
        # A hair's breadth aside, so that no line runs along an edge that two triangles share.
        p = points + [1.7e-5, 2.3e-5, 0]
        low, high = self.corners[:, :, :2].min(1), self.corners[:, :, :2].max(1)
        t = self.corners[((low <= p[:, :2].max(0)) & (high >= p[:, :2].min(0))).all(1)]
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (t[:, k].T for k in range(3))
        x, y = p[:, :1], p[:, 1:2]
        u = (bx - x) * (cy - y) - (cx - x) * (by - y)
        v = (cx - x) * (ay - y) - (ax - x) * (cy - y)
        w = (ax - x) * (by - y) - (bx - x) * (ay - y)
        area = u + v + w
        turn = np.where((u > 0) & (v > 0) & (w > 0), 1, np.where((u < 0) & (v < 0) & (w < 0), -1, 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            above = (u * az + v * bz + w * cz) / area > p[:, 2:]
        return (turn * above).sum(1) > 0

    def nearest(self, point):
        """(distance, point) of the surface nearest to a point."""
        p = np.asarray(point, float)
        from_centre = np.linalg.norm(self.centres - p, axis=1)
        pick = from_centre <= from_centre.min() + 2 * self.reach
        a, b, c = (self.corners[pick, j] for j in range(3))
        best = closest_on_triangles(p, a, b, c)
        d = np.linalg.norm(best - p, axis=1)
        k = d.argmin()
        return d[k], best[k]

    def distance(self, points):
        """Distance of each point to the surface; for many points that lie together."""
        points = np.atleast_2d(np.asarray(points, float))
        middle = points.mean(0)
        spread = np.linalg.norm(points - middle, axis=1).max()
        part = self.near(middle, self.nearest(middle)[0] + 2 * spread)
        return np.array([part.nearest(p)[0] for p in points])

    def near(self, point, reach):
        """The part of the surface that is no farther from a point; open, so only for distances and lines."""
        keep = np.linalg.norm(self.centres - point, axis=1) <= reach + self.reach
        return Surface(self.vertices, self.faces[keep])

    def along(self, point, direction):
        """Distances at which a line from the point meets the surface, sorted."""
        d = np.asarray(direction, float) / np.linalg.norm(direction)
        a, e1, e2 = self.corners[:, 0], self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0]
        h = np.cross(d, e2)
        det = np.einsum("ij,ij->i", e1, h)
        with np.errstate(divide="ignore", invalid="ignore"):
            f = 1 / det
            s = np.asarray(point, float) - a
            u = f * np.einsum("ij,ij->i", s, h)
            q = np.cross(s, e1)
            v = f * (q @ d)
            t = f * np.einsum("ij,ij->i", e2, q)
        hit = (np.abs(det) > 1e-12) & (u >= 0) & (v >= 0) & (u + v <= 1) & (t > 0)
        return np.sort(t[hit])


def closest_on_triangles(p, a, b, c):
    """Nearest point of every triangle (after Ericson, Real-Time Collision Detection, 2005, 5.1.5)."""
    ab, ac, ap = b - a, c - a, p - a
    n = np.cross(ab, ac)
    nn = np.maximum(np.einsum("ij,ij->i", n, n), 1e-18)
    v = np.einsum("ij,ij->i", np.cross(ap, ac), n) / nn
    w = np.einsum("ij,ij->i", np.cross(ab, ap), n) / nn
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    flat = a + v[:, None] * ab + w[:, None] * ac
    edges = []
    for s, e in ((a, b), (b, c), (c, a)):
        d = e - s
        t = np.clip(np.einsum("ij,ij->i", p - s, d) / np.maximum(np.einsum("ij,ij->i", d, d), 1e-18), 0, 1)
        edges.append(s + t[:, None] * d)
    edges = np.array(edges)
    pick = np.linalg.norm(edges - p, axis=2).argmin(0)
    return np.where(inside[:, None], flat, edges[pick, np.arange(len(pick))])


def read(file):
    """{(key, side): Surface} of a body that the program has exported."""
    data = Path(file).read_bytes()
    if data[:4] != b"glTF":
        raise SystemExit(f"{file}: not binary glTF; write it with: paraspinal export {file} --rigid")
    length = struct.unpack_from("<I", data, 12)[0]
    tree, start = json.loads(data[20:20 + length]), 20 + length + 8

    def accessor(number):
        entry = tree["accessors"][number]
        view = tree["bufferViews"][entry["bufferView"]]
        kind = {5126: np.float32, 5125: np.uint32, 5123: np.uint16}[entry["componentType"]]
        width = {"SCALAR": 1, "VEC3": 3}[entry["type"]]
        at = start + view.get("byteOffset", 0) + entry.get("byteOffset", 0)
        return np.frombuffer(data, kind, entry["count"] * width, at).reshape(-1, width)

    ids, out = atlas_ids(), {}
    for node in tree["nodes"]:
        if "mesh" not in node or node.get("extras", {}).get("fma") not in ids:
            continue
        primitive = tree["meshes"][node["mesh"]]["primitives"][0]
        vertices = accessor(primitive["attributes"]["POSITION"]).astype(float) * 1000.0
        faces = accessor(primitive["indices"]).reshape(-1, 3).astype(int)
        out[ids[node["extras"]["fma"]]] = Surface(vertices, faces)
    return out
