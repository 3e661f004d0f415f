"use strict";

// Runs inside a report page: notes what it holds, handles it as a reader would, and tells the page
// around it.
{
  const violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(event.blockedURI);
  });
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const texts = (cells) => [...cells].map((cell) => cell.textContent);

  const tables = () => Object.fromEntries(all("#listing table").map((table) => [
    table.dataset.table,
    [table.tHead.rows[0], ...table.tBodies[0].rows].map((row) => texts(row.cells)),
  ]));
  const meanings = () => Object.fromEntries(all("#listing table").map((table) => [
    table.dataset.table, [...table.tHead.rows[0].cells].map((cell) => cell.title)]));
  const marks = () => {
    const charts = {};
    for (const chart of all(".chart")) {
      const found = {};
      for (const mark of all("[data-value]", chart)) found[mark.dataset.key] = mark.dataset.value;
      charts[chart.dataset.chart] = found;
    }
    return charts;
  };

  // A table is sorted a moment after its header was clicked.
  const sorted = async (table, column, act) => {
    const place = texts(table.tHead.rows[0].cells).indexOf(column);
    act(table.tHead.rows[0].cells[place]);
    await wait(20);
    return [...table.tBodies[0].rows].map((row) => row.cells[place].textContent);
  };
  const filtered = (box, words) => {
    const field = box.querySelector("input[type=search]");
    if (field === null) return null;
    field.value = words;
    field.dispatchEvent(new Event("input"));
    return all("tbody tr", box).filter((row) => !row.hidden).length;
  };

  window.addEventListener("load", async () => {
    // Tables that are made but not laid out cost little; their width matters on a narrow screen.
    if (innerWidth > 400) document.getElementById("listing").style.contentVisibility = "hidden";
    for (const details of all("details")) details.open = true;
    await wait(100);
    for (const button of all(".tools button")) button.click();
    await wait(300);
    const style = getComputedStyle(document.body);
    const seen = {
      title: document.title,
      scripts: document.scripts.length,
      failures: texts(all(".failure")),
      fetched: performance.getEntriesByType("resource").map((entry) => entry.name),
      sections: all("main > section").map((section) => section.id),
      width: document.documentElement.scrollWidth,
      inner: innerWidth,
      background: style.backgroundColor,
      colour: style.color,
      facts: Object.fromEntries(all("[data-fact]").map((f) => [f.dataset.fact, f.dataset.value])),
      settings: Object.fromEntries(all("[data-setting]").map((list) => [list.dataset.setting,
        [...list.children].map((piece) => texts(piece.children).filter(Boolean).join("="))])),
      crossings: all(".crossings li").map((item) => (
        { from: item.dataset.from, to: item.dataset.to, text: item.textContent })),
      tables: tables(),
      meanings: meanings(),
      marks: marks(),
    };
    const links = document.querySelector("#table-links");
    const table = links.querySelector("table");
    seen.clicked = await sorted(table, "wire_bytes", (head) => head.click());
    seen.pressed = await sorted(table, "wire_bytes", (head) => head.dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
    seen.filtered = filtered(links, "SERVER0 receiver");
    document.body.append(Object.assign(new Image(), { src: "http://127.0.0.1:9/x.png" }));
    await wait(20);
    seen.violations = violations;
    parent.postMessage({ name: location.hash, seen }, "*");
  });
}
