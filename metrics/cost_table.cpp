#include "metrics/cost_table.hpp"

#include <algorithm>

#include "metrics/errors.hpp"

namespace fathom {

SimDuration CostTable::time_of(int ring_bits, Operation operation, const Work& work) const {
  const auto found = rings_.find(ring_bits);
  if (found == rings_.end()) return reference_costs(ring_bits).time_of(work);
  const Ring& ring = found->second;
  const auto& steps = operation == Operation::convolve ? ring.convolve : ring.matmul;
  ensure(!steps.empty(), "a table of costs lacks those of products");
  const auto step = std::ranges::lower_bound(steps, work.multiply_adds, {}, &Step::up_to);
  const std::int64_t ps = step == steps.end() ? steps.back().ps : step->ps;
  return UnitCosts{ps, ring.element_ps, ring.generator_byte_ps, ring.memory_byte_ps}.time_of(work);
}

}  // namespace fathom
