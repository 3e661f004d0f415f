"use strict";

const accuracies = [["test_accuracy", "private"], ["clear_accuracy", "clear twin"],
  ["encoded_accuracy", "encoded twin"], ["encoded_agreement", "same class as encoded twin"]];

/** Tables of losses or accuracies along steps or epochs, whatever their files are called. */
function courses() {
  const isCourse = (table) => table.name !== "runs" &&
    ["step", "epoch"].some((along) => table.has(along)) && courseColumns(table).length > 0;
  return [...tables.values()].filter((table) => table.rows > 1 && isCourse(table));
}

/** Columns that a course shows: numbers named a loss or an accuracy. */
function courseColumns(table) {
  return table.columns.map((column) => column.name).filter((name) =>
    /(^|_)(loss|accuracy)$/.test(name) && table.distinct(name).some((cell) => cell !== "") &&
    table.distinct(name).every((cell) => Number.isFinite(Number(cell))));
}

function drawCourse(table) {
  const along = table.has("epoch") ? "epoch" : "step";
  return ["loss", "accuracy"].map((kind) => {
    const columns = courseColumns(table).filter((name) => name.endsWith(kind));
    const seriesOf = (row, column) =>
      [table.cell(row, "rung"), column.replaceAll("_", " ")].filter(Boolean).join(", ");
    const data = columns.flatMap((column) => table.where((row) => table.cell(row, column) !== "")
      .map((row) => ({ series: seriesOf(row, column), row, x: table.cell(row, along),
        y: table.cell(row, column) })));
    return data.length === 0 ? null : lines({ name: `${table.name}_${kind}`, data, xUnit: "",
      xName: along, yUnit: kind === "accuracy" ? "share" : "",
      heading: `${kind[0].toUpperCase()}${kind.slice(1)} by ${along}`,
      sentence: table.meaning || `From ${table.name}.csv.` });
  }).filter((made) => made !== null);
}

function drawAccuracy() {
  const data = accuracies.filter(([column]) => runs.cell(shownRun, column) !== "")
    .map(([column, bar]) => ({ bar, part: "", value: runs.cell(shownRun, column) }));
  const figures = courses().flatMap(drawCourse);
  if (data.length === 0 && figures.length === 0) return null;
  const samples = runs.cell(shownRun, "predictions");
  return section("accuracy", "Accuracy",
    data.length === 0 ? null : bars({ name: "accuracy", heading: "Of the predictions", data,
      unit: "share", sentence: `On ${readable(samples, "")} test samples.` }),
    ...figures);
}
