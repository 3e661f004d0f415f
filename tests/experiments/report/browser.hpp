#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace fathom::test {

/// A report's page, the width in pixels at which it is looked at, and the reader's preference.
struct Viewed {
  std::filesystem::path page;
  int width = 1280;
  bool dark = false;
};

/// What the pages hold when a browser has drawn them, as probe.js notes it, one object a page; the
/// test fails without Debian's chromium. Files are written to `scratch`.
[[nodiscard]] std::vector<nlohmann::json> looked_at(const std::filesystem::path& scratch,
                                                    const std::vector<Viewed>& pages);

}  // namespace fathom::test
