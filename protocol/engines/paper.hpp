#pragma once

#include "protocol/engines/engine.hpp"

namespace fathom {

/// The reading on paper: shapes and names only, no element exists. Predictions are made from it,
/// and the crypto producer and the output receiver follow the servers' program with it.
class Paper : public Engine {
 public:
  using Engine::Engine;

 protected:
  [[nodiscard]] Task<Values> perform(Performance performance) final;
  [[nodiscard]] Task<Done> do_take_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Tensor> do_sum_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Value> do_input(std::string source, std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Tensor do_constant(const Shape& shape, const std::vector<double>& values) final;
  [[nodiscard]] Task<Done> do_output(Shape shape, int fractional_bits, Tensor data,
                                     std::string name, Tag tag) override;
  void on_reveal(const Strand& strand, const std::vector<PartyId>& audience, const Shape& shape,
                 const std::string& value) override;
  [[nodiscard]] ForkOrder fork_order() const final { return ForkOrder::in_order; }
  [[nodiscard]] Task<Done> do_keep(std::string name, std::size_t first_row, Tensor x) final;
  [[nodiscard]] Task<Tensor> do_read_kept(std::string name,
                                          std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Tensor do_stored(const std::string& name, const Shape& shape,
                                 int fractional_bits) final;
  [[nodiscard]] Tensor zeros(const Ring& ring, const Shape& shape) final;

  /// The servers perform an operation here. What comes back lies behind the results' handles: at
  /// the producer their masks, and nothing elsewhere.
  [[nodiscard]] virtual Task<Values> on_operation(Performance performance);
};

}  // namespace fathom
