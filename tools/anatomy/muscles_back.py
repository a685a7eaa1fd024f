"""Deep muscles of the back: where they begin and end on the reference (mm, body frame, right side)."""
import erectors
import muscles as m

MEDIAL, UP, DOWN = (1, 0, 0), (0, 1, 0), (0, -1, 0)


def serratus_posterior_superior(s):
    return m.serrated(s, ("edge", MEDIAL, UP, 1382, 1342), 80, DOWN, 8, apart=9.0, **m.SUPPLE)


def serratus_posterior_inferior(s):
    return m.serrated(s, ("edge", MEDIAL, UP, 1078, 972), 80, DOWN, 6, apart=9.0)


def band(columns, rows, start, **over):
    return lambda s: m.strap(s, columns, rows, start, **over)


def small_set(s):
    return m.pieces(s)


def levatores(s):
    return m.pieces(s, 4)


MUSCLES = {
    "serratus_posterior_superior": ("Right serratus posterior superior", serratus_posterior_superior),
    "serratus_posterior_inferior": ("Right serratus posterior inferior", serratus_posterior_inferior),
    "iliocostalis_cervicis": ("Right iliocostalis cervicis", band(9, 3, (-70, 1240, 5))),
    "iliocostalis_thoracis": ("Right iliocostalis thoracis", band(12, 4, (-60, 1060, 20))),
    "iliocostalis_lumborum": ("Right iliocostalis lumborum", lambda s: m.rod(s, 18, (-30, 830, 0), 14)),
    "longissimus_capitis": ("Right longissimus capitis", band(8, 3, (-25, 1335, 40))),
    "longissimus_cervicis": ("Right longissimus cervicis", band(9, 3, (-30, 1252, 15), **m.SUPPLE)),
    "longissimus_thoracis": ("Right longissimus thoracis", lambda s: m.rod(s, 20, (-5, 849, 0), 14)),
    "spinalis_thoracis": ("Right spinalis thoracis", band(12, 3, (-6, 975, 40))),
    "spinalis_cervicis": ("Spinalis", band(8, 3, (-3, 1330, 15))),
    # with more columns than these it tears when the neck bends backward
    "semispinalis_capitis": ("Right semispinalis capitis", band(6, 4, (-30, 1376, 50))),
    "semispinalis_cervicis": ("Right semispinalis cervicis", band(8, 4, (-28, 1282, 20))),
    "semispinalis_thoracis": ("Right semispinalis thoracis", band(13, 4, (-20, 1083, 40), **m.SUPPLE)),
    "multifidus": ("Right multifidus", lambda s: m.rod(s, 24, (-10, 846, 5), 12)),
    "rotatores_cervicis": ("Right cervical rotator", lambda s: m.rotators(s, 9.0, 2.6)),
    "rotatores_thoracis": ("Thoracic rotator", lambda s: m.rotators(s, 8.25, 2.2)),
    "rotatores_lumborum": ("Right lumbar rotator", lambda s: m.rotators(s, 13.0, 2.6)),
    "interspinalis_thoracis": ("Right interspinalis thoracis", small_set),
    "interspinales_lumborum": ("Set of interspinales lumborum", small_set),
    "intertransversarii_laterales_lumborum": ("Lateral lumbar intertransversarius", small_set),
    "intertransversarii_mediales_lumborum": ("Medial lumbar intertransversarius", small_set),
    "levatores_costarum_breves": ("Set of right levatores costarum breves", small_set),
    "levatores_costarum_longi": ("Set of right levatores costarum longi", levatores),
    "quadratus_lumborum": ("Right quadratus lumborum", lambda s: m.rod(s, 8, (-50, 900, 60), 14)),
    "psoas_major": ("Right psoas major", lambda s: m.rod(s, 11, (-10, 1098, 85), 12)),
}


def thick(key, lowest=erectors.LOWEST):
    return lambda parts, space: [erectors.thickened(parts[0], space, key, lowest)]


FINISH = {  # what follows the fit: (parts, erectors.Space) -> parts
    "multifidus": thick("multifidus", 888),
    "longissimus_thoracis": thick("longissimus_thoracis", 875),
    "iliocostalis_lumborum": thick("iliocostalis_lumborum"),
    "quadratus_lumborum": lambda parts, space: [erectors.quadratus(parts[0])],
    "psoas_major": lambda parts, space: [erectors.psoas(parts[0])],
    "serratus_posterior_inferior": lambda parts, space: [erectors.laid_over(parts[0], space)],
}
ABOUT = ("lines and ends measured by tools/anatomy/fit_muscles.py on BodyParts3D 3.0 and 4.0 "
         "(The Database Center for Life Science); ")
SOURCES = {
    **{key: ABOUT + "lumbar cross-sections set by tools/anatomy/erectors.py after recalled MRI means of men (Marras 2001 "
       "for the erectors at L3 and L4, Hides 1995 for multifidus), within 15 % of them"
       for key in ("multifidus", "longissimus_thoracis", "iliocostalis_lumborum")},
    "quadratus_lumborum": ABOUT + "its middle moved forward by up to 13 mm and sideways by up to 8 mm, in front of the "
                          "transverse processes and off the place of the erector spinae; widened to 7 cm2 at L4 "
                          "(Marras 2001, recalled)",
    "psoas_major": ABOUT + "widened forward and sideways to 16 cm2 at L4 (Marras 2001, recalled)",
    "serratus_posterior_inferior": ABOUT + "moved backward where the thickened erectors lie under it",
}
