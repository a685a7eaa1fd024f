#!/usr/bin/env python3
"""Holds the tissue solver against the indentation cases.   run_oracle.py PROGRAM [--fine] [--out CURVES.json]

The place of the cases (cases.json and its curves) is $PARASPINAL_REFERENCE/indentation. Without it the check says so and
ends with status 77, which ctest counts as skipped. The error of a case is the largest difference of force over the curve's
largest force; the limits are those of the live block: 8 % in every case, 4 % in the median."""
import csv
import json
import math
import os
import statistics
import subprocess
import sys
from pathlib import Path

WORST, MEDIAN = 0.08, 0.04  # of the live block


def words(case, levels):
    block = case["block"]
    half = block.get("radius_mm", block.get("half_width_x_mm"))
    yield f"case {case['id']}"
    yield f"block {half} {block['thickness_mm']}"
    for layer in case["layers"]:
        yield f"layer {layer['thickness_mm']} {layer['young_kPa']} {layer['poisson']}"
    for item in case["inclusions"]:
        if item["shape"] == "sphere":
            yield "sphere {} {} {}".format(" ".join(map(str, item["centre_mm"])), item["radius_mm"], item["young_kPa"])
        else:
            yield "box {} {} {}".format(" ".join(map(str, item["min_mm"])), " ".join(map(str, item["max_mm"])),
                                        item["young_kPa"])
    for bone in case["bone"]:
        if bone["shape"] == "sphere":
            yield "bone_sphere {} {} 0".format(" ".join(map(str, bone["centre_mm"])), bone["radius_mm"])
        else:
            yield "bone_cylinder {} {} {}".format(bone["through_mm"][0], bone["through_mm"][2], bone["radius_mm"])
    indenter = case["indenter"]
    yield f"indenter {indenter['shape']} {indenter['radius_mm']} {indenter['contact']}"
    yield "path " + " ".join(f"{d} {s}" for d, s in case["path_mm"])
    for level in levels:
        yield f"run {level}"


def read_at(xs, ys, x):
    if x <= xs[0]:
        return ys[0]
    for a, b, u, v in zip(xs, xs[1:], ys, ys[1:]):
        if x <= b:
            return u if b == a else u + (v - u) * (x - a) / (b - a)
    return ys[-1]


def way(depths, slides):
    out = [0.0]
    for i in range(1, len(depths)):
        out.append(out[-1] + math.hypot(depths[i] - depths[i - 1], slides[i] - slides[i - 1]))
    return out


def error(rows, run):
    columns = list(zip(*[[float(v) for v in row] for row in rows]))
    s, t = way(columns[0], columns[1]), way(run["indentation_mm"], run["slide_mm"])
    top = max(map(abs, columns[2]))
    parts = [(columns[2], run["force_N"])]
    if any(columns[1]):
        parts.append((columns[3], run["slide_force_N"]))
    return max(abs(read_at(t, mine, x) - v) / top for ref, mine in parts for x, v in zip(s, ref))


def main():
    arguments = sys.argv[1:]
    if not arguments:
        sys.exit(__doc__)
    out = arguments[arguments.index("--out") + 1] if "--out" in arguments else None
    place = os.environ.get("PARASPINAL_REFERENCE", "")
    folder = Path(place) / "indentation"
    if not place or not (folder / "cases.json").exists():
        print(f"SKIPPED: no indentation cases: PARASPINAL_REFERENCE is {place or 'not set'}")
        sys.exit(77)
    levels = ["live"] + (["fine"] if "--fine" in arguments else [])
    cases = json.loads((folder / "cases.json").read_text())["cases"]
    lines = "\n".join(line for case in cases for line in words(case, levels)) + "\n"
    done = subprocess.run([arguments[0]], input=lines, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the solver failed: {done.stderr}")
    curves = json.loads(done.stdout)
    bad = False
    for level in levels:
        errors = []
        for case, mine in zip(cases, curves["cases"]):
            rows = list(csv.reader((folder / case["curve"]).open()))[1:]
            mine[level]["error"] = error(rows, mine[level])
            errors.append(mine[level]["error"])
            known = case["change_when"].get("mesh", 0.0)  # how well the case itself is known
            bad |= level == "live" and errors[-1] > WORST + known
            print(f"{case['id']:26s} {level} {errors[-1]:.3f} ({mine[level]['elements']} elements)")
        print(f"{level}: worst {max(errors):.3f}, median {statistics.median(errors):.3f} over {len(errors)} cases")
        bad |= level == "live" and statistics.median(errors) > MEDIAN
    if out:
        Path(out).write_text(json.dumps(curves))
    sys.exit(1 if bad else 0)


main()
