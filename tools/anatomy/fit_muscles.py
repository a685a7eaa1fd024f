#!/usr/bin/python3
"""Measures the muscles of the reference body and writes their figures.

    fit_muscles.py [--reference FOLDER] [--only NAME[,NAME]] [--pictures FOLDER] [--out FOLDER]

Writes assets/anatomy/shapes/muscles_{back,girdle,neck,hip}.toml. Muscles are first fitted one by one, then they take
their places one after the other (layers.py), so all are needed: with --only, a list of these groups or of structures,
just those are fitted, and nothing is written. --reference (or PARASPINAL_REFERENCE) is the folder with
structures.tsv and obj/. The result is the same at every run. For every muscle it prints how far the figures are from
the reference (mm): symmetric mean distance, median and 90th percentile of both directions, 95th percentile.
"""
import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # thread counts change the last bits of the linear algebra
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np  # noqa: E402
from scipy.spatial import cKDTree  # noqa: E402

import erectors  # noqa: E402
import figures  # noqa: E402
import layers  # noqa: E402
import muscles  # noqa: E402
import muscles_back  # noqa: E402
import muscles_girdle  # noqa: E402
import muscles_hip  # noqa: E402
import muscles_neck  # noqa: E402
import preview  # noqa: E402
import reference as ref  # noqa: E402

SOURCE = ("measured by tools/anatomy/fit_muscles.py on BodyParts3D (The Database Center for Life Science), "
          "one adult male; moved apart by tools/anatomy/layers.py where muscles lay in one another or in bone")
GROUPS = {"muscles_back": (muscles_back, "Deep muscles of the back, right side."),
          "muscles_girdle": (muscles_girdle, "Muscles of the right shoulder girdle."),
          "muscles_neck": (muscles_neck, "Muscles of the right side of the neck."),
          "muscles_hip": (muscles_hip, "Muscles of the right hip.")}
# structures that hold both sides in the atlas; the reference shows only the left one of them
BOTH = {"spinalis_cervicis", "rotatores_thoracis", "interspinales_lumborum", "intertransversarii_laterales_lumborum",
        "intertransversarii_mediales_lumborum", "intertransversarii_anteriores_cervicis",
        "intertransversarii_posteriores_cervicis", "interspinales_cervicis"}
FLESH, MODEL = (176, 120, 110), (206, 106, 94)


def right_surface(reference, name):
    """The right one of a pair, halfway between the right one and the mirror image of the left: the reference's muscles are
    mirror images about its x = 0, MID_SAGITTAL_MM beside the middle of its spine, so either side alone is off to one side."""
    v, f = reference.surface(name)
    surface = v - [ref.MID_SAGITTAL_MM, 0, 0], f
    if ref.centroid(surface)[0] > 0:
        surface = ref.mirrored(surface)
    return muscles.main_pieces(surface)


def distances(parts, surface):
    p, q = figures.union_points(parts, 24000), ref.sample(surface, 24000, 7)
    pq, qp = cKDTree(q).query(p[::4])[0], cKDTree(p).query(q[::4])[0]
    both = np.r_[pq, qp]
    return (pq.mean() + qp.mean()) / 2, np.median(both), np.percentile(both, 90), \
        max(np.percentile(pq, 95), np.percentile(qp, 95))


class Job:
    def __init__(self, options):
        self.reference = ref.Reference(options.reference)
        self.pictures, self.started, self.all = options.pictures, time.time(), []
        self._space = None

    def space(self):
        self._space = self._space or erectors.Space(self.reference)
        return self._space

    def one(self, key, name, function, finish=None):
        surface = right_surface(self.reference, name) if name else None
        parts = function(surface) if name else function(self.reference, self.space())
        parts = finish(parts, self.space()) if finish else parts
        count = sum(p.figures() for p in parts)
        said = "described by hand"
        if surface:
            a, median, p90, h = distances(parts, surface)
            self.all.append(a)
            said = f"assd {a:5.2f}  median {median:5.2f}  p90 {p90:5.2f}  hd95 {h:5.2f} mm"
        print(f"{key:40} {said}  parts {len(parts):2}  figures {count:4}  "
              f"{time.time() - self.started:5.0f} s", flush=True)
        if self.pictures:
            Path(self.pictures).mkdir(parents=True, exist_ok=True)
            made = [(x.evaluate(), MODEL) for x in parts]
            below = [(surface, FLESH)] if surface else made
            preview.compare(Path(self.pictures) / f"{key}.png", made, below,
                            ("posterior", "right", "superior", "anterior"), (300, 300))
        return parts

    def scored(self, parts):
        """What taking their places has cost."""
        self.all = []
        for module, _ in GROUPS.values():
            for key, (name, _) in module.MUSCLES.items():
                if name:
                    a, median, p90, h = distances(parts[key], right_surface(self.reference, name))
                    self.all.append(a)
                    print(f"{key:40} in its place: assd {a:5.2f}  median {median:5.2f}  p90 {p90:5.2f}  hd95 {h:5.2f} mm")


def main():
    here = Path(__file__).resolve().parent
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--reference")
    a.add_argument("--only", default=",".join(GROUPS))
    a.add_argument("--pictures")
    a.add_argument("--out", default=here.parent.parent / "assets" / "anatomy" / "shapes")
    options = a.parse_args()
    wanted = options.only.split(",")
    known = set(GROUPS) | {key for module, _ in GROUPS.values() for key in module.MUSCLES}
    if set(wanted) - known:
        sys.exit(f"nothing is named {', '.join(sorted(set(wanted) - known))}; there are {', '.join(sorted(known))}")
    job, parts = Job(options), {}
    for group, (module, _) in GROUPS.items():
        for key, (name, function) in module.MUSCLES.items():
            if group in wanted or key in wanted:
                parts[key] = job.one(key, name, function, getattr(module, "FINISH", {}).get(key))
    if wanted == list(GROUPS):
        # what is thickened, moved or drawn on purpose is not drawn back to the reference
        again = {key: right_surface(job.reference, name) for module, _ in GROUPS.values()
                 for key, (name, _) in module.MUSCLES.items() if name and key not in getattr(module, "FINISH", {})}
        layers.settle(parts, job.reference, both=BOTH, surfaces=again)
        for group, (module, comment) in GROUPS.items():
            sources = getattr(module, "SOURCES", {})
            shapes = [muscles.described(key, parts[key], sources.get(key), key in BOTH) for key in module.MUSCLES]
            ref.write_shapes(Path(options.out) / f"{group}.toml", SOURCE, shapes, comment)
        job.scored(parts)
    if job.all:
        print(f"{len(job.all)} muscles, assd median {np.median(job.all):.2f}, p90 {np.percentile(job.all, 90):.2f} mm")


if __name__ == "__main__":
    main()
