#pragma once

#include "tests/protocol/views/findings.hpp"
#include "tests/protocol/views/view.hpp"

namespace fathom::test {

/// Whether openings, two at a time, are uniform: for fixed inputs, over all seeds, the difference
/// of any two openings of one shape in a run; of one opening in two runs with different seeds; and
/// of the two halves of one opening. Slices and level as for `marginal`.
///
/// It sees a mask that serves two values, two elements or two runs. It does not see who knows a
/// mask, nor relations of three openings. Values that are opened once and used again are one
/// opening. The mask r >> f of a fused product is not uniform, and is never opened: v is.
[[nodiscard]] Findings pairs(const Samples& samples);

}  // namespace fathom::test
