#include "experiments/private_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <utility>

#include "actors/network/run_identity.hpp"
#include "experiments/experiment.hpp"
#include "experiments/summary.hpp"
#include "experiments/timeline_file.hpp"
#include "metrics/errors.hpp"
#include "metrics/peak_memory.hpp"
#include "metrics/progress.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/variants.hpp"

namespace fathom {

PrivateRun::PrivateRun(RunSpec spec)
    : spec_(std::move(spec)),
      prediction_(spec_.settings, spec_.per_step, Formula::none, spec_.providers) {
  prediction_.set_transport(spec_.network.transport());
  report_.info = spec_.info;
  report_.layers = spec_.layers;
  report_.per_step = spec_.per_step;
  report_.steps = spec_.training_steps;
  report_.predictions = spec_.predictions;
  report_.kappa = spec_.settings.kappa;
  report_.stream = spec_.stream;
}

void PrivateRun::predict() {
  const ProgramReading reading = spec_.make_reading();
  prediction_.read([&](Engine& engine) { return reading(engine, nullptr); });
  report_.predicted = &prediction_.ledger();
  report_.predicted_rounds = prediction_.rounds();
  report_.predicted_chain = prediction_.chain();
  if (!spec_.timeline.empty()) check_timeline_length(prediction_.ledger());
}

Outputs PrivateRun::twin(const Ring& arithmetic, const InputData& data, const std::string& what) {
  const ProgramReading reading = spec_.make_reading();
  Clear engine(spec_.settings, arithmetic, data);
  engine.set_stored(opened(spec_.stored, arithmetic));
  Progress progress(std::cerr, progress_on_terminal(), what, spec_.steps);
  engine.read([&](Engine& clear) { return reading(clear, [&progress] { progress.advance(); }); });
  progress.finish();
  if (arithmetic.id == RingId::reals) {
    for (const auto& [label, magnitude] : engine.magnitudes()) {
      report_.expected_catastrophic[label] = magnitude.expected;
    }
    report_.clear_bounds = engine.bounds();
  }
  return engine.outputs();
}

JobSpec PrivateRun::job_spec(const InputData& data) {
  JobSpec job;
  job.settings = spec_.settings;
  job.network = spec_.network;
  job.compute = spec_.compute;
  job.costs = spec_.costs;
  job.inputs = spec_.plan;
  job.data = data;
  job.seed = spec_.info.seed;
  job.per_step = spec_.per_step;
  job.providers = spec_.providers;
  job.layers = spec_.layers;
  job.own_programs = spec_.own_programs;
  job.stored = spec_.stored;
  job.stream.arrival = spec_.arrival;
  if (report_.stream) {
    job.stream.on_share = [this](std::size_t row, SimTime time) {
      report_.stream->times[row].sent = time;
    };
  }
  if (!spec_.record.empty()) keep_trace();
  job.trace = recorder_.get();
  if (!spec_.timeline.empty()) {
    log_ = std::make_unique<EventLog>(spec_.network.transport());
    job.log = log_.get();
  }
  return job;
}

OnStep PrivateRun::on_step_of(PartyId reader, Progress& progress) {
  if (reader == kServer0) {
    return [&progress, this] { progress.advance(job_->simulation().now()); };
  }
  if (reader != kReceiver || !report_.stream) return nullptr;
  return [this] { note_answers(job_->simulation().clock(kReceiver).local_now()); };
}

/// The receiver has the results of one more step.
void PrivateRun::note_answers(SimTime time) {
  for (const std::uint32_t request : spec_.answers[answered_++]) {
    report_.stream->times[request].answered = time;
    if (recorder_ == nullptr) continue;
    const TracePlace place{kReceiver, program_strand_id(), {}};
    recorder_->on_milestone(place, Milestone::answered, request);
  }
}

Program program_of(std::function<ProgramReading()> make_reading,
                   std::function<OnStep(PartyId reader)> on_step) {
  return
      [make_reading = std::move(make_reading), on_step = std::move(on_step),
       readings = std::make_shared<std::vector<ProgramReading>>()](Engine& engine, PartyId reader) {
        readings->push_back(make_reading());
        return readings->back()(engine, on_step ? on_step(reader) : OnStep());
      };
}

Outputs PrivateRun::measure(const InputData& data, const std::string& what) {
  Progress progress(std::cerr, progress_on_terminal(), what, spec_.steps);
  const auto start = std::chrono::steady_clock::now();
  const auto on_step = [&](PartyId reader) { return on_step_of(reader, progress); };
  job_ = std::make_unique<Job>(job_spec(data), program_of(spec_.make_reading, on_step));
  if (observer_ != nullptr) job_->simulation().add_observer(*observer_);
  job_->run();
  if (spec_.steps > 0) progress.finish();
  const auto elapsed = std::chrono::steady_clock::now() - start;
  Measurement measured = job_->measurement();
  measured.host_ns = std::chrono::nanoseconds(elapsed).count();
  measured.peak_memory_bytes = peak_memory_bytes();
  report_.measured = std::move(measured);
  Outputs outputs = job_->outputs();
  saved_ = job_->saved();
  ensure(job_->shut_down() == 0, "a run left an actor behind");
  return outputs;
}

RecordedRun PrivateRun::recorded() const {
  ensure(recorder_ != nullptr && report_.measured, "a run was not recorded");
  const Recorder& measured = *report_.measured->recorder;
  RecordedRun run;
  run.report = report_;
  run.report.predicted = nullptr;
  run.report.measured.reset();
  run.predicted = prediction_.ledger();
  run.packed = spec_.settings.packed;
  run.sized = spec_.settings.sized;
  run.likelihood_server = spec_.settings.likelihoods == Likelihoods::server;
  run.tls = spec_.network.transport().tls;
  run.providers = spec_.providers;
  run.plan = spec_.plan;
  for (const auto& [party, program] : spec_.own_programs) run.own_programs.insert(party);
  run.truncations = measured.truncations();
  run.bounds = measured.bounds();
  run.reveals = measured.ledger().reveals();
  run.accuracies = report_.measured->accuracies;
  run.traffic_digest = report_.measured->traffic_digest;
  run.content_digest = report_.measured->content_digest;
  run.trace = recorder_->trace();
  return run;
}

void PrivateRun::write_timeline() const {
  ensure(log_ != nullptr, "a run kept no log");
  write_timeline_file(spec_.timeline, *log_, report_);
}

RunSpec run_under(RunInfo info, const Settings& settings, const NetworkSpec& network,
                  const NetworkOptions& options, const OutputOptions& output) {
  RunSpec spec;
  spec.info = std::move(info);
  spec.settings = settings;
  spec.network = network;
  spec.compute = options.resolve_compute();
  spec.costs = options.resolve_costs();
  spec.per_step = output.per_step;
  check_file_destination("--record", output.record);
  spec.record = output.record;
  check_file_destination("--timeline", output.timeline);
  spec.timeline = output.timeline;
  return spec;
}

RunInfo run_info(std::string experiment, std::string model, std::string settings,
                 const Settings& protocol, const NetworkSpec& network, const std::string& compute,
                 std::uint64_t seed) {
  RunInfo info;
  info.experiment = std::move(experiment);
  info.model = std::move(model);
  info.ring = protocol.ring->name;
  info.fractional_bits = protocol.fractional_bits;
  info.variant = variant_name(protocol);
  info.settings = fmt::format("{} window={} kappa={} {}", settings, protocol.window, protocol.kappa,
                              info.variant);
  return on_network(std::move(info), network, compute, seed);
}

std::vector<CsvTable> deliver(PrivateRun& run, const OutputOptions& output) {
  std::vector<CsvTable> tables = deliver(run.report(), output);
  if (output.predict_only) return tables;
  if (!output.timeline.empty()) run.write_timeline();
  if (output.record.empty()) return tables;
  write_recorded_run(run.recorded(), output.record);
  std::cerr << "the run was recorded in " << output.record << '\n';
  return tables;
}

std::vector<CsvTable> deliver(const RunReport& report, const OutputOptions& output) {
  std::vector<CsvTable> tables = make_tables(report);
  if (report.measured) {
    const auto lines = differences(tables);
    if (!lines.empty()) {
      throw InternalError(
          fmt::format("a measured cost differs from the predicted one (seed {}): {}",
                      report.info.seed, lines.front()));
    }
  }
  if (!output.directory.empty()) write_tables(tables, output.directory);
  if (!output.table.empty()) table_named(tables, output.table).write(std::cout);
  print_summary(std::cerr, tables);
  if (!output.directory.empty()) std::cerr << "tables written to " << output.directory << '\n';
  return tables;
}

void check_file_destination(const std::string& option, const std::string& file) {
  namespace fs = std::filesystem;
  if (file.empty()) return;
  const fs::path parent = fs::absolute(file).parent_path();
  if (fs::is_directory(parent) && !fs::is_directory(file)) return;
  throw UserError(fmt::format("{} {}: name a file in a directory that exists", option, file));
}

void check_directory_destination(const std::string& option, const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!directory.empty() && fs::exists(directory, error) && !fs::is_directory(directory, error)) {
    throw UserError(fmt::format("{} {} is a file; name a directory", option, directory));
  }
}

void check_encodings(const InputData& data, const Settings& settings) {
  constexpr std::size_t kRows = 512;
  for (const auto& [name, rows] : data) {
    const std::size_t count = rows->shape().rows();
    for (std::size_t first = 0; first < count; first += kRows) {
      static_cast<void>(encode_rows(*rows, name, first, std::min(kRows, count - first), settings));
    }
  }
}

}  // namespace fathom
