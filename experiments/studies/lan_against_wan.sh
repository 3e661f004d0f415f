#!/bin/sh
# Where lan and wan differ, layer by layer: 20 training steps of the classifier, recorded once and
# played on both.
. "$(dirname "$0")/common.sh"
quiet training_step --steps 20 --record "$scratch/run.trace"
quiet whatif "$scratch/run.trace" --compare lan wan --csv |
  show put -q 'begin { @n = 20 }
    emit1 {"layer": $layer, "pass": $pass, "rounds": $a_rounds / @n,
      "online_kB": fmtnum($a_online_bytes / @n / 1e3, "%.1f"),
      "lan_ms": fmtnum($a_critical_ns / @n / 1e6, "%.2f"),
      "wan_ms": fmtnum($b_critical_ns / @n / 1e6, "%.1f")}'
