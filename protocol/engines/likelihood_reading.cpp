#include "protocol/engines/likelihood_reading.hpp"

#include <algorithm>

namespace fathom {

Task<Values> LikelihoodReading::on_operation(Performance performance) {
  Strand& strand = co_await this_strand();
  me_.enter(strand, performance.tag);
  const OperationPtr operation = performance.operation;
  co_await operation->assist(me_, RunContext{settings(), performance.tag});
  co_return Values(performance.scales.size());
}

void LikelihoodReading::on_reveal(const Strand& strand, const std::vector<PartyId>& audience,
                                  const Shape& shape, const std::string& value) {
  if (std::ranges::find(audience, me_.id()) == audience.end()) return;
  me_.recorder().ledger().add_reveal(strand.label, value,
                                     Elements{static_cast<std::int64_t>(shape.size())}, me_.id());
}

}  // namespace fathom
