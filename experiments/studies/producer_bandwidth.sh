#!/bin/sh
# At which bandwidth of the crypto producer the servers begin to wait: 20 training steps of the
# classifier on lan, recorded with full and with seeded material; how much longer a step takes than
# with a producer whose link has no limit.
. "$(dirname "$0")/common.sh"
for material in full seeded; do
  quiet training_step --steps 20 --variant fastest,corrections=server1 --material $material \
    --record "$scratch/run.trace"
  quiet replay "$scratch/run.trace" --network lan --set producer.up=unlimited --table runs |
    mlr --icsv --ocsv put '$unlimited_ns = $elapsed_ns' then cut -f run_id,unlimited_ns \
      then put '$material = "'$material'"' >"$scratch/unlimited.csv"
  quiet replay "$scratch/run.trace" --network lan --sweep producer.up=30Mbit/s:10Gbit/s:log9 \
    --table runs | mlr --icsv --ocsv put '$material = "'$material'"' \
    then join -j material -f "$scratch/unlimited.csv" >"$scratch/$material.csv"
done
show put -q 'emit1 {"material": $material,
    "producer_Mbit_per_s": $sweep_producer_up_bits_per_s / 1e6,
    "step_ms": fmtnum($elapsed_ns / 20 / 1e6, "%.1f"),
    "waits_ms": fmtnum(($elapsed_ns - $unlimited_ns) / 20 / 1e6, "%.1f")}' \
  "$scratch/full.csv" "$scratch/seeded.csv"
