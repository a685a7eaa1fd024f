#!/usr/bin/env python3
"""Plants one fault of each kind in a made-up tree and expects check_sources.py to name it: the check can fail."""
import tempfile
from pathlib import Path

import check_sources

PLANTED = {
    "engine/core/a.h": ("#pragma once\n#include <geometry/mesh.h>\n", "core must not include <geometry/mesh.h>"),
    "engine/render/b.cpp": ("#include <anatomy/atlas.h>\n", "render must not include <anatomy/atlas.h>"),
    "engine/training/c.cpp": ("#include <vulkan/vulkan.h>\n", "may only be included in"),
    "engine/tissue/d.h": ("#pragma once\n#include <Eigen/Sparse>\n", "must stay in a .cpp"),
    "engine/session/e.cpp": ("auto t = std::chrono::steady_clock::now();\n", "no clock and no chance"),
    "engine/patient/f.cpp": ("for (auto& x : unorderedThings) {}\n", "unordered"),
    "engine/core/g.h": ("int x;\n", "missing #pragma once"),
    "engine/core/h.cpp": ("\n" * 901, "lines, at most"),
    "engine/records/i.cpp": ('#include "../../app/window.h"\n', "must not include"),
}


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, (text, _) in PLANTED.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = check_sources.check(folder)
    for name, (_, words) in PLANTED.items():
        assert any(f.startswith(name) and words in f for f in found), f"{name}: nothing said of \"{words}\" in {found}"
    print(f"{len(PLANTED)} planted faults found")


if __name__ == "__main__":
    main()
