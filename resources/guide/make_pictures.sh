#!/usr/bin/env bash
# Makes the guide's pictures and its reference from the program itself.
# usage: make_pictures.sh BUILD      (a build folder with tests, for example build/ci)
set -euo pipefail

build=$(realpath "${1:?usage: make_pictures.sh BUILD}")
cd "$(dirname "$0")"
work=/tmp/leafscope-guide # its name is in the pictures
rm -rf "$work" && mkdir "$work"
trap 'rm -rf "$work"' EXIT
export LEAFSCOPE_STATE=$work/state XDG_CONFIG_HOME=$work/config

cp -r ../samples/fashion-lenet.leafscope "$work"
screen=(xvfb-run -a -s "-screen 0 1600x1000x24")
"${screen[@]}" "$build/leafscope" --tour "$work/tour" "$work/fashion-lenet.leafscope"
for picture in window-{light,dark}-{1600x1000,1280x800} {drop,compute,start,lasso,samples,timeline,shortcuts,preferences}-light \
    {gestures,confidence,epoch,palette}-dark; do
    cp "$work/tour/$picture.png" pictures/
done
LEAFSCOPE_PICTURES=$PWD/pictures "${screen[@]}" "$build/tests/app/window/test_app_furniture" >"$work/messages.log"
"$build/leafscope" help --markdown > reference.md
du -sh pictures
