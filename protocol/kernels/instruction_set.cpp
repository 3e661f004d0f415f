#include "protocol/kernels/instruction_set.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::array<std::string_view, 4> kNames{"portable", "avx2", "avx512", "avx512-ifma"};

std::atomic<InstructionSet>& chosen() {
  static std::atomic<InstructionSet> set = best_instruction_set();
  return set;
}

}  // namespace

InstructionSet best_instruction_set() {
  static const InstructionSet best = [] {
    if (!__builtin_cpu_supports("avx2")) return InstructionSet::portable;
    // What gcc may use for arch=x86-64-v4; a virtual machine may show a part of it.
    const bool all = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma") &&
                     __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    if (!all) return InstructionSet::avx2;
    return __builtin_cpu_supports("avx512ifma") ? InstructionSet::avx512_ifma
                                                : InstructionSet::avx512;
  }();
  return best;
}

InstructionSet instruction_set() { return chosen().load(std::memory_order_relaxed); }

void use_instruction_set(InstructionSet set) {
  if (set > best_instruction_set()) {
    throw UserError("this processor has no " + std::string(to_string(set)) + "; its best is " +
                    std::string(to_string(best_instruction_set())));
  }
  chosen() = set;
}

InstructionSet instruction_set_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found != kNames.end()) return static_cast<InstructionSet>(found - kNames.begin());
  throw UserError("there are no instructions '" + std::string(name) +
                  "'; choose portable, avx2, avx512 or avx512-ifma");
}

std::string_view to_string(InstructionSet set) { return kNames[static_cast<std::size_t>(set)]; }

}  // namespace fathom
