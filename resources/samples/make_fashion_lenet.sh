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
"$leafscope" sample --data fashion-mnist:test --limit 2000 --seed 1 --out "$session/images.h5"
"$leafscope" embed --model "$session/checkpoints" --data "$session/images.h5" --limit 0 --out "$work/embed.h5"
"$leafscope" layout "$work/embed.h5" --out "$work/layout.h5"
"$leafscope" dimension "$work/embed.h5" --out "$work/dimension.h5"
"$leafscope" session "$work/layout.h5" "$work/dimension.h5" --out "$session" \
    --title "Fashion-MNIST in a LeNet" \
    --about "2,000 test images of Fashion-MNIST in a LeNet trained on the 60,000 training images."
du -sh "$session"
