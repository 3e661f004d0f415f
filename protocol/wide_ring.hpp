#pragma once

#include "protocol/settings.hpp"

namespace fathom {

/// Where the ring is switched, takes the narrowest wide ring with room for powers of u = x / 2^h:
/// P, or else 2^521 - 1. `check_room` then says whether that suffices. `use_ring` chooses for
/// degree 9.
void choose_wide_ring(Settings& settings, int half_width_log2, const ActivationDemand& demand);

}  // namespace fathom
