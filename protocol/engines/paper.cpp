#include "protocol/engines/paper.hpp"

#include <utility>

namespace fathom {

Task<Tensor> Paper::perform(Performance performance) {
  co_await on_operation(std::move(performance.operation), performance.tag, performance.drop);
  co_return Tensor{};
}

Task<Done> Paper::on_operation(OperationPtr /*operation*/, Tag /*tag*/, int /*drop*/) {
  co_return Done{};
}

Task<Done> Paper::do_take_inputs(InputPlan /*plan*/) { co_return Done{}; }

Task<Tensor> Paper::do_input(std::string /*source*/, std::vector<std::uint32_t> /*rows*/,
                             Tag /*tag*/) {
  co_return Tensor{};
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

Tensor Paper::zeros(const Shape& /*shape*/) { return Tensor{}; }

}  // namespace fathom
