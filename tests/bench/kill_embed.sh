#!/usr/bin/env bash
# Kills `leafscope embed` at random moments and looks at what is left: every artifact whole or absent,
# no leftovers after the next run, the result that of an undisturbed run.
# usage: kill_embed.sh PROGRAM [KILLS=50]
set -euo pipefail

leafscope=$(realpath "${1:?usage: kill_embed.sh PROGRAM [KILLS]}")
kills=${2:-50}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LEAFSCOPE_CACHE=$work/cache
cd "$work"

embed() { # SEED
    exec "$leafscope" embed --model run --data fashion-mnist:test --limit 3000 --seed "$1" --json --quiet
}
leftovers() {
    find "$LEAFSCOPE_CACHE" -name '.*.partial' | wc -l
}
numbers() { # the result without what differs from run to run
    grep -v -e '"seconds"'
}

"$leafscope" train --data fashion-mnist:test --arch lenet --epochs 0 --out run --quiet > /dev/null
start=$(date +%s%N)
(embed 100000) | numbers > undisturbed.json
whole=$(($(date +%s%N) - start)) # nanoseconds of one run
"$leafscope" cache prune --max 0B --quiet > /dev/null

finished=0 half=0
for ((kill = 1; kill <= kills; ++kill)); do
    (embed "$kill") > /dev/null 2>&1 &
    process=$!
    sleep "$(awk -v t="$whole" -v r="$RANDOM" 'BEGIN { printf "%.3f", t / 1e9 * r / 32768 }')"
    kill -KILL "$process" 2> /dev/null || true
    if wait "$process" 2> /dev/null; then finished=$((finished + 1)); fi
    "$leafscope" cache verify --quiet > verify.txt || { cat verify.txt; exit 1; }
    if (($(leftovers) > 0)); then half=$((half + 1)); fi
    if (($(leftovers) > 1)); then echo "leftovers of earlier kills"; exit 1; fi
done
(embed 100000) | numbers > again.json
diff undisturbed.json again.json
(($(leftovers) == 0)) || { echo "leftovers after a whole run"; exit 1; }
kept=$("$leafscope" cache list --json | grep -c '"hash"')
echo "$kills kills within $((whole / 1000000)) ms: $half while a file was being written, $finished came too late;" \
    "$kept artifacts, all whole; no leftovers; the result is that of an undisturbed run"
