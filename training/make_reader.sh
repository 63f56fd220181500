#!/usr/bin/env bash
# From a folder of question sets to the reader's weights, its calibration and its card: training/make_reader.sh DATA
set -euo pipefail
data=$(realpath "$1")
cd "$(dirname "$0")/.."
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 # memory is reused, which makes training on a CPU faster

python training/train_reader.py "$data" --out training/work --tokens 30e6
cp training/work/reader.safetensors training/work/first.safetensors
python training/train_reader.py "$data" --out training/work --tokens 12e6 --rate 1.2e-4 --seed 2 --resume
python training/average_weights.py training/work/first.safetensors training/work/reader.safetensors \
    --out src/byline/readers/builtin/reader.safetensors
python training/calibrate_reader.py "$data"
python training/write_card.py "$data"
