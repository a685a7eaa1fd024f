#!/usr/bin/env python3
"""Reads the sources for what the compiler cannot stop.  check_sources.py ROOT; exit status 1 and a line a fault."""
import re
import sys
from pathlib import Path

ORDER = ["core", "geometry", "anatomy", "tissue", "patient", "training", "records", "session"]
MAY_USE = {name: set(ORDER[:i]) for i, name in enumerate(ORDER)}
MAY_USE["gpu"] = {"core"}
MAY_USE["render"] = {"core", "geometry", "gpu"}
MODULES = set(MAY_USE)

# third-party header -> where it may be included (path prefixes)
FENCES = [
    (r"toml\+\+/", ["engine/core/document.cpp"]),
    (r"assimp/", ["engine/geometry/"]),
    (r"meshoptimizer\.h", ["engine/geometry/"]),
    (r"Eigen/", ["engine/tissue/"]),
    (r"sqlite3\.h", ["engine/records/"]),
    (r"nlohmann/", ["engine/records/", "app/indentation/"]),
    (r"BulletSoftBody/|btBullet", ["app/bench/bullet_block.cpp"]),
    (r"stb/|stb_", ["engine/core/image.cpp", "app/ui/"]),
    (r"vulkan/", ["engine/render/", "app/ui/ui_renderer", "app/window"]),
    (r"GLFW/", ["app/", "tests/unit/app/"]),
    (r"imgui|backends/imgui", ["app/ui/", "app/window"]),
]
# one .cpp only (not a header) for the heavy ones
ONE_SOURCE = [r"assimp/", r"Eigen/", r"meshoptimizer\.h", r"sqlite3\.h", r"toml\+\+/"]
CLOCKS = re.compile(r"std::chrono|<chrono>|<ctime>|\bclock\s*\(|\btime\s*\(\s*(NULL|nullptr|0)\s*\)|std::random_device|"
                    r"\bs?rand\s*\(|std::mt19937|gettimeofday|clock_gettime|sleep_for|this_thread::sleep")
LONGEST_FILE = 900


def modules_of(path, root):
    parts = path.relative_to(root).parts
    if parts[0] != "engine" or len(parts) < 3:
        return None
    return "gpu" if parts[1:3] == ("render", "gpu") else parts[1]


def faults_of(path, root):
    name = str(path.relative_to(root))
    module = modules_of(path, root)
    lines = path.read_text(errors="replace").split("\n")
    if len(lines) > LONGEST_FILE:
        yield f"{name}: {len(lines)} lines, at most {LONGEST_FILE}"
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if include:
            header = include.group(1)
            first = header.split("/")[0]
            if module and first in MODULES and first != module and first not in MAY_USE[module] and "/" in header:
                yield f"{where}: {module} must not include <{header}>"
            if module and (first == "app" or header.startswith("..")):
                yield f"{where}: {module} must not include {header}"
            for pattern, places in FENCES:
                if re.match(pattern, header) and not any(name.startswith(p) for p in places):
                    yield f"{where}: <{header}> may only be included in {', '.join(places)}"
            for pattern in ONE_SOURCE:
                if re.match(pattern, header) and name.endswith(".h") and module:
                    yield f"{where}: <{header}> must stay in a .cpp"
        code = line.split("//")[0]
        if module in ORDER and CLOCKS.search(code):
            yield f"{where}: no clock and no chance below the application: {line.strip()}"
        if module in ORDER and re.search(r"for\s*\(.*:\s*\w*[uU]nordered", code):
            yield f"{where}: the order of an unordered container is not defined: {line.strip()}"
        if re.search(r"-ffast-math|#pragma\s+STDC\s+FP_CONTRACT\s+ON", code):
            yield f"{where}: floating point must stay as written"
        if module and re.search(r"\busing\s+namespace\b", code) and name.endswith(".h"):
            yield f"{where}: no using namespace in a header"
    if name.endswith(".h") and "#pragma once" not in "\n".join(lines) and not name.startswith("shaders/"):
        yield f"{name}: missing #pragma once"


def check(root):
    root = Path(root)
    found = []
    for folder in ("engine", "app", "tests", "tools"):
        for ending in ("*.h", "*.cpp"):
            for path in sorted((root / folder).rglob(ending)):
                found.extend(faults_of(path, root))
    cmake = (root / "CMakeLists.txt")
    if cmake.exists() and "-ffp-contract=off" not in cmake.read_text():
        found.append("CMakeLists.txt: -ffp-contract=off is missing")
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    faults = check(sys.argv[1])
    print("\n".join(faults) if faults else "sources keep the rules")
    sys.exit(1 if faults else 0)
