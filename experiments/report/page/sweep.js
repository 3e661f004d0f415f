"use strict";

const curveColumns = [["elapsed_ns", "simulated time"], ["rounds", "rounds"],
  ["wire_bytes", "bytes on the wire"], ["test_accuracy", "private accuracy"]];
const mostCrossings = 12;

/** The keys over which curves run: numbers, of which there are at least two. */
function numericKeys() {
  return sweepKeys.filter((key) => {
    const values = runs.distinct(key);
    return values.length > 1 && values.every((v) => v !== "" && Number.isFinite(Number(v)));
  });
}

let sweptKey = null;

/** What tells one curve from another: the values of the other keys that vary. */
function seriesName(row, xColumn) {
  const others = sweepKeys.filter((key) => key !== xColumn && runs.distinct(key).length > 1);
  const names = others.map((key) => `${keyName(key)} ${keyValue(key, runs.cell(row, key))}`);
  return names.join(", ") || "all runs";
}

/** A figure over a key; in words, where it is the same at all points. */
function curve(xColumn, [column, yName]) {
  const rows = runs.where((row) => runs.either(row, column) !== "");
  if (rows.length === 0) return null;
  const values = new Set(rows.map((row) => runs.either(row, column)));
  if (values.size === 1) {
    const [value] = values;
    return note(`The same in all ${rows.length} runs: ${yName} ` +
      `${readable(value, unitOf(column))}.`);
  }
  const data = rows.map((row) => ({ series: seriesName(row, xColumn), row,
    x: runs.cell(row, xColumn), y: runs.either(row, column) }));
  const found = column.endsWith("accuracy") ? [] : crossings(data);
  const told = found.slice(0, mostCrossings);
  const figure = lines({ name: `sweep_${column}`, data, xUnit: unitOf(xColumn),
    xName: keyName(xColumn), yUnit: unitOf(column), bands: told.map((c) => [+c.from, +c.to]),
    heading: yName[0].toUpperCase() + yName.slice(1),
    sentence: `Over ${keyName(xColumn)}` +
      (told.length > 0 ? "; shaded where two curves cross." : "; no two curves cross.") });
  if (told.length > 0) figure.append(crossingWords(told, keyName(xColumn), xColumn));
  if (found.length > told.length) figure.append(note(`and ${found.length - told.length} more.`));
  return figure;
}

/** Without numbers to run along: a bar a point. */
function pointBars([column, yName]) {
  const rows = runs.where((row) => whole(runs.either(row, column)) !== 0n);
  return bars({ name: `sweep_${column}`, heading: yName, unit: unitOf(column),
    sentence: "One bar a run.",
    data: rows.map((row) => (
      { bar: runName(row), part: "", value: whole(runs.either(row, column)) })) });
}

function drawCurves(place) {
  const keys = numericKeys();
  if (keys.length === 0) {
    place.replaceChildren(...curveColumns.slice(0, 3).map(pointBars));
    return;
  }
  sweptKey ??= keys.reduce((most, key) =>
    (runs.distinct(key).length > runs.distinct(most).length ? key : most));
  const choice = keys.length < 2 ? [] : [chooser("Along", keys.map((key) => [key, keyName(key)]),
    sweptKey, (value) => {
      sweptKey = value;
      drawCurves(place);
    })];
  const drawn = curveColumns.map((one) => curve(sweptKey, one)).filter((made) => made !== null);
  place.replaceChildren(...choice, ...drawn.slice(0, 1), beside(...drawn.slice(1)));
}

function drawSweep() {
  if (runs.rows < 2 || sweepKeys.length === 0) return null;
  const place = element("div");
  drawCurves(place);
  return section("sweep", "The sweep", place);
}

/** What the experiment `crossover` found, where its table lies in the directory. */
function drawCrossovers() {
  const table = tables.get("crossovers");
  if (table === undefined) return null;
  return section("crossovers", "Crossovers", note(table.meaning), tableBox(table));
}
