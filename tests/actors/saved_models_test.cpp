#include <catch2/catch.hpp>
#include <cstring>

#include "nn/models.hpp"
#include "nn/stored_parameters.hpp"
#include "tests/actors/job_runs.hpp"
#include "tests/protocol/trial_checks.hpp"
#include "tests/protocol/views/chi_square.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

std::vector<Settings> rings() {
  std::vector<Settings> all;
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
    Settings settings;
    use_ring(settings, *ring, 0);
    all.push_back(settings);
  }
  return all;
}

/// The scores of two fixed samples by the small classifier, whose parameters come from an agreed
/// seed or from what the servers have stored; saved afterwards.
struct Asked {
  bool from_store = false;

  Task<Done> operator()(Engine& engine) const { return run(engine, *this); }

  static Task<Done> run(Engine& engine, Asked how) {
    LayerNames names;
    Sequential model;
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.0, 1);
    const Shape two{2, 7};
    model.build(two, names);
    if (how.from_store) {
      co_await take_stored_parameters(engine, model);
    } else {
      co_await model.initialize(engine, 5);
    }
    std::vector<double> samples(14, 0.25);
    samples[3] = -0.75;
    Secret x = co_await engine.constant(two, std::move(samples));
    Secret scores = co_await model.forward(engine, std::move(x), Pass::predict);
    co_await engine.output(std::move(scores), "scores");
    co_await save_parameters(engine, model);
    co_return Done{};
  }
};

struct Ran {
  std::vector<double> scores;
  std::array<StoredShares, 2> saved;
};

Ran ran(const Settings& settings, const Asked& asked, std::array<StoredShares, 2> stored = {}) {
  JobSpec spec;
  spec.settings = settings;
  spec.network = NetworkSpec::parse("lan");
  spec.stored = std::move(stored);
  Job job(std::move(spec), [asked](Engine& engine, PartyId) { return asked(engine); });
  job.run();
  return {job.outputs().at("scores").front().values, job.saved()};
}

}  // namespace

TEST_CASE("a saved model predicts in a later job as it did before, in every ring") {
  for (Settings settings : rings()) {
    for (const Reuse reuse : {Reuse::none, Reuse::weights}) {
      settings.reuse = reuse;
      INFO(describe(settings));
      const Ran first = ran(settings, {false});
      CHECK(first.saved[0].size() == 4);
      const Ran second = ran(settings, {true}, first.saved);
      CHECK(greatest_difference(first.scores, second.scores) < 1e-2);
      for (const auto& [name, value] : opened(first.saved, *settings.ring)) {
        const Tensor again = opened(second.saved, *settings.ring).at(name).share;
        CHECK(std::memcmp(value.share.data(), again.data(), again.bytes()) == 0);
      }
    }
  }
}

TEST_CASE("the twin over encoded integers takes the opened model") {
  const Ran first = ran(Settings{}, {false});
  for (const Ring* arithmetic : {&z64(), &reals()}) {
    Clear twin(Settings{}, *arithmetic, {});
    twin.set_stored(opened(first.saved, *arithmetic));
    twin.read(Asked{true});
    CHECK(greatest_difference(twin.outputs().at("scores").front().values, first.scores) < 1e-2);
  }
}

// The weights are as public as can be before: server 0 holds them and server 1 holds zeros.
TEST_CASE("what one server saves is uniform alone, in every ring") {
  const Shape shape{std::size_t{1} << 16U};
  for (const Settings& settings : rings()) {
    JobSpec spec;
    spec.settings = settings;
    spec.network = NetworkSpec::parse("lan");
    Job job(std::move(spec), [shape](Engine& engine, PartyId) {
      return [](Engine& e, Shape of) -> Task<Done> {
        std::vector<double> ones(of.size(), 1.0);
        std::vector<Secret> values;
        Secret x = co_await e.constant(of, std::move(ones));
        values.push_back(std::move(x));
        std::vector<std::string> names{"weights"};
        co_await e.save(std::move(names), std::move(values));
        co_return Done{};
      }(engine, shape);
    });
    job.run();
    for (const StoredShares& saved : job.saved()) {
      for (const Slice slice : kSlices) {
        INFO(describe(settings) << ", " << to_string(slice));
        Histogram counts(*settings.ring, slice);
        counts.add(saved.at("weights").share);
        CHECK(counts.from_uniform() < chi_square_limit());
      }
    }
  }
}
