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
    {walks,walk-images}-light {neighborhood,three-points}-light {gestures,confidence,epoch,palette,walks,neighborhood,graph}-dark; do
    cp "$work/tour/$picture.png" pictures/
done
LEAFSCOPE_PICTURES=$PWD/pictures "${screen[@]}" "$build/tests/app/window/test_app_furniture" >"$work/messages.log"
# The pages of the leaves: a network for each, trained by the commands that they show.
leafscope=$build/leafscope
export LEAFSCOPE_CACHE=$work/cache
(
    cd "$work"
    "$leafscope" train --data fashion-mnist --arch lenet --epochs 4 --out run --quiet
    for kind in straight leaf kernel simplex; do
        "$leafscope" leaf walk --model run --data fashion-mnist:test --from 7 --to 1 --kind "$kind" --trust --out "$kind" \
            --json --quiet > "$kind.json"
    done
    state='{"current": 1, "share": 1, "axes": "height"}'
    "$leafscope" render straight leaf kernel simplex --view walk --size 1400x900 --state "$state" --out walks.png
    "$leafscope" leaf trace --model fashion-lenet.leafscope/checkpoints --data fashion-lenet.leafscope/images.h5 --limit 200 \
        --out trace.h5 --quiet
    "$leafscope" render trace.h5 --view trace --size 1000x520 --out trace.png
    data="synthetic:spirals?n=1500&arms=3&turns=0.5&height=1&noise=0.04"
    "$leafscope" train --data "$data" --arch mlp --depth 1 --width 192 --weight_decay 0.002 \
        --epochs 40 --batch 32 --optimizer adam --lr 0.005 --seed 3 --out net --quiet
    "$leafscope" leaf foliation --model net --data "$data" --leaves 4 --out foliation.h5 --quiet
    "$leafscope" render foliation.h5 --view foliation --size 1600x1000 --theme dark --out foliation.png

    # The page of the neighbourhoods.
    "$leafscope" embed --model run --data fashion-mnist --limit 10000 --out train.h5 --quiet
    "$leafscope" embed --model run --data fashion-mnist:test --limit 10000 --out test.h5 --quiet
    "$leafscope" nnk train.h5 --k 50 --out graph.h5 --quiet
    "$leafscope" nnk classify train.h5 --test test.h5 --k 5,10,15,20,30,50 --out classify.h5 --quiet
    "$leafscope" nnk channels train.h5 --layer pool2 --out channels.h5 --quiet
    for width in 02 04 08 12 16; do
        "$leafscope" train --data fashion-mnist --arch resnet --width "$((10#$width))" --limit 10000 --epochs 8 \
            --out "widths/resnet-w$width" --quiet
    done
    "$leafscope" nnk select widths --limit 5000 --out select.h5 --quiet
    "$leafscope" render graph.h5 --view embedding --size 1400x900 --out nnk-graph.png
    "$leafscope" render classify.h5 --view study --size 1000x620 --out nnk-classify.png
    "$leafscope" render select.h5 --view study --size 1000x620 --out nnk-select.png \
        --state '{"study": "nnk select", "pages": {"nnk select": "foreign"}}'
    "$leafscope" render channels.h5 --view study --size 800x620 --out nnk-channels.png

    # The page of the collapse.
    for classes in 3 4 10; do
        "$leafscope" train --preset "collapse-$classes" --out "runs/$classes-classes" --quiet
    done
    "$leafscope" collapse --model runs --out runs.h5 --quiet
    "$leafscope" collapse --model runs/4-classes --layers all --out depth.h5 --quiet
    "$leafscope" render runs.h5 --view collapse-charts --size 1400x860 --out collapse-curves.png
    "$leafscope" render runs.h5 --view collapse-film --size 1500x420 --state '{"run": "4-classes"}' --out collapse-film.png
    "$leafscope" render runs.h5 --view collapse --size 1400x860 --state '{"run": "3-classes", "time": 1}' --out collapse-early.png
    "$leafscope" render runs.h5 --view collapse --size 1400x860 --theme dark --state '{"run": "10-classes", "time": 120}' \
        --out collapse-late.png
    "$leafscope" render runs.h5 --view collapse-charts --size 1200x560 \
        --state '{"run": "10-classes", "page": "angles", "time": 5}' --out collapse-angles.png
    "$leafscope" render depth.h5 --view collapse-charts --size 1200x420 --state '{"page": "depth", "measure": "nc1"}' \
        --out collapse-depth.png
    part="fashion-mnist?classes=0-3&per_class=500"
    "$leafscope" embed --model runs/4-classes/epoch_004.pt --data "$part" --layers relu3 --limit 0 --out early.h5 --quiet
    "$leafscope" collapse rules early.h5 --out rules.h5 --quiet
    "$leafscope" render rules.h5 --view study --size 700x480 --out collapse-rules.png
)
cp "$work"/collapse-{curves,film,early,late,angles,depth,rules}.png pictures/
cp "$work"/{walks,foliation,trace,nnk-graph,nnk-classify,nnk-select,nnk-channels}.png "$work"/kernel/sheet.png pictures/
mv pictures/sheet.png pictures/kernel-sheet.png
"$leafscope" help --markdown > reference.md
du -sh pictures
