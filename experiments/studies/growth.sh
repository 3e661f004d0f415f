#!/bin/sh
# How the cost of private training grows on this machine: host time and memory against batch size,
# providers, hidden layers and epochs; simulated time and bytes beside them.
. "$(dirname "$0")/common.sh"
material="--material seeded --inputs seeded --reuse training"
growth() {
  grows=$1
  shift
  # shellcheck disable=SC2086
  quiet training_step $material "$@" --out "$scratch/$grows"
  mlr --icsv --ocsv join -j point -f "$scratch/$grows/host.csv" then put -q '
    value = 0;
    for (k, v in $*) { if (k =~ "^sweep_") { value = v } }
    emit1 {"grows": "'"$grows"'", "to": value, "host_s": fmtnum($host_ns / 1e9, "%.2f"),
      "peak_MB": fmtnum($peak_memory_bytes / 1e6, "%.0f"),
      "simulated_s": fmtnum($elapsed_ns / 1e9, "%.3f"),
      "wire_MB": fmtnum($wire_bytes / 1e6, "%.0f")}' "$scratch/$grows/runs.csv" >"$scratch/$grows.csv"
}
growth batch --steps 20 --sweep batch-size=16,32,64,128,256,512
growth providers --steps 40 --sweep providers=1,10,100,1000
growth layers --steps 20 --sweep hidden-layers=1,2,4,8,16
growth epochs --steps 20 --sweep epochs=1,2,4,8,16
show cat "$scratch/batch.csv" "$scratch/providers.csv" "$scratch/layers.csv" "$scratch/epochs.csv"
