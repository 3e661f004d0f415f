#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "actors/testing/protocol_fixture.hpp"
#include "protocol/materials/delivery.hpp"
#include "protocol/operations/secure_operation.hpp"

namespace fathom::test {

/// A server's share of the operation's result, from its shares of the operands.
inline Task<Tensor> perform(Party& me, OperationPtr operation, Settings settings,
                            std::vector<Tensor> shares) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, operation->operation());
  const RunContext context{settings, strand.tag()};
  Values inputs(shares.begin(), shares.end());
  Values results = co_await operation->run(me, context, std::move(inputs));
  co_return results.front().share;
}

/// The producer makes what the operation requests.
inline Task<Done> supply(Party& me, OperationPtr operation, Settings settings) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::offline, operation->operation());
  const Tag tag = strand.tag();
  const auto request = operation->request();
  if (request) produce(me, strand, *request, tag, settings, {});
  co_return Done{};
}

/// The likelihood server does its part of the operation.
inline Task<Done> assist(Party& me, OperationPtr operation, Settings settings) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, operation->operation());
  const RunContext context{settings, strand.tag()};
  co_await operation->assist(me, context);
  co_return Done{};
}

/// One operation on shares, below the engine: two servers and a producer, and a likelihood server
/// if the settings ask for one. It sends no credits.
class OperationFixture : public testing::ProtocolFixture {
 public:
  using ProtocolFixture::ProtocolFixture;

  void set_operation(const OperationPtr& operation, const std::vector<Tensor>& operands) {
    Settings& settings = spec().settings;
    settings.window = 0;
    std::vector<Tensor> shares0;
    std::vector<Tensor> shares1;
    for (const Tensor& operand : operands) {
      const auto shares = shared(operand);
      shares0.push_back(shares[0]);
      shares1.push_back(shares[1]);
    }
    set_program(kServer0, [=](Party& me) { return perform(me, operation, settings, shares0); });
    set_program(kServer1, [=](Party& me) { return perform(me, operation, settings, shares1); });
    if (settings.likelihoods == Likelihoods::server) {
      set_program(kLikelihood, [=](Party& me) { return assist(me, operation, settings); });
    }
    set_program(kProducer, [=](Party& me) { return supply(me, operation, settings); });
  }
};

}  // namespace fathom::test
