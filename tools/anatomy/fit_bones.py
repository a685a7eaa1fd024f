#!/usr/bin/python3
"""Measures the bones of the reference body and writes their figures.

    fit_bones.py [--reference FOLDER] [--only GROUP[,GROUP]] [--pictures FOLDER] [--out FOLDER]

Writes assets/anatomy/shapes/{ribs,girdle,discs,cartilages,vertebrae,pelvis,skull}.toml; a group is one of these names.
--reference (or PARASPINAL_REFERENCE) is the folder with structures.tsv and obj/. The result is the same at every run.
For every structure it prints how far the figures are from the reference (mean surface distance, 95th percentile, mm).
"""
import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # thread counts change the last bits of the linear algebra
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import bones_face as face  # noqa: E402
import bones_flat as flat  # noqa: E402
import bones_limb as limb  # noqa: E402
import bones_long as long_bones  # noqa: E402
import bones_vertebra as vertebra  # noqa: E402
import figures  # noqa: E402
import preview  # noqa: E402
import reference as ref  # noqa: E402

SOURCE = "measured by tools/anatomy/fit_bones.py on BodyParts3D 4.0 (The Database Center for Life Science), one adult male"
BONE, MODEL = (214, 206, 190), (233, 214, 180)


class Job:
    def __init__(self, options):
        self.reference = ref.Reference(options.reference)
        self.out, self.pictures = Path(options.out), options.pictures
        self.started = time.time()

    def report(self, key, parts, surface):
        a, h = figures.score(parts, surface)
        count = sum(p.figures() for p in parts)
        print(f"{key:22} assd {a:5.2f}  hd95 {h:5.2f} mm  parts {len(parts):2}  figures {count:4}  "
              f"{time.time() - self.started:5.0f} s", flush=True)
        if self.pictures:
            Path(self.pictures).mkdir(parents=True, exist_ok=True)
            made = [((v, f), MODEL) for _, _, v, f in figures.expanded(parts)]
            preview.compare(Path(self.pictures) / f"{key}.png", made, [(surface, BONE)],
                            ("posterior", "right", "superior", "oblique"), (300, 300))

    def single(self, key, made):
        surface, part = made
        self.report(key, [part], surface)
        return part.toml(key)

    def composite(self, key, surface, parts, blend=1.5, voxel=0.8):
        self.report(key, parts, surface)
        return {"structure": key, "type": "composite", "blend_mm": blend, "voxel_mm": voxel,
                "part": [p.toml() for p in parts]}

    def drawn(self, key, parts, source, blend=3.0, voxel=1.0):
        print(f"{key:22} drawn  parts {len(parts):2}  figures {sum(p.figures() for p in parts):4}", flush=True)
        return {"structure": key, "type": "composite", "blend_mm": blend, "voxel_mm": voxel, "source": source,
                "part": [p.toml() for p in parts]}

    def write(self, group, shapes, comment):
        ref.write_shapes(self.out / f"{group}.toml", SOURCE, shapes, comment)


def ribs(job):
    job.write("ribs", [job.single(f"rib_{k}", long_bones.rib(job.reference, k)) for k in range(1, 13)],
              "Right ribs from head to front end; the left ones are their mirror images.")


def cartilages(job):
    shapes = [job.single(f"costal_cartilage_{k}", long_bones.cartilage(job.reference, k)) for k in range(1, 8)]
    shapes.append(job.single("sternum_body", long_bones.sternum(job.reference)))
    job.write("cartilages", shapes, "Right costal cartilages 1-7 from the sternum outward, and the body of the sternum.")


def discs(job):
    levels = [f"C{k}" for k in range(2, 8)] + [f"T{k}" for k in range(1, 13)] + [f"L{k}" for k in range(1, 6)]
    job.write("discs", [job.single(f"disc_{x}", long_bones.disc(job.reference, x)) for x in levels],
              "Intervertebral discs, each named after the vertebra above it. Stations from below upward.")


def vertebrae(job):
    shapes = {}

    def seen(level, surface, parts):
        shapes[level] = job.composite(level, surface, parts)
    vertebra.all_levels(job.reference, seen)
    job.write("vertebrae", [shapes[k] for k in vertebra.NAMES if k in shapes],
              "Vertebrae C1 to L5. Parts marked mirrored are given for the right side.")


def girdle(job):
    shapes = [job.composite("scapula", *flat.scapula(job.reference)),
              job.single("clavicle", long_bones.clavicle(job.reference)),
              job.composite("humerus", *limb.humerus(job.reference), voxel=1.0)]
    job.write("girdle", shapes, "Right shoulder blade, collar bone and arm bone.")


def pelvis(job):
    shapes = [job.composite("sacrum", *flat.sacrum(job.reference), blend=2.5, voxel=1.0),
              job.composite("hip_bone", *flat.hip_bone(job.reference), blend=3.0, voxel=1.2),
              job.composite("femur", *limb.femur(job.reference), blend=4.0, voxel=1.2)]
    job.write("pelvis", shapes, "Sacrum (the coccyx is in fascia.toml), right hip bone, right femur.")


def skull(job):
    shapes = [job.composite("occipital_bone", *flat.occipital(job.reference), blend=2.5, voxel=1.0),
              job.composite("parietal_bone", *flat.parietal(job.reference), voxel=1.0),
              job.composite("temporal_bone", *flat.temporal(job.reference), blend=2.5),
              job.composite("mandible", *flat.mandible(job.reference), blend=3.0)]
    shapes += [job.drawn(f"{key}_bone" if key != "maxilla" else key, getattr(face, key)(), face.SOURCE)
               for key in ("frontal", "nasal", "maxilla", "zygomatic")]
    job.write("skull", shapes, "Skull with an outline of the face. Of paired bones the right one.")


GROUPS = {"girdle": girdle, "pelvis": pelvis, "skull": skull, "vertebrae": vertebrae, "ribs": ribs, "cartilages": cartilages, "discs": discs}


def main():
    here = Path(__file__).resolve().parent
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--reference")
    a.add_argument("--only", default=",".join(GROUPS))
    a.add_argument("--pictures")
    a.add_argument("--out", default=here.parent.parent / "assets" / "anatomy" / "shapes")
    options = a.parse_args()
    unknown = set(options.only.split(",")) - set(GROUPS)
    if unknown:
        sys.exit(f"no group named {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    job = Job(options)
    for group in options.only.split(","):
        GROUPS[group](job)


if __name__ == "__main__":
    main()
