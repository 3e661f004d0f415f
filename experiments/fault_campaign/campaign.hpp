#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actors/faults/draw_plan.hpp"
#include "actors/faults/faulty_job.hpp"
#include "metrics/columns.hpp"
#include "metrics/csv.hpp"

namespace fathom {

/// One run of a campaign: a plan, and whether the job starts anew after an error.
struct CampaignRun {
  std::string fault;  ///< its row of the table
  FaultPlan plan;
  bool restarts = false;
};

/// How the runs with one kind of fault ended.
struct FaultCounts {
  std::int64_t runs = 0, injected = 0, refused = 0;
  std::array<std::int64_t, 4> ended{};  ///< by Ending
  SimTime longest;                      ///< virtual time of the longest
  std::string first_bad;                ///< the plan of the first that was wrong or hung
};

/// What of a campaign's size is a choice.
struct CampaignSize {
  std::int64_t seeds = 100;  ///< runs of every kind of fault
  std::size_t every = 1;     ///< crashes at every so many messages
  std::uint64_t first_seed = 1;
  std::vector<FaultKind> planted;  ///< bugs, to see that they are found
};

/// All runs: a crash of the sender, and of the receiver, at every message, and the same with a
/// restart; every kind of fault, and several at once, from every seed.
[[nodiscard]] std::vector<CampaignRun> campaign_runs(const CampaignSize& size,
                                                     const FaultFree& right);

/// Runs a job through a campaign, and counts how its runs end.
class Campaign {
 public:
  explicit Campaign(FaultyJob job);

  [[nodiscard]] const FaultFree& right() const { return right_[0]; }
  [[nodiscard]] FaultyEnd run(const CampaignRun& run) const;
  /// The same, counted.
  FaultyEnd count(const CampaignRun& run);

  /// In order of first appearance.
  [[nodiscard]] const std::vector<std::pair<std::string, FaultCounts>>& counts() const {
    return counts_;
  }
  [[nodiscard]] std::int64_t total(Ending ending) const;
  [[nodiscard]] CsvTable table() const;
  [[nodiscard]] static TableSpec table_spec();

 private:
  FaultyJob job_;
  std::array<FaultFree, 2> right_;  ///< of the first start, and of one with new keys
  std::vector<std::pair<std::string, FaultCounts>> counts_;
};

}  // namespace fathom
