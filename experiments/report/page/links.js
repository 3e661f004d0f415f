"use strict";

const mostLinks = 24;

function drawLinks() {
  const links = tables.get("links");
  const rows = rowsOfRun(links);
  const nameOf = (row) => `${links.cell(row, "from")} → ${links.cell(row, "to")}`;
  const one = (column, name, heading, sentence, unit) => {
    const data = sums(rows, nameOf, () => "", (row) => whole(links.either(row, column)));
    const shown = d3.sort(data, (datum) => -Number(datum.value)).slice(0, mostLinks);
    const left = data.length - shown.length;
    return bars({ name, heading, unit, data: shown,
      sentence: sentence + (left > 0 ? ` The ${left} smallest are in the table alone.` : "") });
  };
  return section("links", "Links",
    beside(
      one("wire_bytes", "link_bytes", "Bytes", "By directed link, on the wire.", "bytes"),
      one("utilisation_ppm", "utilisation", "Utilisation",
        "Time with a message in transmission, over the run's.", "ppm")));
}
