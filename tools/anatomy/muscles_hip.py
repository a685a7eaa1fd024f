"""Muscles of the hip: where their sheets begin and end on the reference (mm, body frame, right side)."""
import muscles as m
import muscles_drawn as drawn


def gluteus_maximus(s):
    return m.sheet(s, [(-62, 928, None), (-40, 893, None), (-21, 845, None), (-5, 810, None), (-2, 790, None)],
                   [(-142, 842, None), (-134, 800, None), (-130, 757, None), (-121, 710, None),
                    (-111, 674, None)], 8, 10, **m.SUPPLE)


def gluteus_medius(s):
    return m.sheet(s, [(-66, 885, None), (-67, 910, None), (-85, 936, None), (-105, 945, None), (-125, 922, 96)],
                   [(-141, 797, 58), (-145, 797, 64), (-146, 803, 71)], 8, 9, **m.SUPPLE)


def gluteus_minimus(s):
    return m.rod(s, 11, (-100, 925, 80), 18, smooth_axis=0.16, smooth_along=0.08)


def piriformis(s):
    return m.rod(s, 9, (-26, 850, 15), 14, **m.SUPPLE)


MUSCLES = {
    "gluteus_maximus": ("Right gluteus maximus", gluteus_maximus),
    "gluteus_medius": ("Right gluteus medius", gluteus_medius),
    "gluteus_minimus": ("Right gluteus minimus", gluteus_minimus),
    "piriformis": ("Right piriformis", piriformis),
    **drawn.HIP,
}
SOURCES = {key: drawn.SOURCE for key in drawn.HIP}
