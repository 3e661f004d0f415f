"use strict";

/** A layer in one pass; the tables write "-" for none. */
function layerPass(table) {
  return (row) => {
    const [layer, pass] = [table.cell(row, "layer"), table.cell(row, "pass")];
    return (layer === "-" ? "no layer" : layer) + (pass === "-" ? "" : ` ${pass}`);
  };
}

const phases = [["offline", 0, "offline"], ["online", 1, "online"], ["input", 2, "input"],
  ["output", 3, "output"], ["setup", 4, "setup"]];

/** The parts that a party's time is split into, by the columns of times.csv. */
const timeParts = [["busy_ns", 0, "computing"], ["serialisation_ns", 1, "bytes passing"],
  ["queueing_ns", 2, "queueing"], ["latency_ns", 3, "latency"],
  ["wait_peer_ns", 4, "waiting for a server"], ["wait_producer_ns", 5, "waiting for the producer"],
  ["wait_provider_ns", 6, "waiting for a provider"],
  ["wait_machine_ns", 7, "waiting for the machine"],
  ["slow_start_ns", 8, "slow start"], ["setup_ns", 9, "handshakes"]];

/** Names of rows in the order in which a run meets them: inputs, the layers online, outputs. */
function layerOrder(table, rows, nameOf) {
  const rank = (row) => ["input", "online", "output", "offline", "setup"]
    .indexOf(table.cell(row, "phase"));
  return [...new Set(d3.sort(rows, rank).map(nameOf))];
}

/** The layers of the run, each in its passes: one order for all charts of them. */
function layersInOrder() {
  const layers = tables.get("layers");
  return layerOrder(layers, rowsOfRun(layers), layerPass(layers));
}

/** Only those of `order` that `data` has bars for. */
function barsOf(order, data) {
  const present = new Set(data.map((datum) => datum.bar));
  return order.filter((bar) => present.has(bar));
}

let party = "server0";

function timeChart(place) {
  const times = tables.get("times");
  const rows = rowsOfRun(times);
  const parties = times.distinct("party", rows);
  if (parties.length === 0) return note("No times: nothing was run.");
  if (!parties.includes(party)) party = parties[0];
  const own = rows.filter((row) => times.cell(row, "party") === party);
  const nameOf = layerPass(times);
  const data = timeParts.flatMap(([part]) =>
    sums(own, nameOf, () => part, (row) => whole(times.cell(row, part))));
  const figure = bars({
    name: "time", heading: `Where the time of ${party} goes`, data, unit: "ns", parts: timeParts,
    bars: barsOf(layersInOrder(), data),
    sentence: "All parts add up to the party's lifetime.",
  });
  const choice = chooser("Party", parties.map((name) => [name, name]), party, (value) => {
    party = value;
    place.replaceChildren(...timeChart(place));
  });
  return [choice, figure];
}

function drawLayers() {
  const layers = tables.get("layers");
  const rows = rowsOfRun(layers);
  const nameOf = layerPass(layers);
  const rounds = sums(rows, nameOf, () => "",
    (row) => whole(layers.either(row, "critical_rounds")));
  const bytes = sums(rows, nameOf, (row) => layers.cell(row, "phase"),
    (row) => whole(layers.either(row, "wire_bytes")));
  const shown = barsOf(layersInOrder(), [...rounds, ...bytes]);
  const time = element("div");
  time.append(...[timeChart(time)].flat());
  return section("layers", "Layer by layer",
    beside(
      bars({ name: "rounds", heading: "Rounds", data: rounds, unit: "", bars: shown,
        sentence: "Hops of the run's longest chain; they add up to its rounds." }),
      bars({ name: "bytes", heading: "Bytes on the wire", data: bytes, unit: "bytes", parts: phases,
        bars: shown, sentence: "Of all parties, each byte once." })),
    time);
}
