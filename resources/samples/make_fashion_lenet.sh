#!/usr/bin/env bash
# Makes the sample session from Fashion-MNIST with the program's own commands; takes a few minutes.
# usage: make_fashion_lenet.sh PROGRAM
set -euo pipefail

leafscope=$(realpath "${1:?usage: make_fashion_lenet.sh PROGRAM}")
cd "$(dirname "$0")"
session=fashion-lenet.leafscope
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LEAFSCOPE_CACHE=$work/cache

rm -rf "$session"
"$leafscope" train --data fashion-mnist --arch lenet --epochs 32 --seed 1 --out "$session/checkpoints"
"$leafscope" sample --data fashion-mnist:test --limit 1000 --seed 1 --out "$session/images.h5"
"$leafscope" embed --model "$session/checkpoints" --data "$session/images.h5" --limit 0 --epochs all --out "$work/embeddings"
"$leafscope" layout "$work/embeddings" --epochs all --align procrustes --out "$work/layouts"
"$leafscope" dimension "$work/embeddings" --epochs all --out "$work/profiles"
"$leafscope" neighbors "$work/embeddings/epoch_032.h5" --out "$work/neighbors.h5"
# Every epoch's curve; the layouts of a few epochs, for the sake of size (the others are computed when they are looked at).
"$leafscope" session "$work"/layouts/epoch_{000,002,008,032}.h5 "$work/profiles" "$work/neighbors.h5" --out "$session" \
    --title "Fashion-MNIST in a LeNet" \
    --about "1,000 test images of Fashion-MNIST in a LeNet, over its training on the 60,000 training images."
du -sh "$session"
