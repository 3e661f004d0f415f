#include "protocol/engines/paper.hpp"

#include <utility>

namespace fathom {

Task<Values> Paper::perform(Performance performance) {
  return on_operation(std::move(performance));
}

Task<Values> Paper::on_operation(Performance performance) {
  co_return Values(performance.scales.size());
}

Task<Done> Paper::do_take_inputs(InputPlan /*plan*/) { co_return Done{}; }

Task<Tensor> Paper::do_sum_inputs(InputPlan /*plan*/) { co_return Tensor{}; }

Task<Value> Paper::do_input(std::string /*source*/, std::vector<std::uint32_t> /*rows*/) {
  co_return Value{};
}

Tensor Paper::do_constant(const Shape& /*shape*/, const std::vector<double>& /*values*/) {
  return Tensor{};
}

Task<Done> Paper::do_output(Shape /*shape*/, int /*fractional_bits*/, Tensor /*data*/,
                            std::string /*name*/, Tag /*tag*/) {
  co_return Done{};
}

void Paper::on_reveal(const Strand& /*strand*/, const std::vector<PartyId>& /*audience*/,
                      const Shape& /*shape*/, const std::string& /*value*/) {}

Task<Done> Paper::do_keep(std::string /*name*/, std::size_t /*first_row*/, Tensor /*x*/) {
  co_return Done{};
}

Task<Tensor> Paper::do_read_kept(std::string /*name*/, std::vector<std::uint32_t> /*rows*/) {
  co_return Tensor{};
}

Tensor Paper::do_stored(const std::string& /*name*/, const Shape& /*shape*/,
                        int /*fractional_bits*/) {
  return Tensor{};
}

Tensor Paper::zeros(const Ring& /*ring*/, const Shape& /*shape*/) { return Tensor{}; }

}  // namespace fathom
