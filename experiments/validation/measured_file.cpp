#include <fmt/format.h>

#include <charconv>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "experiments/validation/comparison.hpp"
#include "metrics/errors.hpp"
#include "nn/data/file.hpp"

namespace fathom {
namespace {

using Cells = std::vector<std::string>;

/// Fields of this table hold neither commas nor quotes.
Cells cells_of(const std::string& line) {
  Cells cells;
  std::istringstream fields(line);
  for (std::string cell; std::getline(fields, cell, ',');) cells.push_back(cell);
  return cells;
}

/// One line of the file, by the names in its header.
class Line {
 public:
  Line(const Cells& header, const Cells& cells, std::string where) : where_(std::move(where)) {
    if (cells.size() != header.size())
      refuse(where_, "has another number of fields than the header");
    for (std::size_t i = 0; i < header.size(); ++i) values_[header[i]] = cells[i];
  }

  [[nodiscard]] const std::string& text(const std::string& column) const {
    const auto found = values_.find(column);
    if (found == values_.end()) refuse(where_, fmt::format("has no column {}", column));
    return found->second;
  }
  [[nodiscard]] std::int64_t number(const std::string& column) const {
    const std::string& digits = text(column);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc{} && end == digits.data() + digits.size() && value >= 0) return value;
    refuse(where_, fmt::format("has {} for {}, which is no count", in_quotes(digits), column));
  }
  [[nodiscard]] std::int64_t positive(const std::string& column) const {
    if (number(column) == 0) refuse(where_, fmt::format("has 0 for {}", column));
    return number(column);
  }
  [[nodiscard]] SimDuration duration(const std::string& column) const {
    return SimDuration{number(column)};
  }

 private:
  std::string where_;
  std::map<std::string, std::string> values_;
};

Point point_of(const Line& line) {
  return {traffic_named(line.text("traffic")),
          connection_state_named(line.text("state")),
          Bytes{line.number("size_bytes")},
          {Bandwidth::bits_per_s(line.positive("bandwidth_bits_per_s")),
           line.duration("one_way_latency_ns")}};
}

Measured measured_of(const Line& line) {
  Measured measured;
  measured.point = point_of(line);
  measured.median = SimDuration{line.positive("measured_ns")};
  measured.least = line.duration("measured_least_ns");
  measured.greatest = line.duration("measured_greatest_ns");
  measured.repeats = line.number("repeats");
  measured.typical = {measured.median,
                      {line.number("window_segments"), line.number("threshold_segments"), 0,
                       line.duration("round_trip_ns"), line.duration("timeout_ns")},
                      line.number("retransmitted_segments")};
  return measured;
}

}  // namespace

std::vector<Measured> read_measured(const std::filesystem::path& file) {
  const std::vector<std::uint8_t> bytes = read_file(file);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  std::string line;
  std::getline(text, line);
  const Cells header = cells_of(line);
  std::vector<Measured> result;
  for (int number = 2; std::getline(text, line); ++number) {
    const std::string where = fmt::format("{}, line {},", in_quotes(file.native()), number);
    result.push_back(measured_of(Line(header, cells_of(line), where)));
  }
  if (result.empty()) refuse(in_quotes(file.native()), "holds no measurements of validate_network");
  return result;
}

}  // namespace fathom
