#!/usr/bin/env bash
# Ask every question of tests/questions again and fail unless each reply and trace equals the frozen one to the byte.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python}" "$here/golden.py" "$scratch"
for name in seeds wiki traces; do
    cmp "$here/$name.jsonl" "$scratch/$name.jsonl"
done
echo "golden replies: equal"
