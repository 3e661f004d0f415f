# What the studies share: the finished build, a scratch directory, and tables for people.
# Sourced by each; run them from anywhere after `make experiments`.
set -eu
bin=$(cd "$(dirname "$0")/../../build/release/experiments" 2>/dev/null && pwd) || {
  echo "fathom: build the experiments first: make experiments" >&2
  exit 2
}
command -v mlr >/dev/null || {
  echo "fathom: the studies pick columns with Miller: install the package miller" >&2
  exit 2
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# An experiment whose summary for people is not wanted; what it refuses is shown.
quiet() {
  "$bin/$@" 2>"$scratch/errors" || { cat "$scratch/errors" >&2; exit 2; }
}

# CSV in, a table out, of what the Miller verbs leave.
show() {
  mlr --icsv --opprint --barred "$@"
}
