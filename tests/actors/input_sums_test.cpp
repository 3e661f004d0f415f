// The sum of inputs that servers fold in as they come: whatever the order of arrival, and whoever
// holds which row.

#include <catch2/catch.hpp>
#include <numeric>

#include "actors/testing/protocol_fixture.hpp"
#include "metrics/errors.hpp"
#include "nn/data/rows.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

constexpr std::size_t kRows = 6;
constexpr std::size_t kColumns = 3;

/// A run of six rows, each with one of the providers that `holders` lists.
void prepare(ProtocolRun& run, Delivery inputs, const std::vector<std::uint32_t>& holders) {
  const Shape shape{kRows, kColumns};
  auto array = std::make_shared<HostArray<double>>(HostArray<double>{shape, {}});
  array->values.resize(shape.size());
  std::iota(array->values.begin(), array->values.end(), -4.0);
  InputSource source{"x", 0, shape, {}};
  for (std::size_t row = 0; row < kRows; ++row) {
    source.shards.push_back({PartyId::provider(holders[row]), row, 1});
  }
  run.spec().settings.inputs = inputs;
  run.spec().data["x"] = std::make_shared<ArrayRows<double>>(array, shape, kRows);
  // The fixture takes inputs before its program; this one takes them itself.
  InputPlan plan;
  plan.sources.push_back(source);
  run.spec().inputs = plan;
}

Task<Done> sum_up(Engine& engine, InputPlan plan) {
  Secret sum = co_await engine.sum_inputs(std::move(plan));
  co_await engine.output(std::move(sum), "sum");
  co_return Done{};
}

const std::vector<double> kSum{21, 27, 33};

}  // namespace

TEST_CASE("the order of providers and of arrivals does not change the sum") {
  for (const Delivery inputs : {Delivery::full, Delivery::seeded, Delivery::masked}) {
    for (const auto& holders : std::vector<std::vector<std::uint32_t>>{
             {0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {2, 0, 2, 1, 1, 2}}) {
      ProtocolRun prepared;
      prepare(prepared, inputs, holders);
      JobSpec spec = prepared.spec();
      FlightLog log;
      Job job(spec, [plan = spec.inputs](Engine& engine, PartyId) { return sum_up(engine, plan); });
      log.watch(job.simulation());
      log.add_rule(every_message(), Verdict::hold);
      job.start();
      for (job.simulation().run(); !log.held().empty(); job.simulation().run()) {
        const std::size_t latest = log.held().back();
        log.release([latest](const Flight& flight) { return flight.number == latest; });
      }
      job.finish();
      CHECK(job.outputs().at("sum").front().values == kSum);
    }
  }
}

TEST_CASE("a server that waits for inputs says for how many") {
  ProtocolRun prepared;
  prepare(prepared, Delivery::full, {0, 1, 2, 3, 4, 5});
  JobSpec spec = prepared.spec();
  FlightLog log;
  Job job(spec, [plan = spec.inputs](Engine& engine, PartyId) { return sum_up(engine, plan); });
  log.watch(job.simulation());
  log.add_rule(from(PartyId::provider(3)), Verdict::drop);
  CHECK_THROWS_WITH(job.run(), Catch::Contains("server0 waits for 1 messages, the first of kind "
                                               "input from provider3"));
}
