"use strict";

// Charts are drawn as wide as their place is, so that their text keeps its size on a narrow screen.

/** Colour-blind safe, and told apart on both backgrounds: see style.css. */
function colour(number) {
  return `var(--colour-${number})`;
}

/** How many marks an axis of so many pixels has room for. */
function ticksIn(pixels) {
  return Math.max(2, Math.floor(pixels / 95));
}

/**
 * A chart's place: heading, a sentence, and what `draw(width)` makes of Plot, drawn again whenever
 * the width changes. `name` says in the page which chart it is.
 */
function chart(name, heading, sentence, draw) {
  const place = element("div", { className: "plot" });
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(place.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    place.replaceChildren(draw(width));
  };
  // In the next frame: a chart that changes its place's size while it is observed is an error.
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(place);
  return element(
    "figure",
    { className: "chart", "data-chart": name },
    element("figcaption", {}, element("h3", { textContent: heading }), note(sentence)),
    place,
  );
}

/**
 * Gives each mark of `data` the exact value that it stands for: data-key, data-value, and a label
 * for those who hear the page.
 */
function marked(data, label) {
  return (index, scales, values, dimensions, context, next) => {
    const group = next(index, scales, values, dimensions, context);
    index.forEach((place, child) => {
      const mark = group.children[child];
      mark.dataset.key = data[place].key;
      mark.dataset.value = String(data[place].value);
      mark.setAttribute("aria-label", label(data[place]));
    });
    return group;
  };
}

const plotStyle = { background: "transparent", fontSize: "12px", fontFamily: "inherit" };

/** Room for the longest of some texts beside a chart, in pixels, at most `most`. */
function roomFor(texts, most) {
  const longest = d3.max(texts, (text) => text.length) ?? 0;
  return Math.min(most, Math.ceil(longest * 6.6) + 14);
}

/** What each colour stands for: [[colour, text]]. */
function legend(swatches) {
  const items = swatches.map(([fill, text]) =>
    element("li", {}, element("span", { className: "swatch", style: `background:${fill}` }), text));
  return element("ul", { className: "legend" }, ...items);
}
