"use strict";

// Cells are texts. Whole numbers are added up as BigInt, so that a sum is exact however large.

/** A cell as a whole number; an empty one is 0. */
function whole(cell) {
  return cell === "" ? 0n : BigInt(cell);
}

/** The scaled number with about three significant digits, and its unit. */
function scaled(value, units, base) {
  let place = 0;
  while (place + 1 < units.length && Math.abs(value) >= base) {
    value /= base;
    ++place;
  }
  const digits = place === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits)).toLocaleString("en")} ${units[place]}`.trim();
}

function readableTime(ns) {
  if (ns < 120e9) return scaled(ns, ["ns", "µs", "ms", "s"], 1000);
  const seconds = Math.floor(ns / 1e9);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** A number for people: 1.21 GB, 3.4 s, 12,345. */
function readable(value, unit) {
  const number = Number(value);
  if (unit === "ns") return readableTime(number);
  if (unit === "bytes") return scaled(number, ["B", "kB", "MB", "GB", "TB", "PB"], 1000);
  if (unit === "bits_per_s") return scaled(number, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"], 1000);
  if (unit === "ppm") return `${Number((number / 1e4).toPrecision(3))} %`;
  if (unit === "share") return `${(100 * number).toFixed(2)} %`;
  return number.toLocaleString("en", { maximumSignificantDigits: 6 });
}

/** A number as it stands in the tables, with its unit: 1205054 bytes. */
function exact(value, unit) {
  const names = { bits_per_s: "bit/s", ppm: "millionths", share: "" };
  return `${value} ${names[unit] ?? unit}`.trim();
}

/** The unit that a column's name ends in. */
function unitOf(column) {
  const unit = ["bits_per_s", "ns", "bytes", "ppm"].find((end) => column.endsWith(`_${end}`));
  return unit ?? (column.endsWith("accuracy") || column.endsWith("agreement") ? "share" : "");
}

/** How the marks of an axis are written. */
function axisOf(unit) {
  const share = (value) => `${Number((100 * value).toPrecision(4))} %`;
  const other = (value) => (value === 0 ? "0" : readable(value, unit));
  return { tickFormat: unit === "share" ? share : other };
}
