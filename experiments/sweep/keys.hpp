#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "experiments/sweep/values.hpp"

namespace fathom {

/// What is swept over: an option of the experiment, or one setting of the network.
struct SweepKey {
  std::string name;      ///< as the user wrote it: `latency`, `producer.up`
  std::string column;    ///< in the tables: `sweep_latency_ns`
  std::string argument;  ///< what comes before a value on a command line: `--latency=`
  std::vector<SweepValue> values;
};

/// Reads KEY=VALUES. KEY is an option that `app` has, without its dashes, or with a dot what --set
/// takes. Throws UserError for a key that is neither, naming the closest, or that must be the same
/// in all points, and for wrong values.
[[nodiscard]] SweepKey read_sweep_key(const std::string& assignment, const CLI::App& app);

/// Reads several; throws UserError for a key that is there twice, or that is also among the other
/// `arguments` of the command line.
[[nodiscard]] std::vector<SweepKey> read_sweep_keys(const std::vector<std::string>& assignments,
                                                    const CLI::App& app,
                                                    const std::vector<std::string>& arguments);

/// All options of an app and its groups.
[[nodiscard]] std::vector<const CLI::Option*> all_options(const CLI::App& app);

/// Whether an option names a file or directory beside the tables, which the points of a sweep would
/// write over each other: --logits-out, --record.
[[nodiscard]] bool writes_other_file(const CLI::Option& option);

}  // namespace fathom
