"use strict";

/** For each series the lower median of its points at every x, in the order of x. */
function curves(data) {
  return d3.groups(data, (datum) => datum.series).map(([series, points]) => {
    const byX = d3.rollup(points, (group) => {
      const sorted = d3.sort(group, (datum) => Number(datum.y));
      return sorted[(sorted.length - 1) >> 1];
    }, (datum) => datum.x);
    return { series, byX };
  });
}

/** Where the curves of a pair cross: [{from, to, before, after}], x as cells of neighbours. */
function crossingsOf(a, b) {
  const found = [];
  let last = null;
  for (const x of d3.sort([...a.byX.keys()].filter((key) => b.byX.has(key)), Number)) {
    const difference = Number(a.byX.get(x).y) - Number(b.byX.get(x).y);
    if (difference === 0) continue;
    const lower = difference < 0 ? a.series : b.series;
    if (last !== null && last.lower !== lower) {
      found.push({ from: last.x, to: x, before: last.lower, after: lower });
    }
    last = { x, lower };
  }
  return found;
}

/** All crossings of any two series. */
function crossings(data) {
  const all = curves(data);
  return all.flatMap((a, place) => all.slice(place + 1).flatMap((b) => crossingsOf(a, b)));
}

/** The crossings in words, each with the interval of the grid that brackets it. */
function crossingWords(found, xName, xColumn) {
  const list = element("ul", { className: "crossings" });
  for (const { from, to, before, after } of found) {
    const [last, first] = [from, to].map((x) => keyValue(xColumn, x));
    list.append(element("li", { "data-from": from, "data-to": to, textContent:
      `Crossing between ${xName} ${last} and ${first}: ` +
      `${before} is lower at ${last}, ${after} at ${first}.` }));
  }
  return list;
}
