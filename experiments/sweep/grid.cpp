#include "experiments/sweep/grid.hpp"

#include <fmt/format.h>

#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr auto kMost = static_cast<std::size_t>(kMostRuns);

}  // namespace

Grid::Grid(std::vector<SweepKey> keys, std::optional<Repeats> repeats)
    : keys_(std::move(keys)), repeats_(repeats) {
  if (times() < 1) {
    throw UserError(fmt::format("--repeat is 1 or more, not {}", times()));
  }
  const auto check = [](std::size_t factor, std::size_t so_far) {
    if (factor <= kMost && so_far * factor <= kMost) return;
    throw UserError(fmt::format(
        "the sweep has more than {} runs; take fewer values or repeats, or sweep in parts", kMost));
  };
  runs_ = 1;
  for (const SweepKey& key : keys_) {
    check(key.values.size(), runs_);
    runs_ *= key.values.size();
  }
  check(static_cast<std::size_t>(times()), runs_);
  runs_ *= static_cast<std::size_t>(times());
  const auto seeds_after = static_cast<std::uint64_t>(times() - 1);
  if (repeats_ && repeats_->first_seed > UINT64_MAX - seeds_after) {
    throw UserError(
        fmt::format("--repeat {} goes beyond the greatest --seed, {}", times(), UINT64_MAX));
  }
}

std::size_t Grid::point(std::size_t run) const { return run / static_cast<std::size_t>(times()); }

std::int64_t Grid::repeat(std::size_t run) const {
  return static_cast<std::int64_t>(run % static_cast<std::size_t>(times()));
}

const SweepValue& Grid::value(std::size_t run, std::size_t key) const {
  std::size_t rest = point(run);
  for (std::size_t later = keys_.size() - 1; later > key; --later) {
    rest /= keys_[later].values.size();
  }
  return keys_[key].values[rest % keys_[key].values.size()];
}

std::string Grid::seed(std::size_t run) const {
  return std::to_string(repeats_->first_seed + static_cast<std::uint64_t>(repeat(run)));
}

std::vector<std::string> Grid::arguments(std::size_t run) const {
  std::vector<std::string> arguments;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    arguments.push_back(keys_[key].argument + value(run, key).text);
  }
  if (repeats_) arguments.push_back("--seed=" + seed(run));
  return arguments;
}

std::string Grid::name(std::size_t run) const {
  std::vector<std::string> values;
  for (std::size_t key = 0; key < keys_.size(); ++key) {
    values.push_back(keys_[key].name + "=" + value(run, key).text);
  }
  if (repeats_) values.push_back("seed " + seed(run));
  return fmt::format("point {} ({})", point(run), fmt::join(values, ", "));
}

CsvTable Grid::columns() const& { return table(true, false); }

CsvTable Grid::listing() const& { return table(repeats_.has_value(), repeats_.has_value()); }

std::vector<Column> Grid::meanings() {
  return {{"point", "of the sweep, from 0"},
          {"sweep_KEY", "its value of each key; in _ns or _bits_per_s where it has a unit"},
          {"repeat", "of the point, from 0; each has its own seed"}};
}

CsvTable Grid::table(bool with_repeat, bool with_seed) const {
  const std::vector<Column> all = meanings();
  std::vector<Column> columns{all[0]};
  for (const SweepKey& key : keys_) columns.push_back({key.column, all[1].meaning});
  if (with_repeat) columns.push_back(all[2]);
  if (with_seed) columns.push_back({"seed", "of the run"});
  CsvTable table("sweep", columns);
  for (std::size_t run = 0; run < runs_; ++run) {
    CsvTable::Row& row = table.add_row();
    row.set("point", static_cast<std::int64_t>(point(run)));
    for (std::size_t key = 0; key < keys_.size(); ++key) {
      row.set(keys_[key].column, value(run, key).cell);
    }
    if (with_repeat) row.set("repeat", repeat(run));
    if (with_seed) row.set("seed", seed(run));
  }
  return table;
}

}  // namespace fathom
