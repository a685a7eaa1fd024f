"""Pictures of surfaces without a graphics library: points splatted through a depth buffer, shaded, written as PNG."""
import struct
import zlib

import numpy as np

import reference as ref

VIEWS = {  # right, up, towards the viewer
    "posterior": ((1, 0, 0), (0, 1, 0), (0, 0, -1)),
    "anterior": ((-1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "right": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    "left": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "superior": ((1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "inferior": ((-1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "oblique": ((0.77, 0, -0.64), (0, 1, 0), (-0.60, 0.45, -0.66)),
}


def write_png(path, image):
    image = np.clip(image, 0, 255).astype(np.uint8)
    h, w, _ = image.shape
    raw = b"".join(b"\0" + row.tobytes() for row in image)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0))
                  + chunk(b"IDAT", zlib.compress(raw, 6)) + chunk(b"IEND", b""))


def render(surfaces, view, box, size=(360, 360), grid=0, points=300000):
    """surfaces: (surface, rgb) list. box: (lower, upper) to show; grid: spacing of ticks in mm (0: none)."""
    toward = np.array(VIEWS[view][2], float) / np.linalg.norm(VIEWS[view][2])
    right = np.cross(VIEWS[view][1], toward)
    right /= np.linalg.norm(right)
    up = np.cross(toward, right)
    corner = np.array([[box[i][0], box[j][1], box[k][2]] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    lo = np.array([(corner @ right).min(), (corner @ up).min()])
    hi = np.array([(corner @ right).max(), (corner @ up).max()])
    w, h = size
    scale = min(w / (hi[0] - lo[0]), h / (hi[1] - lo[1])) * 0.94
    mid = (lo + hi) / 2
    image = np.full((h, w, 3), 245.0)
    depth = np.full(h * w, -1e9)
    light = np.array([-0.35, 0.55, 0.75])
    light /= np.linalg.norm(light)
    total = sum(ref.areas(s).sum() for s, _ in surfaces)
    for s, colour in surfaces:
        p, n = ref.sample(s, max(int(points * ref.areas(s).sum() / total), 2000), 3, normals=True)
        face = n @ toward > 0
        p, n = p[face], n[face]
        x = ((p @ right - mid[0]) * scale + w / 2).astype(int)
        y = (h / 2 - (p @ up - mid[1]) * scale).astype(int)
        z = p @ toward
        ln = np.stack([n @ right, n @ up, n @ toward], 1)
        shade = 0.3 + 0.7 * np.clip(ln @ light, 0, 1)
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            xx, yy = x + dx, y + dy
            ok = (xx >= 0) & (xx < w) & (yy >= 0) & (yy < h)
            at = yy[ok] * w + xx[ok]
            order = np.argsort(z[ok], kind="stable")
            at, zz, c = at[order], z[ok][order], shade[ok][order]
            best = zz > depth[at] + (0 if dx + dy == 0 else 0.7)
            depth[at[best]] = zz[best]
            image.reshape(-1, 3)[at[best]] = c[best, None] * np.array(colour, float)
    if grid:
        for axis, (a, b) in ((0, (lo[0], hi[0])), (1, (lo[1], hi[1]))):
            for value in np.arange(np.ceil(a / grid) * grid, b + 1e-6, grid):
                bold = abs(value / grid) % 5 < 0.01
                ink = 90 if bold else 190
                if axis == 0:
                    col = int((value - mid[0]) * scale + w / 2)
                    if 0 <= col < w:
                        image[:, col] = np.minimum(image[:, col], ink * 0.4 + image[:, col] * 0.6)
                else:
                    line = int(h / 2 - (value - mid[1]) * scale)
                    if 0 <= line < h:
                        image[line] = np.minimum(image[line], ink * 0.4 + image[line] * 0.6)
    return image


def sheet(path, rows):
    """rows: lists of images of one size each."""
    write_png(path, np.concatenate([np.concatenate(row, axis=1) for row in rows], axis=0))


def compare(path, surfaces, reference, views, size=(360, 360), grid=0):
    """Generated above, reference below, one column a view."""
    v = np.vstack([s[0][0] for s in reference])
    box = v.min(0), v.max(0)
    sheet(path, [[render(list_, view, box, size, grid) for view in views] for list_ in (surfaces, reference)])
