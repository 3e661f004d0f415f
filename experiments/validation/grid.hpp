#pragma once

#include <string>
#include <vector>

#include "experiments/validation/point.hpp"

namespace fathom {

/// Which points: every size at every link, for each kind of traffic and state. An empty list stands
/// for the ones that the kind has by default.
struct GridChoice {
  std::vector<std::string> only;  ///< cold, warm, pause (of one message), uploads, fan_out
  std::vector<std::int64_t> sizes;
  std::vector<std::string> bandwidths;
  std::vector<std::string> latencies;  ///< one way
};

/// What may stand in `only`.
inline constexpr const char* kGridParts = "cold, warm, pause, uploads, fan_out";

/// The points, those of one link together. Throws UserError.
[[nodiscard]] std::vector<Point> grid_of(const GridChoice& choice);

/// Whether `only` has the point: an empty one has all. Throws UserError for a part that there is
/// not.
[[nodiscard]] bool is_in(const std::vector<std::string>& only, const Point& point);

}  // namespace fathom
