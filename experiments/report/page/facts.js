"use strict";

/** One figure of the run: its name, its readable value, and the cell's text. */
function fact(name, column, readableText) {
  const cell = runs.either(shownRun, column);
  if (cell === "") return null;
  const meaning = runs.columns[runs.places.get(column)].meaning;
  return element(
    "div",
    { className: "fact", title: `${column}: ${meaning}\n${cell}` },
    element("dt", { textContent: name }),
    element("dd", { textContent: readableText ?? readable(cell, unitOf(column)),
                    "data-fact": column, "data-value": cell }),
  );
}

function words(name, column) {
  return fact(name, column, runs.cell(shownRun, column));
}

/** What a reader asks first. */
function drawFacts() {
  const predicted = runs.cell(shownRun, "rounds") === "";
  const bound = runs.cell(shownRun, "bound");
  const figures = [
    fact("Simulated time", "elapsed_ns"),
    bound === "" ? null : words("Bound by", "bound"),
    fact("Rounds", "rounds"),
    fact("Messages", "messages"),
    fact("Bytes on the wire", "wire_bytes"),
    fact("Private accuracy", "test_accuracy"),
    fact("Clear twin", "clear_accuracy"),
    fact("Encoded twin", "encoded_accuracy"),
  ];
  const names = [words("Experiment", "experiment"), words("Model", "model"),
    words("Ring", "ring"), words("Fractional bits", "fractional_bits"),
    words("Network", "network"), words("Compute", "compute"), words("Seed", "seed"),
    words("Variant", "variant")];
  return section("facts", "The run",
    element("dl", { className: "facts large" }, ...figures),
    element("dl", { className: "facts" }, ...names),
    predicted ? note("Predicted from formulas: nothing was run, so there are no times.") : null);
}
