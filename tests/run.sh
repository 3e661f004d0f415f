#!/usr/bin/env bash
# Runs every test binary of the presets named, two at a time, from the root of the tree; shows in
# full what failed, and ends with "N passed, N failed", in test cases. A binary that crashes, hangs or
# stops without a verdict counts as one failed. Tests tagged [slow] run in release only, or, with
# SLOW=1, everywhere.
set -u
cd "$(dirname "$0")/.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# The one that takes longest goes first, so that no core is idle at the end.
longest=test_experiments
runs=()
for preset in "$@"; do
  for name in $(grep -x $longest "build/$preset/tests/tests.txt") \
    $(grep -vx $longest "build/$preset/tests/tests.txt"); do
    runs+=("build/$preset/tests/$name")
  done
done

run() {  # binary, log
  local filter=()
  [[ $1 == build/release/* || -n ${SLOW:-} ]] || filter=('~[slow]~[.]')
  timeout --foreground --kill-after=10 3600 "$1" --use-colour no "${filter[@]}" >"$2" 2>&1
}

verdict() {  # log, exit code: sets `passed` and `failed`
  passed=$(sed -nE 's/^All tests passed \(.* in ([0-9]+) test cases?\)$/\1/p
                    s/^test cases:.*\| *([0-9]+) passed.*/\1/p' "$1" | tail -n 1)
  failed=$(sed -nE 's/^test cases:.*\| *([0-9]+) failed( \|.*)?$/\1/p' "$1" | tail -n 1)
  if [[ -z $passed$failed ]] && ! grep -q '^No tests ran' "$1"; then failed=1; fi
  if (($2 != 0 && ${failed:-0} == 0)); then failed=1; fi
  passed=${passed:-0} failed=${failed:-0}
}

# A pipe that holds two tokens: whoever runs a binary holds one.
exec 3<> <(:)
printf '..' >&3
jobs=()
for i in "${!runs[@]}"; do
  (
    read -rN1 -u3
    run "${runs[i]}" "$logs/$i" 3>&-
    code=$?
    printf '.' >&3
    exit $code
  ) &
  jobs+=($!)
done

all_passed=0 all_failed=0
for i in "${!runs[@]}"; do
  wait "${jobs[i]}"
  code=$?
  verdict "$logs/$i" "$code"
  if ((failed == 0)); then
    echo "ok      ${runs[i]}  $passed"
  else
    cat "$logs/$i"
    echo "FAILED  ${runs[i]}  $failed, exit code $code"
  fi
  all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed))
done
echo "$all_passed passed, $all_failed failed"
((all_failed == 0 && all_passed > 0))
