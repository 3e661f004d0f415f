"use strict";

function drawReveals() {
  const reveals = tables.get("reveals");
  const data = sums(rowsOfRun(reveals),
    (row) => `${reveals.cell(row, "layer")}: ${reveals.cell(row, "value")} → ` +
      reveals.cell(row, "to"),
    () => "", (row) => whole(reveals.either(row, "elements")));
  return section("reveals", "What was revealed",
    data.length === 0 ? note("No party saw any value unmasked.")
      : bars({ name: "reveals", heading: "Numbers seen unmasked", data, unit: "",
        sentence: "Every value that any party saw: where, what, and who." }));
}
