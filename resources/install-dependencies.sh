#!/usr/bin/env bash
# Installs what Leafscope needs to build, run and test, from Debian packages. Safe to repeat; does nothing, and asks
# for nothing, when all is there.
set -euo pipefail

packages=(
    # build
    g++ cmake ninja-build ccache mold pkg-config
    qt6-base-dev libqt6opengl6-dev qt6-svg-dev libgl-dev libvtk9-dev libtorch-dev libeigen3-dev libspectra-dev
    libhdf5-dev zlib1g-dev nlohmann-json3-dev libxxhash-dev libopenblas-dev liblapacke-dev liblinear-dev
    libbenchmark-dev
    # run: fast linear algebra, software OpenGL, a virtual display where there is none, fonts, images
    libopenblas0-pthread qt6-qpa-plugins libgl1-mesa-dri xvfb xauth fontconfig fonts-dejavu-core
    dataset-fashion-mnist
    # tests: models and reference activations are made with Python's PyTorch
    python3 python3-torch python3-torchvision python3-h5py
)

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Run resources/install-dependencies.sh as root once; sudo is not installed." >&2; exit 1; }
    root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
{
    "${root[@]}" apt-get update -q
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
} >&2
