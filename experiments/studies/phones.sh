#!/bin/sh
# Phones as input providers: when the servers have everything, and what their links carried, for
# one image each, as full shares and seeded.
. "$(dirname "$0")/common.sh"
quiet input_providers --sweep providers=10,100,1000,10000,100000 --sweep inputs=full,seeded \
  --payload sized --network mobile --out "$scratch/out"
for table in arrivals links; do
  mlr --icsv --ocsv filter '$to == "server0" || $to == "server1"' then cut -x -f messages \
    "$scratch/out/$table.csv" >"$scratch/$table.csv"
done
show join -j point,to -f "$scratch/arrivals.csv" then put -q 'emit1 {
    "phones": $sweep_providers, "inputs": $sweep_inputs, "to": $to,
    "MB": fmtnum($wire_bytes / 1e6, "%.2f"),
    "all_arrived_ms": fmtnum($last_ns / 1e6, "%.1f"),
    "all_taken_ms": fmtnum($taken_ns / 1e6, "%.1f")}' "$scratch/links.csv"
