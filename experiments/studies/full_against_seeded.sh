#!/bin/sh
# Full shares of material and inputs against seeded ones: bytes by phase and time, 4 training steps
# of the classifier.
. "$(dirname "$0")/common.sh"
quiet training_step --steps 4 --sweep material=full,seeded --sweep network=lan,wan \
  --variant beaver-best --out "$scratch/out"
mlr --icsv --ocsv stats1 -a sum -f wire_bytes -g sweep_material,sweep_network,phase \
  then reshape -s phase,wire_bytes_sum then unsparsify --fill-with 0 \
  "$scratch/out/layers.csv" >"$scratch/phases.csv"
show join -j sweep_material,sweep_network -f "$scratch/out/runs.csv" \
  then put -q 'emit1 {"network": $sweep_network, "material": $sweep_material,
    "offline_MB_per_step": fmtnum($offline / 4 / 1e6, "%.2f"),
    "online_MB_per_step": fmtnum($online / 4 / 1e6, "%.2f"),
    "step_ms": fmtnum($elapsed_ns / 4 / 1e6, "%.1f"), "bound": $bound}' \
  "$scratch/phases.csv"
