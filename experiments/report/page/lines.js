"use strict";

/** A few colours that are told apart; more than that run along one scale. */
function seriesColours(count) {
  return count <= 8 ? d3.range(count).map(colour)
    : d3.quantize(d3.interpolateHcl("#0072b2", "#e69f00"), count);
}

/** Whether a logarithmic axis shows these better: they are positive and span decades. */
function spansDecades(numbers) {
  const least = d3.min(numbers);
  return least > 0 && d3.max(numbers) / least >= 20;
}

/** Round numbers along a logarithmic axis: powers of ten. */
function decades(numbers) {
  const [least, most] = d3.extent(numbers);
  return d3.range(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)) + 1)
    .map((power) => 10 ** power)
    .filter((tick) => tick >= least / 1.001 && tick <= most * 1.001);
}

function axis(numbers, unit, ticks) {
  const log = spansDecades(numbers);
  const own = log ? { type: "log", ticks: decades(numbers) } : { ticks, nice: true };
  return { label: null, grid: true, ...own, ...axisOf(unit) };
}

/**
 * Lines over a number, one a series.
 *   data   [{series, x, y, row}], x and y cells; `row` tells the points of one x apart
 *   bands  [[from, to]]: intervals of x that are marked
 */
function lines({ name, heading, sentence, data, xUnit, xName, yUnit, bands = [] }) {
  const series = [...new Set(data.map((datum) => datum.series))];
  const colours = seriesColours(series.length);
  const shown = data.map((datum) => ({ ...datum, key: `${datum.series}|${datum.x}|${datum.row}`,
    value: datum.y, xNumber: Number(datum.x), yNumber: Number(datum.y) }));
  const label = (datum) => `${datum.series}\n${xName} ${keyValue(`_${xUnit}`, datum.x)}: ` +
    `${readable(datum.y, yUnit)}\n${exact(datum.y, yUnit)}`;
  const [xs, ys] = [shown.map((datum) => datum.xNumber), shown.map((datum) => datum.yNumber)];
  const medians = (points) => d3.sort(points, (point) => point.yNumber)[(points.length - 1) >> 1];
  const path = d3.groups(shown, (d) => d.series, (d) => d.xNumber).flatMap(([, groups]) =>
    d3.sort(groups, ([x]) => x).map(([, points]) => medians(points)));
  const yAxis = axis(ys, yUnit, 5);
  const draw = (width) =>
    Plot.plot({
      width, height: 320, marginLeft: roomFor(ys.map((y) => readable(y, yUnit)), 100) + 6,
      marginRight: 24, marginBottom: 44, style: plotStyle,
      x: { ...axis(xs, xUnit, ticksIn(width - 120)), label: xName, labelAnchor: "center",
        labelArrow: "none" },
      y: yAxis.type === "log" ? yAxis : { ...yAxis, zero: true },
      color: { domain: series, range: colours },
      marks: [
        Plot.rectX(bands, { x1: "0", x2: "1", fill: "currentColor", fillOpacity: 0.12 }),
        Plot.line(path, { x: "xNumber", y: "yNumber", stroke: "series", strokeWidth: 2 }),
        Plot.dot(shown, { x: "xNumber", y: "yNumber", fill: "series", r: shown.length > 200 ? 2 : 4,
          title: label, tip: true, render: marked(shown, label) }),
      ],
    });
  const figure = chart(name, heading, sentence, draw);
  const swatches = series.map((text, place) => [colours[place], text]);
  if (series.length > 1) figure.insertBefore(legend(swatches), figure.lastChild);
  return figure;
}
