#pragma once

#include "protocol/kernels/blocked_matmul.hpp"
#include "protocol/kernels/instruction_set.hpp"

namespace fathom {

/// A matrix product by the scheme for the instructions in use. See BlockedMatmul.
template <class Portable, class Avx2, class Avx512, class Ifma>
void matmul_by(const MatmulCall& call) {
  switch (instruction_set()) {
    case InstructionSet::portable:
      return BlockedMatmul<Portable>::run(call);
    case InstructionSet::avx2:
      return BlockedMatmul<Avx2>::run(call);
    case InstructionSet::avx512:
      return BlockedMatmul<Avx512>::run(call);
    case InstructionSet::avx512_ifma:
      return BlockedMatmul<Ifma>::run(call);
  }
}

}  // namespace fathom
