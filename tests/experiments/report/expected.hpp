#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace fathom::test {

/// The exact values of a chart's marks by their keys: "bar", or "bar|part".
using Marks = std::map<std::string, std::string>;

/// What each chart of one run must show, added up from the tables in `directory`; of a sweep, its
/// point 0. `measured` is empty, or "predicted_" for a run on paper.
[[nodiscard]] std::map<std::string, Marks> expected_marks(const std::filesystem::path& directory,
                                                          const std::string& measured = "");

}  // namespace fathom::test
