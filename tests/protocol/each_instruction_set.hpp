#pragma once

#include <catch2/catch.hpp>

#include "protocol/kernels/instruction_set.hpp"

namespace fathom::testing {

/// The instructions that this processor has, each forced in its turn; the best again at the end.
class EachInstructionSet {
 public:
  ~EachInstructionSet() { use_instruction_set(best_instruction_set()); }

  template <class Body>
  void check(Body body) const {
    for (int set = 0; set <= static_cast<int>(best_instruction_set()); ++set) {
      use_instruction_set(static_cast<InstructionSet>(set));
      INFO(to_string(instruction_set()));
      body();
    }
  }
};

}  // namespace fathom::testing
