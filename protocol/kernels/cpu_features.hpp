#pragma once

namespace fathom {

/// Whether this processor has AVX-512 with 64-bit multiplication, which the vectorised products are
/// compiled for. Everything else in the program runs on any x86-64.
[[nodiscard]] inline bool has_avx512() {
  static const bool has = __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has;
}

}  // namespace fathom
