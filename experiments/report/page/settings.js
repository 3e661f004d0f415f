"use strict";

/** Pieces such as "batch=32" as rows of a list: name and value. */
function pieces(heading, column, separator) {
  const text = runs.cell(shownRun, column);
  const list = element("dl", { className: "pieces", "data-setting": column });
  for (const piece of text.split(separator)) {
    const equals = piece.indexOf("=");
    list.append(element("div", {},
      element("dt", { textContent: equals < 0 ? piece : piece.slice(0, equals) }),
      element("dd", { textContent: equals < 0 ? "" : piece.slice(equals + 1) })));
  }
  return element("div", {}, element("h3", { textContent: heading }), list);
}

function drawSettings() {
  return section("settings", "Settings",
    beside(pieces("All settings, resolved", "settings", " "),
      pieces("The network, resolved (latencies are one way)", "resolved_network", ",")));
}
