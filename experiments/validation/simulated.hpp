#pragma once

#include "experiments/validation/point.hpp"

namespace fathom {

/// How long a point takes in the project's own network models, by the same scenario.
[[nodiscard]] SimDuration simulated_by_tcp(const Point& point);
[[nodiscard]] SimDuration simulated_by_plain(const Point& point);

}  // namespace fathom
