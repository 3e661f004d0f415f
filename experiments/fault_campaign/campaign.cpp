#include "experiments/fault_campaign/campaign.hpp"

#include <algorithm>
#include <utility>

namespace fathom {
namespace {

constexpr std::size_t kDrawnKinds = static_cast<std::size_t>(FaultKind::epoch) + 1;

void add_crashes(std::vector<CampaignRun>& runs, const CampaignSize& size, const FaultFree& right) {
  for (const bool restarts : {false, true}) {
    for (const FaultKind kind : {FaultKind::crash_sending, FaultKind::crash_receiving}) {
      const std::string row = std::string(to_string(kind)) + " at every message";
      for (std::size_t i = 0; i < right.messages.size(); i += size.every) {
        const Fault crash{.kind = kind, .party = {}, .peer = {}, .message = i, .time = {}};
        const FaultPlan plan{size.first_seed, {crash}};
        runs.push_back({restarts ? row + "; then a restart" : row, plan, restarts});
      }
    }
  }
}

std::int64_t& of(std::array<std::int64_t, 4>& ended, Ending ending) {
  return ended.at(static_cast<std::size_t>(ending));
}

}  // namespace

std::vector<CampaignRun> campaign_runs(const CampaignSize& size, const FaultFree& right) {
  std::vector<CampaignRun> runs;
  add_crashes(runs, size, right);
  std::vector<FaultKind> kinds;
  for (std::size_t i = 0; i < kDrawnKinds; ++i) kinds.push_back(static_cast<FaultKind>(i));
  kinds.insert(kinds.end(), size.planted.begin(), size.planted.end());
  for (const FaultKind kind : kinds) {
    if (!can_happen(kind, right)) continue;
    for (std::int64_t i = 0; i < size.seeds; ++i) {
      const std::uint64_t seed = size.first_seed + static_cast<std::uint64_t>(i);
      runs.push_back({std::string(to_string(kind)), draw_plan(kind, seed, right)});
    }
  }
  for (const bool restarts : {false, true}) {
    for (std::int64_t i = 0; i < size.seeds; ++i) {
      const std::uint64_t seed = size.first_seed + static_cast<std::uint64_t>(i);
      runs.push_back({restarts ? "several at once; then a restart" : "several at once",
                      draw_mixed_plan(seed, right), restarts});
    }
  }
  return runs;
}

Campaign::Campaign(FaultyJob job)
    : job_(std::move(job)), right_{run_without_faults(job_, 0), run_without_faults(job_, 1)} {}

FaultyEnd Campaign::run(const CampaignRun& run) const {
  return run.restarts ? run_with_restart(job_, run.plan, right_)
                      : run_with_faults(job_, run.plan, right_[0]);
}

FaultyEnd Campaign::count(const CampaignRun& run) {
  FaultyEnd end = this->run(run);
  auto row = std::ranges::find(counts_, run.fault, &std::pair<std::string, FaultCounts>::first);
  if (row == counts_.end()) row = counts_.insert(row, {run.fault, {}});
  FaultCounts& counts = row->second;
  ++counts.runs;
  counts.injected += end.injected;
  counts.refused += end.refused;
  ++of(counts.ended, end.ending);
  counts.longest = std::max(counts.longest, end.end);
  const bool bad = end.ending == Ending::wrong || end.ending == Ending::hung;
  if (bad && counts.first_bad.empty()) counts.first_bad = to_string(run.plan);
  return end;
}

std::int64_t Campaign::total(Ending ending) const {
  std::int64_t sum = 0;
  for (const auto& [fault, counts] : counts_) {
    sum += counts.ended.at(static_cast<std::size_t>(ending));
  }
  return sum;
}

TableSpec Campaign::table_spec() {
  return {"faults",
          "one row a kind of fault",
          {{"fault", "its kind, as in plans; or several at once"},
           {"runs", "of the job, each with a plan of its own"},
           {"injected", "how often a fault befell something"},
           {"right", "runs whose results were those without a fault, to the bit"},
           {"error", "runs that ended in an error that names party, layer and message"},
           {"wrong", "runs with another result, or an error that does not say where"},
           {"hung", "runs that did not end within the bound on virtual time"},
           {"refused", "messages of an earlier start that were refused after a restart"},
           {"longest_ns", "virtual time of the longest run"},
           {"first_bad", "plan of the first run that was wrong or hung: --plan repeats it"}}};
}

CsvTable Campaign::table() const {
  const TableSpec spec = table_spec();
  CsvTable table(std::string(spec.name), spec.columns);
  for (const auto& [fault, counts] : counts_) {
    CsvTable::Row& row = table.add_row();
    row.set("fault", fault).set("runs", counts.runs).set("injected", counts.injected);
    for (std::size_t i = 0; i < counts.ended.size(); ++i) {
      row.set(to_string(static_cast<Ending>(i)), counts.ended.at(i));
    }
    row.set("refused", counts.refused).set("longest_ns", counts.longest.ns());
    row.set("first_bad", counts.first_bad);
  }
  return table;
}

}  // namespace fathom
