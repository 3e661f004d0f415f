#pragma once

#include <string>
#include <vector>

#include "actors/network/run_identity.hpp"
#include "actors/replay/replay.hpp"
#include "protocol/trace/recorder.hpp"
#include "tests/actors/job_runs.hpp"

namespace fathom::test {

/// What a run came to: every table, both digests, and when it ended.
struct Figures {
  std::vector<CsvTable> tables;
  std::string traffic, content;
  SimTime end;
};

/// A run, and what a replay needs of it.
struct Recording {
  Figures figures;
  RecordedRun run;
};

inline Recording simulate(const TrainingSpec& training, JobSpec spec) {
  Recording recording;
  TraceRecorder recorder;
  RecordedRun& run = recording.run;
  run.report.info = on_network({}, spec.network, to_string(spec.compute, nullptr), spec.seed);
  run.report.layers = spec.layers;
  run.report.per_step = spec.per_step;
  run.packed = spec.settings.packed;
  run.likelihood_server = spec.settings.likelihoods == Likelihoods::server;
  run.plan = spec.inputs;
  Prediction prediction(spec.settings, spec.per_step);
  Program program = program_of(training);
  prediction.read([&](Engine& engine) { return program(engine, kServer0); });
  run.predicted = prediction.ledger();
  run.report.predicted_rounds = prediction.rounds();
  run.report.predicted_chain = prediction.chain();

  spec.trace = &recorder;
  Job job(spec, program_of(training));
  job.run();
  const Recorder& measured = job.observation().recorder();
  run.truncations = measured.truncations();
  run.bounds = measured.bounds();
  run.reveals = measured.ledger().reveals();
  run.trace = recorder.trace();
  RunReport report = run.report;
  report.predicted = &run.predicted;
  report.measured = job.measurement();
  recording.figures = {make_tables(report), report.measured->traffic_digest,
                       report.measured->content_digest, job.observation().timeline().end()};
  return recording;
}

inline Figures replay(const RecordedRun& run, const JobSpec& spec) {
  Replay replay(run, spec.network, spec.compute, spec.seed);
  replay.play();
  const RunReport report = replay.report();
  return {make_tables(report), report.measured->traffic_digest, report.measured->content_digest,
          replay.end()};
}

}  // namespace fathom::test
