#include <catch2/catch.hpp>
#include <optional>

#include "nn/layers/dropout.hpp"
#include "tests/actors/job_runs.hpp"

using namespace fathom;
using test::job_spec;
using test::program_of;
using test::small_training;

namespace {

/// The small training with half of its hidden units dropped, by this seed.
TrainingSpec with_dropout(std::uint64_t seed) {
  TrainingSpec spec = small_training(3);
  spec.model = [seed](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.5, seed);
  };
  return spec;
}

LayerId layer_named(const LayerNames& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[static_cast<LayerId>(i)] == name) return static_cast<LayerId>(i);
  }
  throw InternalError("no layer " + name);
}

/// What a layer's messages came to.
struct Sent {
  std::int64_t setup = 0, setup_bytes = 0, others = 0, rounds = 0;
  bool operator==(const Sent&) const = default;
};

Sent sent_by(const Ledger& ledger, LayerId layer) {
  Sent sent;
  for (const auto& [key, traffic] : ledger.links()) {
    const auto& [label, link] = key;
    if (label.layer != layer) continue;
    if (label.phase == Phase::setup && link == Link{kServer0, kServer1}) {
      sent.setup += traffic.messages.count();
      sent.setup_bytes += traffic.payload.count();
    } else {
      sent.others += traffic.messages.count();
    }
  }
  for (const auto& [label, costs] : ledger.rows()) {
    if (label.layer == layer) sent.rounds += costs.rounds_alone.count();
  }
  return sent;
}

std::vector<Output> scores_of(const TrainingSpec& at_server0, const TrainingSpec& at_server1) {
  Job job(job_spec(at_server0, Settings{}, "ideal", Compute::free),
          [first = program_of(at_server0), second = program_of(at_server1)](
              Engine& engine, PartyId reader) mutable {
            return reader == kServer1 ? second(engine, reader) : first(engine, reader);
          });
  job.run();
  return job.outputs().at("scores");
}

bool same(const std::vector<Output>& a, const std::vector<Output>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].values != b.at(i).values) return false;
  }
  return a.size() == b.size();
}

}  // namespace

TEST_CASE("dropout costs 16 bytes in setup for its seed, and nothing else, under every truncation",
          "[slow]") {
  const TrainingSpec training = with_dropout(1);
  const LayerId dropout = layer_named(Training(training).layers(), "dropout2");
  for (Settings settings : test::variants()) {
    for (const Truncation truncation : {Truncation::local, Truncation::pair, Truncation::msb}) {
      if (truncation == Truncation::msb && !settings.ring->power_of_two) continue;
      settings.truncation = truncation;
      INFO(settings.ring->name << ", truncation " << int(truncation));
      Job job(job_spec(training, settings, "lan", Compute::modelled), program_of(training));
      job.run();
      const Ledger& ledger = job.observation().recorder().ledger();
      CHECK(sent_by(ledger, dropout) == Sent{1, 16, 0, 0});
      const auto finished =
          test::run(training, job_spec(training, settings, "latency=7ms", Compute::free));
      CHECK(differences(finished.tables).empty());
      CHECK(finished.end == SimTime{finished.chain * 7'000'000});
    }
  }
}

TEST_CASE("a training of no step agrees on no seed") {
  TrainingSpec training = with_dropout(1);
  training.epochs = 0;
  Job job(job_spec(training, Settings{}, "lan", Compute::free), program_of(training));
  job.run();
  const LayerId dropout = layer_named(Training(training).layers(), "dropout2");
  CHECK(sent_by(job.observation().recorder().ledger(), dropout) == Sent{});
}

TEST_CASE("both servers drop what server 0's seed says") {
  const std::vector<Output> agreed = scores_of(with_dropout(1), with_dropout(1));
  CHECK(same(scores_of(with_dropout(1), with_dropout(2)), agreed));
  CHECK_FALSE(same(scores_of(with_dropout(2), with_dropout(2)), agreed));
}
