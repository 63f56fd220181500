#!/usr/bin/env bash
# From a folder of question sets to the reader's weights, its calibration and its card: training/make_reader.sh DATA
set -euo pipefail
data=$(realpath "$1")
cd "$(dirname "$0")/.."
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 # memory is reused, which makes training on a CPU faster

python training/train_reader.py "$data" --out training/work
cp training/work/reader.safetensors src/byline/reading/
python training/calibrate_reader.py "$data"
python training/write_card.py "$data"
