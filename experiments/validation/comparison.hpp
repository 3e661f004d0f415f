#pragma once

#include <filesystem>
#include <vector>

#include "experiments/validation/measured.hpp"
#include "experiments/validation/point.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// What the kernel's TCP took at a point.
struct Measured {
  Point point;
  SimDuration median, least, greatest;
  std::int64_t repeats = 0;
  Sample typical;  ///< the run that took the median
};

/// `samples` is not empty.
[[nodiscard]] Measured measured_of(const Point& point, std::vector<Sample> samples);

/// The experiment's one table.
[[nodiscard]] TableSpec validation_spec();

/// A row a point: measured, simulated and by the models of others.
[[nodiscard]] CsvTable compare(const std::vector<Measured>& measured);

/// What a former run measured. Throws UserError for a file that is no such table.
[[nodiscard]] std::vector<Measured> read_measured(const std::filesystem::path& file);

}  // namespace fathom
