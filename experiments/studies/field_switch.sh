#!/bin/sh
# The seed's question: from which latency and bandwidth on do powers with a field switch beat
# repeated multiplication, per degree and ring? Online time of a sigmoid of (32, 128) values, each
# value masked once, material at hand. POINTS points are looked at first, 7 unless it is given.
. "$(dirname "$0")/common.sh"
look() {  # over, network, ring, fractional bits
  quiet crossover sigmoid --a sigmoid=sequential --b sigmoid=powers+switch \
    --variant reuse=training,material=seeded --ring "$3" --fractional-bits "$4" \
    --over "$1" --network "$2" --points "${POINTS:-7}" --tolerance 0.02 --sweep degree=3,5,7,9,11 --csv
}
for ring in "z64 13" "q121 16" "q121 32"; do
  look latency=0.01ms:200ms lan $ring
  look latency=0.01ms:200ms wan $ring
  look bandwidth=1Mbit/s:10Gbit/s wan $ring
done >"$scratch/all.csv"
show --allow-ragged-csv-input filter '$a != "a"' then put -q '
    unit = $parameter == "latency_ns" ? ", ms" : ", Mbit/s";
    from = is_empty($lower) ? ($faster_above == "sigmoid=sequential" ? "never" : "always")
      : fmtnum($upper / 1e6, "%.2f");
    emit1 {"ring": $ring, "bits": $fractional_bits, "degree": $sweep_degree,
      "where": $network . unit, "switch_wins_from": from}' \
  then reshape -s where,switch_wins_from "$scratch/all.csv"
