#!/usr/bin/env bash
# clang-format 14 agrees with every source of ours; prints the files that differ.
set -euo pipefail
cd "$1"
differing=$(git ls-files '*.cpp' '*.h' | grep -v '^shaders/' | while read -r file; do
    [ -f "$file" ] || continue
    clang-format-14 "$file" | cmp -s - "$file" || echo "$file"
done)
[ -z "$differing" ] || { echo "not formatted (run clang-format-14 -i):"; echo "$differing"; exit 1; }
