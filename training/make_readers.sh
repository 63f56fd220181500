#!/usr/bin/env bash
# Train everything from a folder of question sets: the question adapter, both readers with calibration and card, the overview model.
#     training/make_readers.sh DATA
# Repeat the command to resume a stopped run. With --smoke FOLDER it does a little of everything and leaves the results in FOLDER.
set -euo pipefail
data=$(realpath "$1")
work=training/work into=src/byline little=()
if [ "${2:-}" = --smoke ]; then
    work=$(realpath -m "$3") into=$work/byline little=(--smoke)
    mkdir -p "$into/readers/builtin" "$into/answering" "$into/language" "$into/overviews" "$into/encoders"
fi
cd "$(dirname "$0")/.."
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 # memory is reused, which makes training on a CPU faster

python training/train_queries.py "$data" --out "$work" "${little[@]}"
cp "$work/queries.safetensors" "$into/encoders/"
for reader in small large; do
    python training/train_reader.py "$data" --reader $reader --out "$work" "${little[@]}"
    cp "$work/$reader.safetensors" "$into/readers/builtin/"
done
python training/measure_inputs.py "$data" --weights "$into/readers/builtin/large.safetensors" "${little[@]}"
python training/calibrate_readers.py "$data" --work "$work" --into "$into" "${little[@]}"
python training/write_card.py "$data" --work "$work" --into "$into" "${little[@]}"
python training/train_overviews.py "$data" --out "$work" "${little[@]}"
cp "$work/overviews.safetensors" "$into/overviews/"
