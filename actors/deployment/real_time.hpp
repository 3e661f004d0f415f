#pragma once

#include "metrics/units.hpp"

namespace fathom {

/// This machine's monotonic time, the same for all its processes, in the types of virtual time.
[[nodiscard]] SimTime real_now();

}  // namespace fathom
