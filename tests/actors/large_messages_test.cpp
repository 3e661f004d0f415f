#include <catch2/catch.hpp>

#include "actors/job.hpp"
#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"

using namespace fathom;

namespace {

constexpr std::size_t kElements = 9'000'000;  // 72 MB in Z_2^64: more than one message may carry

Task<Done> square_of(Engine& engine, InputPlan plan) {
  co_await engine.take_inputs(std::move(plan));
  std::vector<std::uint32_t> rows(1, 0U);
  Secret x = co_await engine.input("x", std::move(rows));
  Secret y = co_await engine.square(std::move(x), engine.fractional_bits());
  co_await engine.output(std::move(y), "y");
  co_return Done{};
}

}  // namespace

TEST_CASE("a payload over 64 MiB travels in parts that paper counts", "[slow]") {
  std::vector<double> values(kElements);
  for (std::size_t i = 0; i < kElements; ++i) values[i] = static_cast<double>(i % 200) / 16.0;
  const Shape shape{1, kElements};
  JobSpec spec;
  spec.inputs.sources.push_back({"x", 0, shape, {{PartyId::provider(0), 0, 1}}});
  spec.data["x"] = std::make_shared<test::HeldRows>(shape, values);
  const Program program = [&](Engine& engine, PartyId) { return square_of(engine, spec.inputs); };

  Job job(spec, program);
  job.run();
  Prediction prediction(spec.settings);
  prediction.read([&](Engine& engine) { return program(engine, kServer0); });

  const Ledger& measured = job.observation().recorder().ledger();
  CHECK(measured.rows() == prediction.ledger().rows());
  CHECK(measured.links() == prediction.ledger().links());
  // 72 MB are two parts; the pair (a, a^2) is 144 MB, three; one credit from each server.
  CHECK(measured.total().traffic.messages == Messages{2 * (2 + 3 + 2 + 2) + 2});
  CHECK(job.observation().recorder().rounds() == Rounds{1});
  const Output& y = job.outputs().at("y").front();
  for (std::size_t i = 0; i < kElements; i += 99'991) {
    CHECK(y.values[i] == Approx(values[i] * values[i]).margin(2e-5));
  }
}
