"use strict";

const rowsAtFirst = 2000;
const rowsWithoutFilter = 12;

const longText = 60;

/** How a column is set: numbers to the right, and what is the same in all rows. */
function classOf(column) {
  const cells = column.cells ?? [column.same];
  const isNumber = cells.every((cell) => cell === "" || Number.isFinite(Number(cell)));
  return (isNumber ? "number " : "") + (column.same === undefined ? "" : "same ");
}

function bodyRow(table, classes, row) {
  return element("tr", {}, ...table.columns.map((column, place) => {
    const textContent = table.cell(row, column.name);
    const className = classes[place] + (textContent.length > longText ? "long" : "");
    return element("td", { className, textContent });
  }));
}

function addRows(body, table, from, to) {
  const classes = table.columns.map(classOf);
  for (let row = from; row < to; ++row) body.append(bodyRow(table, classes, row));
}

function headCell(column) {
  return element("th", { scope: "col", tabIndex: 0, title: column.meaning,
    textContent: column.name, className: classOf(column) });
}

/** Hides the rows that lack one of the words, and says how many are left. */
function filterRows(made, text, count) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const row of made.tBodies[0].rows) {
    const cells = [...row.cells].map((cell) => cell.textContent).join(" ").toLowerCase();
    row.hidden = !wanted.every((word) => cells.includes(word));
    left += row.hidden ? 0 : 1;
  }
  count.textContent = `${left.toLocaleString("en")} of ${made.tBodies[0].rows.length} rows`;
}

function filterBox(table, made) {
  if (table.rows <= rowsWithoutFilter) return null;
  const count = element("output", { className: "count" });
  const field = element("input", { type: "search", placeholder: "words that a row holds",
    oninput: (event) => filterRows(made, event.target.value, count) });
  return element("label", { className: "choice" },
    element("span", { textContent: "Filter" }), field, count);
}

/** Columns that are the same in every row stand aside until they are asked for. */
function sameBox(table, made) {
  const same = table.columns.filter((column) => column.same !== undefined);
  if (table.rows < 2 || same.length === 0) return null;
  made.classList.add("without-same");
  const box = element("input", { type: "checkbox",
    onchange: (event) => made.classList.toggle("without-same", !event.target.checked) });
  return element("label", { className: "choice" }, box,
    element("span", { textContent: `the ${same.length} columns that are the same in all rows` }));
}

/** Very long tables begin with their first rows, so that the page stays quick. */
function restButton(table, made) {
  if (table.rows <= rowsAtFirst) return null;
  const button = element("button", { type: "button",
    textContent: `${rowsAtFirst} of ${table.rows} rows are here: show, sort and filter all` });
  button.onclick = () => {
    addRows(made.tBodies[0], table, rowsAtFirst, table.rows);
    button.remove();
  };
  return button;
}

/** A table with all that handles it, in a box of its own to scroll in. */
function tableBox(table) {
  const made = element("table", { className: "sortable n-last", "data-table": table.name },
    element("thead", {}, element("tr", {}, ...table.columns.map(headCell))),
    element("tbody"));
  addRows(made.tBodies[0], table, 0, Math.min(table.rows, rowsAtFirst));
  return element("div", { className: "table" },
    element("div", { className: "tools" }, filterBox(table, made), sameBox(table, made),
      restButton(table, made)),
    element("div", { className: "scroll", tabIndex: 0, role: "region",
      "aria-label": `${table.name}.csv` }, made));
}

/** A table that is made when it is opened. */
function folded(table) {
  const rows = table.rows === 1 ? "1 row" : `${table.rows.toLocaleString("en")} rows`;
  const summary = element("summary", {}, element("code", { textContent: `${table.name}.csv` }),
    element("span", { textContent: table.meaning }), element("small", { textContent: rows }));
  const details = element("details", { id: `table-${table.name}` }, summary);
  details.addEventListener("toggle", () => details.append(tableBox(table)), { once: true });
  return details;
}

function drawListing() {
  return section("listing", "Every table in full",
    note("A click, or Enter, on a column's name sorts by it; its meaning shows on hovering."),
    ...[...tables.values()].map(folded));
}

// The library sorts on a click; the keyboard ought to, too.
document.addEventListener("keydown", (event) => {
  const isKey = event.key === "Enter" || event.key === " ";
  if (!isKey || !event.target.matches("table.sortable th")) return;
  event.preventDefault();
  event.target.click();
});
