"use strict";

const pathParts = timeParts.map(([part, number, text]) => [`critical_${part}`, number, text]);
const mostContributors = 12;

/** The whole path, split as the party's times are. */
function pathChart() {
  const parts = pathParts.filter(([part]) => runs.has(part));
  const data = parts.map(([part]) => (
    { bar: "critical path", part, value: whole(runs.cell(shownRun, part)) }))
    .filter((datum) => datum.value !== 0n);
  return bars({ name: "path", heading: "What the critical path consists of", data, unit: "ns",
    parts: pathParts, sentence: "The parts add up to the simulated time." });
}

function drawCritical() {
  const layers = tables.get("layers");
  const operations = tables.get("operations");
  const ns = (table) => (row) => whole(table.cell(row, "critical_ns"));
  const byLayer = sums(rowsOfRun(layers), layerPass(layers), () => "", ns(layers));
  if (byLayer.length === 0) {
    return section("critical", "The critical path", note("No critical path: nothing was run."));
  }
  const named = layerPass(operations);
  const nameOf = (row) =>
    `${named(row)} ${operations.cell(row, "operation")} (${operations.cell(row, "phase")})`;
  const all = sums(rowsOfRun(operations), nameOf, () => "", ns(operations));
  const greatest = d3.sort(all, (datum) => -Number(datum.value)).slice(0, mostContributors);
  return section("critical", "The critical path",
    pathChart(),
    beside(
      bars({ name: "critical", heading: "By layer", data: byLayer, unit: "ns",
        bars: barsOf(layersInOrder(), byLayer),
        sentence: "Shares of the path; they add up to the simulated time." }),
      bars({ name: "contributors", heading: "Greatest contributors", data: greatest, unit: "ns",
        sentence: `The ${greatest.length} greatest of ${all.length} operations.` })));
}
