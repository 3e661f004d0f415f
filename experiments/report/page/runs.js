"use strict";

// A directory holds one run, or all runs of a sweep, told apart by point and repeat.

const runs = tables.get("runs");
const sweepKeys = runs.columns.map((column) => column.name).filter((n) => n.startsWith("sweep_"));

/** The number of the run, a row of runs.csv, that the page shows. */
let shownRun = 0;

/** The rows of a table that belong to the run that is shown. */
function rowsOfRun(table) {
  if (!table.has("point")) return d3.range(table.rows);
  const keys = ["point", "repeat"];
  return table.where((row) => keys.every((k) => table.cell(row, k) === runs.cell(shownRun, k)));
}

/** sweep_latency_ns as a name for people: latency. */
function keyName(column) {
  return column.replace(/^sweep_/, "").replace(/_(ns|bits_per_s)$/, "").replaceAll("_", " ");
}

/** A key's value for people. */
function keyValue(column, cell) {
  const unit = unitOf(column);
  return unit === "" ? cell : readable(cell, unit);
}

/** What tells a run from the others: "latency 20 ms, ring z64, repeat 1". */
function runName(row) {
  const parts = sweepKeys.map((key) => `${keyName(key)} ${keyValue(key, runs.cell(row, key))}`);
  if (runs.distinct("repeat").length > 1) parts.push(`repeat ${runs.cell(row, "repeat")}`);
  return parts.join(", ") || "the run";
}

/** The choice of the run to show, where there are several. */
function drawRunChoice(draw) {
  if (runs.rows < 2) return;
  const options = d3.range(runs.rows).map((row) => [String(row), runName(row)]);
  const choice = chooser(`One of ${runs.rows} runs`, options, String(shownRun), (value) => {
    shownRun = Number(value);
    draw();
  });
  document.getElementById("choice").replaceChildren(choice);
}
