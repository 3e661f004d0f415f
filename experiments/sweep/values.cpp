#include "experiments/sweep/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "actors/network/unit_text.hpp"
#include "experiments/sweep/range.hpp"
#include "metrics/errors.hpp"

namespace fathom {
namespace {

std::vector<std::string> split_list(std::string_view text) {
  const char separator = text.find(';') == std::string_view::npos ? ',' : ';';
  std::vector<std::string> items;
  while (true) {
    const std::size_t end = text.find(separator);
    items.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return items;
    text.remove_prefix(end + 1);
  }
}

std::string rate_cell(Bandwidth rate) {
  return rate.is_unlimited() ? "inf" : std::to_string(rate.bits_per_s());
}

std::string cell_of(const std::string& text, ValueKind kind, const std::string& where) {
  switch (kind) {
    case ValueKind::duration:
      return std::to_string(parse_duration(text, where).count());
    case ValueKind::rate:
      return rate_cell(parse_bandwidth(text, where));
    case ValueKind::text:
      break;
  }
  return text;
}

std::int64_t whole_number(std::string_view text, const std::string& where) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc::result_out_of_range) {
    throw UserError(fmt::format("{}: '{}' is beyond 64 bits", where, text));
  }
  if (error != std::errc() || stop != end) {
    throw UserError(fmt::format(
        "{}: '{}' is not a whole number; a range is one of whole numbers, a list may hold others",
        where, text));
  }
  return number;
}

std::int64_t limited_rate(std::string_view text, const std::string& where) {
  const Bandwidth rate = parse_bandwidth(text, where);
  if (rate.is_unlimited()) {
    throw UserError(where + ": a range has no unlimited end; name it in a list");
  }
  return rate.bits_per_s();
}

std::int64_t number_of(std::string_view text, ValueKind kind, const std::string& where) {
  switch (kind) {
    case ValueKind::duration:
      return parse_duration(text, where).count();
    case ValueKind::rate:
      return limited_rate(text, where);
    case ValueKind::text:
      break;
  }
  return whole_number(text, where);
}

std::string text_of(std::int64_t number, ValueKind kind) {
  switch (kind) {
    case ValueKind::duration:
      return to_text(SimDuration{number});
    case ValueKind::rate:
      return to_text(Bandwidth::bits_per_s(number));
    case ValueKind::text:
      break;
  }
  return std::to_string(number);
}

std::vector<SweepValue> values_of(const RangeText& range, ValueKind kind,
                                  const std::string& where) {
  const std::int64_t first = number_of(range.first, kind, where);
  const std::int64_t last = number_of(range.last, kind, where);
  std::vector<SweepValue> values;
  for (const std::int64_t point : range_points(first, last, range.spacing, range.count, where)) {
    values.push_back({text_of(point, kind), std::to_string(point)});
  }
  return values;
}

}  // namespace

std::vector<SweepValue> sweep_values(std::string_view text, ValueKind kind,
                                     const std::string& where) {
  if (const auto range = split_range(text, where)) return values_of(*range, kind, where);
  std::vector<SweepValue> values;
  std::set<std::string> cells;
  for (const std::string& item : split_list(text)) {
    if (item.empty()) {
      throw UserError(where + ": a value is empty; write KEY=VALUE,VALUE,... with one at least");
    }
    const std::string cell = cell_of(item, kind, where);
    if (!cells.insert(cell).second) {
      throw UserError(fmt::format("{}: the value {} stands there twice", where, item));
    }
    values.push_back({item, cell});
  }
  return values;
}

}  // namespace fathom
