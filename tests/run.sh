#!/usr/bin/env bash
# Sets everything up, builds the tests and runs all of them; ends with ctest's summary.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash resources/install-dependencies.sh
[ -f build/ci/build.ninja ] || cmake --preset ci
cmake --build --preset ci
exec ctest --preset ci "$@"
