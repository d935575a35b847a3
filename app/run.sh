#!/usr/bin/env bash
# Sets everything up, builds Leafscope and opens the sample session; without a display, takes the same tour
# off-screen and says where the pictures are. With arguments: passes them to the program.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sample=$root/resources/samples/fashion-lenet.leafscope
program=$root/build/release/leafscope

# Everything about set-up goes to stderr: stdout belongs to the program's results.
bash "$root/resources/install-dependencies.sh"
(
    cd "$root"
    quiet=--quiet
    if [ ! -f build/release/build.ninja ]; then
        echo "Building Leafscope for the first time; this takes some minutes." >&2
        cmake --preset release >&2
        quiet=
    fi
    cmake --build --preset release -- $quiet >&2
)

if [ $# -gt 0 ]; then
    exec "$program" "$@"
elif [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$program" "$sample"
else
    exec xvfb-run -a -s "-screen 0 1600x1000x24" "$program" --tour leafscope-tour "$sample"
fi
