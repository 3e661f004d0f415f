#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "actors/job.hpp"
#include "metrics/tables.hpp"
#include "protocol/engines/prediction.hpp"
#include "tests/nn/small_training.hpp"

namespace fathom::test {

inline JobSpec job_spec(const TrainingSpec& training, const Settings& settings,
                        std::string_view network, Compute compute, std::uint32_t providers = 2) {
  JobSpec spec;
  spec.settings = settings;
  spec.network = NetworkSpec::plain(network);
  spec.compute = compute;
  spec.inputs = Training(training).inputs(providers);
  spec.data = random_inputs(training, 7);
  spec.layers = Training(training).layers();
  return spec;
}

inline Program program_of(const TrainingSpec& training, std::uint32_t providers = 2) {
  return [program = TrainingProgram(training, providers)](Engine& engine, PartyId) mutable {
    return program(engine);
  };
}

struct Finished {
  std::vector<CsvTable> tables;
  std::string traffic, content;
  Outputs outputs;
  std::int64_t chain = 0;
  Rounds rounds;
  SimTime end;
  std::size_t actors_left = 0;
};

inline Finished run(const TrainingSpec& training, const JobSpec& spec, std::uint32_t providers = 2,
                    bool per_step = false) {
  JobSpec with_steps = spec;
  with_steps.per_step = per_step;
  Job job(with_steps, program_of(training, providers));
  job.run();
  Prediction prediction(spec.settings, per_step);
  Program program = program_of(training, providers);
  prediction.read([&](Engine& engine) { return program(engine, kServer0); });

  RunReport report;
  report.layers = spec.layers;
  report.per_step = per_step;
  report.predicted = &prediction.ledger();
  report.predicted_rounds = prediction.rounds();
  report.predicted_chain = prediction.chain();
  const Measurement measured = job.measurement();
  report.measured = measured;

  Finished finished;
  finished.tables = make_tables(report);
  finished.traffic = measured.traffic_digest;
  finished.content = measured.content_digest;
  finished.outputs = job.outputs();
  finished.chain = measured.chain;
  finished.rounds = job.observation().recorder().rounds();
  finished.end = job.observation().timeline().end();
  finished.actors_left = job.shut_down();
  return finished;
}

inline std::string text(const std::vector<CsvTable>& tables) {
  std::ostringstream out;
  for (const CsvTable& table : tables) table.write(out);
  return out.str();
}

inline std::vector<Settings> variants() {
  std::vector<Settings> all;
  for (const bool together : {false, true}) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      for (const std::int64_t window : {0, 1, 2, 5, 50}) {
        for (const Likelihoods likelihoods : {Likelihoods::both, Likelihoods::one}) {
          Settings settings;
          settings.together = together;
          settings.material = settings.inputs = delivery;
          settings.window = window;
          settings.likelihoods = likelihoods;
          all.push_back(settings);
        }
      }
      for (const Supply supply : {Supply::ahead, Supply::on_demand}) {
        Settings settings;
        settings.together = together;
        settings.material = settings.inputs = delivery;
        settings.supply = supply;
        all.push_back(settings);
        settings.inputs = Delivery::masked;
        settings.reuse = Reuse::data;
        settings.packed = true;
        settings.corrections = Corrections::alternating;
        all.push_back(settings);
      }
    }
  }
  return all;
}

}  // namespace fathom::test
