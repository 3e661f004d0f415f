"use strict";

/**
 * Horizontal bars, stacked where they have parts.
 *   data   [{bar, part, value}], value a BigInt or a number
 *   unit   as in `readable`
 *   parts  [[part, colour, text]] in the order of stacking; bars without parts: none
 *   bars   names in order; by default as they come
 */
function bars({ name, heading, sentence, data, unit, parts = [["", "plain", ""]], bars: order }) {
  const present = parts.filter(([part]) => data.some((datum) => datum.part === part));
  const textOf = new Map(parts.map(([part, , text]) => [part, text]));
  const shown = data.map((datum) => ({
    ...datum,
    key: datum.part === "" ? datum.bar : `${datum.bar}|${datum.part}`,
    number: Number(datum.value),
  }));
  const rows = order ?? [...new Set(data.map((datum) => datum.bar))];
  const label = (datum) =>
    [datum.bar, textOf.get(datum.part)].filter(Boolean).join(", ") +
    `: ${readable(datum.value, unit)}\n${exact(datum.value, unit)}`;
  const totals = d3.rollups(shown, (group) => d3.sum(group, (d) => d.number), (d) => d.bar);
  if (data.length === 0) return element("div", {}, element("h3", { textContent: heading }),
    note("Nothing to show: there is none."));
  const right = roomFor(totals.map(([, total]) => readable(total, unit)), 90) + 8;
  const draw = (width) => {
    const left = roomFor(rows, width * 0.5);
    return Plot.plot({
      width,
      height: rows.length * 22 + 44,
      marginTop: 4,
      marginLeft: left,
      marginRight: right,
      style: plotStyle,
      x: { label: null, grid: true, ticks: ticksIn(width - left - right), ...axisOf(unit) },
      y: { label: null, domain: rows, tickSize: 0, padding: 0.25 },
      color: {
        domain: present.map(([part]) => part),
        range: present.map(([, number]) => colour(number)),
      },
      marks: [
        Plot.barX(shown, {
          x: "number", y: "bar", fill: "part", order: present.map(([part]) => part),
          title: label, tip: { pointer: "xy" }, render: marked(shown, label),
        }),
        Plot.text(totals, {
          x: "1", y: "0", text: ([, total]) => readable(total, unit),
          textAnchor: "start", dx: 6, fill: "currentColor",
        }),
        Plot.ruleX([0], { strokeOpacity: 0.5 }),
      ],
    });
  };
  const figure = chart(name, heading, sentence, draw);
  const swatches = present.map(([, number, text]) => [colour(number), text]);
  if (present.length > 1) figure.insertBefore(legend(swatches), figure.lastChild);
  return figure;
}

