#!/usr/bin/env bash
# Trains the networks of hunchback.md, measures them and draws its figures; takes about half an hour.
# usage: make_hunchback.sh PROGRAM
set -euo pipefail

leafscope=$(realpath "${1:?usage: make_hunchback.sh PROGRAM}")
cd "$(dirname "$0")/pictures"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LEAFSCOPE_CACHE=$work/cache

for arch in vgg resnet; do
    "$leafscope" train --data fashion-mnist --arch $arch --limit 20000 --epochs 10 --out "$work/$arch"
    "$leafscope" embed --model "$work/$arch" --data fashion-mnist:test --limit 1000 --epochs all --out "$work/emb-$arch"
    "$leafscope" dimension "$work/emb-$arch" --epochs all --out "$work/dim-$arch"
    "$leafscope" render "$work/dim-$arch" --view curve --size 1200x480 --out hunchback-$arch.png
    "$leafscope" render "$work/dim-$arch" --view timeline --size 1200x640 --out hunchback-$arch-epochs.png
done
