"""Muscles of the neck: where they begin and end on the reference (mm, body frame, right side)."""
import muscles as m
import muscles_drawn as drawn

MEDIAL, UP, FRONT = (1, 0, 0), (0, 1, 0), (0, 0, 1)


def splenius_capitis(s):
    return m.sheet(s, ("edge", MEDIAL, UP, 1408, 1290), ("edge", UP, FRONT, 45, 69), 5, 8, **m.SUPPLE)


def splenius_cervicis(s):
    return m.sheet(s, ("edge", MEDIAL, UP, 1305, 1222), [(-28, 1446, None), (-40, 1469, None)], 4, 8, **m.SUPPLE)


def sternocleidomastoid(s):
    return m.serrated(s, [(-58, 1499, 44), (-60, 1494, 52), (-55, 1490, 60)], 90, MEDIAL, 8, True, 9.0, **m.SUPPLE)


def straight(stations, start, count=10):
    return lambda s: m.rod(s, stations, start, count, points=5000, **m.SUPPLE)


def small_set(s):
    return m.pieces(s)


MUSCLES = {
    "sternocleidomastoid": ("Right sternocleidomastoid", sternocleidomastoid),
    "scalenus_anterior": ("Right scalenus anterior", straight(9, (-30, 1420, 80))),
    "scalenus_medius": ("Right scalenus medius", straight(9, (-30, 1450, 80))),
    "scalenus_posterior": ("Right scalenus posterior", straight(8, (-30, 1400, 80))),
    "splenius_capitis": ("Right splenius capitis", splenius_capitis),
    "splenius_cervicis": ("Right splenius cervicis", splenius_cervicis),
    "rectus_capitis_posterior_major": ("Right rectus capitis posterior major", straight(6, (-2, 1442, 40))),
    "rectus_capitis_posterior_minor": ("Right rectus capitis posterior minor", straight(6, (-2, 1466, 40))),
    "obliquus_capitis_superior": ("Right obliquus capitis superior", straight(6, (-40, 1468, 70))),
    "obliquus_capitis_inferior": ("Right obliquus capitis inferior", straight(6, (-2, 1440, 40))),
    "rectus_capitis_anterior": ("Right rectus capitis anterior", straight(4, (-28, 1472, 80))),
    "rectus_capitis_lateralis": ("Right rectus capitis lateralis", straight(4, (-36, 1468, 75))),
    "intertransversarii_anteriores_cervicis": ("Set of anterior cervical intertransversarii", small_set),
    "intertransversarii_posteriores_cervicis": ("Set of posterior cervical intertransversarii", small_set),
    "interspinales_cervicis": ("Set of interspinales cervicis", small_set),
    **drawn.NECK,
}
SOURCES = {key: drawn.SOURCE for key in drawn.NECK}
