#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/sweep/keys.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// How often every point is run, with seeds first_seed, first_seed + 1, ...
struct Repeats {
  std::int64_t times = 1;
  std::uint64_t first_seed = 0;
};

/// All runs of a sweep, in order: the points are the product of the keys' values, the last key
/// varying fastest, and each point is repeated before the next. Runs and points count from 0.
class Grid {
 public:
  /// Throws UserError beyond kMostRuns runs, or beyond the greatest seed.
  Grid(std::vector<SweepKey> keys, std::optional<Repeats> repeats);

  [[nodiscard]] std::size_t runs() const { return runs_; }
  /// What a run adds to the command line: its values, and its seed where runs are repeated.
  [[nodiscard]] std::vector<std::string> arguments(std::size_t run) const;
  /// For people: "point 7 (latency=20ms, ring=z64, seed 3)".
  [[nodiscard]] std::string name(std::size_t run) const;

  /// One row a run: point, sweep_..., repeat. What is appended to the rows of its tables. The
  /// grid's keys name the columns, so that it must outlive the table: not of a temporary.
  [[nodiscard]] CsvTable columns() const&;
  CsvTable columns() && = delete;
  /// The same with its seed, and without repeat and seed where nothing is repeated: for people who
  /// want to see what would be run.
  [[nodiscard]] CsvTable listing() const&;
  CsvTable listing() && = delete;

  /// The names and meanings of the columns, for --columns.
  [[nodiscard]] static std::vector<Column> meanings();

 private:
  [[nodiscard]] std::int64_t times() const { return repeats_ ? repeats_->times : 1; }
  [[nodiscard]] std::size_t point(std::size_t run) const;
  [[nodiscard]] std::int64_t repeat(std::size_t run) const;
  [[nodiscard]] const SweepValue& value(std::size_t run, std::size_t key) const;
  [[nodiscard]] std::string seed(std::size_t run) const;
  [[nodiscard]] CsvTable table(bool with_repeat, bool with_seed) const;

  std::vector<SweepKey> keys_;
  std::optional<Repeats> repeats_;
  std::size_t runs_ = 0;
};

}  // namespace fathom
