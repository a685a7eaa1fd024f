"""Lofts of the long structures: ribs, cartilages, sternum, clavicle, humerus, femur, discs."""
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


def cartilage(reference, k):
    surface = reference.right(f"{ORDINAL[k - 1]} costal cartilage")
    v = surface[0]
    return surface, long_part(surface, 5 if k < 5 else 8, v[np.argmin(v[:, 0])], [0, 1, 0.3], count=10)


DISCS = {"C2": "axis", "T12": None}
REGION = {"C": "cervical", "T": "thoracic", "L": "lumbar"}


def disc_name(level):
    if level == "T12":
        return "Intervertebral disk"
    if level == "C2":
        return "Intervertebral disk of axis"
    return f"Intervertebral disk of {ORDINAL[int(level[1:]) - 1].lower()} {REGION[level[0]]} vertebra"


def disc(reference, level):
    surface = reference.surface(disc_name(level))
    v, f = surface
    # the thinnest direction of the disc, made sagittal
    area = figures.mesh_normals(v, f)[1]
    c = (v * area[:, None]).sum(0) / area.sum()
    d = (v - c)[:, 1:]
    _, vec = np.linalg.eigh((d * area[:, None]).T @ d)
    up = np.array([0.0, *vec[:, 0]])
    up *= np.sign(up[1])
    c[0] = 0
    s = (v - c) @ up
    thick = abs(ref.volume(surface)) / (area.sum() / 2.6)
    axis = c + np.outer(np.linspace(-0.42, 0.42, 3) * thick, up)
    radius = np.sqrt(abs(ref.volume(surface)) / thick / np.pi)
    part = fit_one(surface, axis, radius, [0, 0, 1], count=14, cap=0.06, side="mid",
                   options=Options(slide=0.4, smooth_round=0.03))
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


def humerus(reference):
    surface = reference.right("humerus")
    v = surface[0]
    axis = axes.straight_axis(surface, v[np.argmax(v[:, 1])] - v[np.argmin(v[:, 1])], 14)[::-1]
    return surface, fit_one(surface, axis, 14, [0, 0, 1], count=14, options=Options(iterations=40))
