#pragma once

#include <string_view>

namespace fathom {

/// The instructions that matrix products, sums and truncations in fields of two words, and uniform
/// elements of fields of one or two are written for; each holds those before it. Results do not
/// depend on which is used, to the bit. Everything else in the program runs on any x86-64.
enum class InstructionSet {
  portable,     ///< any x86-64
  avx2,         ///< four 64-bit lanes, products of 32 bits
  avx512,       ///< eight, products of 64 bits (AVX-512 F, DQ and VL)
  avx512_ifma,  ///< and the fused multiply-add of 52-bit integers
};

/// The greatest that this processor has.
[[nodiscard]] InstructionSet best_instruction_set();

/// What they use from now on: the best, unless another was chosen. Throws UserError for one
/// that this processor has not.
[[nodiscard]] InstructionSet instruction_set();
void use_instruction_set(InstructionSet set);

/// "portable", "avx2", "avx512" or "avx512-ifma". Throws UserError, listing the choices.
[[nodiscard]] InstructionSet instruction_set_named(std::string_view name);
[[nodiscard]] std::string_view to_string(InstructionSet set);

}  // namespace fathom
