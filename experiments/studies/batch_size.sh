#!/bin/sh
# Batch size: rounds are paid once a step, bytes of the weights too; time a sample on lan and wan.
# STEPS steps of each size, 4 unless it is given.
. "$(dirname "$0")/common.sh"
steps=${STEPS:-4}
quiet training_step --steps "$steps" --sweep batch-size=8,16,32,64,128,256,512 --sweep network=lan,wan \
  --table runs |
  show put -q 'samples = '"$steps"' * $sweep_batch_size;
    emit1 {"network": $sweep_network, "batch": $sweep_batch_size,
      "rounds_per_sample": fmtnum($rounds / samples, "%.3f"),
      "kB_per_sample": fmtnum($wire_bytes / samples / 1e3, "%.0f"),
      "ms_per_sample": fmtnum($elapsed_ns / samples / 1e6, "%.2f"), "bound": $bound}' \
  then sort -f network -n batch
