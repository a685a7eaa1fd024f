"""Lofts of the long structures: ribs, cartilages, sternum, clavicle, discs."""
import numpy as np

import axes
import figures
import reference as ref
from figures import Loft, Options, Target

ORDINAL = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth"]


def fit_one(surface, axis, radius, reference, count=12, cap=0.5, side="right", options=None):
    part = Loft(axis, np.full(len(axis), radius), reference, cap, side, count=count)
    o = options or Options()
    target = Target(surface, o.points, symmetric=side == "mid")
    figures.fit([part], target, o)
    return part


def mean_radius(surface, length):
    return np.sqrt(abs(ref.volume(surface)) / length / np.pi)


def long_part(surface, stations, start, reference, **over):
    axis = axes.geodesic_axis(surface, stations, start)
    length = np.linalg.norm(np.diff(axis, axis=0), axis=1).sum()
    return fit_one(surface, axis, mean_radius(surface, length), reference, **over)


def rib(reference, k):
    surface = reference.right(f"{ORDINAL[k - 1]} rib")
    head = np.array([-15.0, surface[0][:, 1].max(), surface[0][np.argmax(surface[0][:, 0]), 2]])
    return surface, long_part(surface, 9 if k in (1, 12) else 12, head, [0, 1, 0.15], count=12)


def plane_normal(points, up):
    """Unit normal of the least-squares plane, on the side of `up`, in the sagittal plane."""
    normal = np.linalg.svd(points - points.mean(0), full_matrices=False)[2][2]
    normal = normal * np.sign(normal @ up) * np.array([0.0, 1.0, 1.0])
    return figures.unit(normal)


def plate_axis(surface, where, count, inset=0.06):
    """Axis of a vertebral body or a disc: leaves both end plates at right angles (the faces that look up and down)."""
    p, n = ref.sample(surface, 20000, 4, normals=True)
    p, n = np.vstack([p, p * ref.MIRROR]), np.vstack([n, n * ref.MIRROR])
    keep = where(p)
    p, n = p[keep], n[keep]
    up, mid, radius = np.array([0.0, 1.0, 0.0]), np.median(p, axis=0), np.inf
    for _ in range(12):
        away = np.linalg.norm(np.cross(p - mid, up), axis=1)
        top, low = (n @ up > 0.8) & (away < radius), (n @ up < -0.8) & (away < radius)
        a, b = plane_normal(p[low], up), plane_normal(p[top], up)
        c0, c1 = p[low].mean(0), p[top].mean(0)
        up, mid = figures.unit(a + b), (c0 + c1) / 2
        mid[0] = 0
        radius = 1.3 * np.median(away[top | low])  # the middle of the plates: no rims, no processes
    # where the axis through the middle meets the plates
    c0, c1 = mid + up * np.median((p[low] - mid) @ a) / (up @ a), mid + up * np.median((p[top] - mid) @ b) / (up @ b)
    height = np.linalg.norm(c1 - c0)
    c0, c1 = c0 + a * height * inset, c1 - b * height * inset
    h = np.linalg.norm(c1 - c0)
    u = np.linspace(0, 1, count)[:, None]
    return ((2*u**3 - 3*u*u + 1) * c0 + (u**3 - 2*u*u + u) * h * a + (-2*u**3 + 3*u*u) * c1 + (u**3 - u*u) * h * b)


def cartilage(reference, k):
    surface = reference.right(f"{ORDINAL[k - 1]} costal cartilage")
    v = surface[0]
    return surface, long_part(surface, 5 if k < 5 else 8, v[np.argmin(v[:, 0])], [0, 1, 0.3], count=10)


REGION = {"C": "cervical", "T": "thoracic", "L": "lumbar"}


def disc_name(level):
    if level == "T12":
        return "Intervertebral disk"
    if level == "C2":
        return "Intervertebral disk of axis"
    return f"Intervertebral disk of {ORDINAL[int(level[1:]) - 1].lower()} {REGION[level[0]]} vertebra"


def disc(reference, level):
    surface = reference.surface(disc_name(level))
    axis = plate_axis(surface, lambda p: np.ones(len(p), bool), 3, 0.03)
    radius = np.sqrt(abs(ref.volume(surface)) / np.linalg.norm(axis[-1] - axis[0]) / np.pi)
    part = Loft(axis, np.full(3, radius), [0, 0, 1], 0.02, "mid", count=16)
    part.hold = 2.0
    part.keep()
    figures.fit([part], Target(surface, 9000, symmetric=True), Options(smooth_round=0.15, iterations=20))
    return surface, part


def sternum(reference):
    surface = reference.surface("Body of sternum")
    axis = axes.straight_axis(surface, [0, 1, -0.55], 8)
    axis[:, 0] = 0
    return surface, fit_one(surface, axis[::-1], 12, [0, 0, 1], count=14, side="mid")


def clavicle(reference):
    surface = reference.right("clavicle")
    v = surface[0]
    return surface, long_part(surface, 9, v[np.argmax(v[:, 0])], [0, 1, 0], count=12)
