"use strict";

/** Offline against online: in all, by layer, by material. */
function drawTotals() {
  const layers = tables.get("layers");
  const materials = tables.get("materials");
  const bytes = (table) => (row) => whole(table.either(row, "wire_bytes"));
  const phase = (table) => (row) => table.cell(row, "phase");
  const material = (row) => materials.cell(row, "material").replace(/^-$/, "no material");
  const one = (name, heading, sentence, table, barOf, order = null) => {
    const rows = rowsOfRun(table);
    const data = sums(rows, barOf, phase(table), bytes(table));
    return bars({ name, heading, sentence, unit: "bytes", parts: phases, data,
      bars: barsOf(order ?? layerOrder(table, rows, barOf), data) });
  };
  return section("totals", "Offline against online",
    one("total", "In all", "Bytes on the wire.", layers, phase(layers),
      phases.map(([name]) => name)),
    beside(
      one("layer_bytes", "By layer", "All passes of a layer together.", layers,
        (row) => layers.cell(row, "layer").replace(/^-$/, "no layer")),
      one("material_bytes", "By material",
        "Offline: its delivery. Online: the openings that use it.", materials, material)));
}
