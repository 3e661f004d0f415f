#pragma once

#include "tests/protocol/views/findings.hpp"
#include "tests/protocol/views/view.hpp"

namespace fathom::test {

/// Whether openings, one at a time, are uniform and tell two inputs apart: for each opened tensor,
/// over all seeds and its elements, the low, a middle and the high eight bits are compared with
/// uniform ones for either input, and between the inputs, by chi-square.
///
/// It sees bits of a mask that are missing, fixed or unfair. It does not see masks that agree with
/// each other, nor who knows them.
[[nodiscard]] Findings marginal(const Samples& of_one_input, const Samples& of_another);

}  // namespace fathom::test
