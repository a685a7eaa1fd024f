#!/usr/bin/env python3
"""Writes cases.json and its curves from closed forms; README.md says which."""
import json
import math
from pathlib import Path

here = Path(__file__).parent
E, NU = 15.0, 0.45


def layer_force(radius, height, depth):
    """Dimitriadis 2002, equation 12: ball on a bonded layer, any Poisson ratio. mN."""
    a = -(1.2876 - 1.4678 * NU + 1.3442 * NU**2) / (1 - NU)
    b = (0.6387 - 1.0277 * NU + 1.5164 * NU**2) / (1 - NU)
    x = math.sqrt(radius * depth) / height
    series = (1 - 2 * a / math.pi * x + 4 * a**2 / math.pi**2 * x**2
              - 8 / math.pi**3 * (a**3 + 4 * math.pi**2 / 15 * b) * x**3
              + 16 * a / math.pi**4 * (a**3 + 3 * math.pi**2 / 5 * b) * x**4)
    return 4 * E / (3 * (1 - NU**2)) * math.sqrt(radius) * depth**1.5 * series


def disc_force(radius, depth):
    """Mossakovskii 1954. mN."""
    return 4 * E / (2 * (1 + NU)) * radius * depth * math.log(3 - 4 * NU) / (1 - 2 * NU)


def case(name, thickness, block, indenter, deepest, force, known):
    rows = ["indentation_mm,slide_mm,force_N,slide_force_N"]
    for n in range(13):
        d = deepest * n / 12
        rows.append(f"{d:.6g},0,{force(d) / 1000:.6g},0")
    (here / f"{name}.csv").write_text("\n".join(rows) + "\n")
    return {"id": name, "geometry": "axisymmetric",
            "block": {"shape": "cylinder", "radius_mm": block, "thickness_mm": thickness, "sides": "roller", "base": "fixed"},
            "layers": [{"thickness_mm": thickness, "young_kPa": E, "poisson": NU}], "inclusions": [], "bone": [],
            "indenter": indenter, "path_mm": [[0, 0], [deepest, 0]], "curve": f"{name}.csv", "change_when": {"mesh": known}}


cases = [case("ball_on_layer", 50, 90, {"shape": "ball", "radius_mm": 20, "contact": "frictionless"}, 2,
              lambda d: layer_force(20, 50, d), 0.0),
         case("bonded_disc", 240, 240, {"shape": "flat_disc", "radius_mm": 5, "contact": "bonded"}, 0.5,
              lambda d: disc_force(5, d), 0.02)]
(here / "cases.json").write_text(json.dumps({"format": 1, "cases": cases}, indent=1) + "\n")
