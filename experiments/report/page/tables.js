"use strict";

// The tables that lie in the page: columns of cells, which are the CSV's texts.

class Table {
  constructor(source) {
    this.name = source.name;
    this.meaning = source.meaning;
    this.rows = source.rows;
    this.columns = source.columns;
    this.places = new Map(source.columns.map((column, place) => [column.name, place]));
  }

  has(column) {
    return this.places.has(column);
  }

  /** The cell's text; that of a column which the table does not have is empty. */
  cell(row, column) {
    const found = this.columns[this.places.get(column)];
    return found === undefined ? "" : found.same ?? found.cells[row];
  }

  /** The measured cell; where nothing was measured, the one predicted from formulas. */
  either(row, column) {
    return this.cell(row, column) || this.cell(row, `predicted_${column}`);
  }

  /** The numbers of all rows for which `holds`. */
  where(holds) {
    return d3.range(this.rows).filter(holds);
  }

  /** The values of a column, each once, in the order of the rows. */
  distinct(column, rows = d3.range(this.rows)) {
    return [...new Set(rows.map((row) => this.cell(row, column)))];
  }
}

const page = JSON.parse(document.getElementById("tables").textContent);
const tables = new Map(page.tables.map((source) => [source.name, new Table(source)]));

/**
 * Adds up: for each of `rows` a whole number `valueOf`, by bar (`barOf`) and part (`partOf`). Gives
 * [{bar, part, value}] in the order of the rows, without those that are 0.
 */
function sums(rows, barOf, partOf, valueOf) {
  const found = new Map();
  for (const row of rows) {
    const [bar, part] = [barOf(row), partOf(row)];
    const key = JSON.stringify([bar, part]);
    const sum = found.get(key) ?? { bar, part, value: 0n };
    sum.value += valueOf(row);
    found.set(key, sum);
  }
  return [...found.values()].filter((sum) => sum.value !== 0n);
}
