#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/job.hpp"
#include "actors/replay/recorded_run.hpp"
#include "experiments/options.hpp"
#include "metrics/progress.hpp"
#include "metrics/tables.hpp"
#include "protocol/engines/prediction.hpp"
#include "protocol/trace/recorder.hpp"

namespace fathom {

/// What one party reads: a program against its engine, which calls `on_step` after every step.
using OnStep = std::function<void()>;
using ProgramReading = std::function<Task<Done>(Engine& engine, OnStep on_step)>;

/// What all parties of a job read: for each a reading of its own, which lives as long as the
/// program, and what that calls after a step (`on_step` may be null).
[[nodiscard]] Program program_of(std::function<ProgramReading()> make_reading,
                                 std::function<OnStep(PartyId reader)> on_step);

/// A program, its inputs, and where it runs: what all its readings have in common.
struct RunSpec {
  RunInfo info;
  Settings settings;
  NetworkSpec network;
  Compute compute = Compute::modelled;
  std::shared_ptr<const CostTable> costs;  ///< as in JobSpec
  bool per_step = false;
  InputPlan plan;
  LayerNames layers;
  std::int64_t training_steps = 0;
  std::int64_t predictions = 0;  ///< samples
  std::int64_t steps = 0;        ///< that a reading calls out
  std::function<ProgramReading()> make_reading;
  std::map<PartyId, PartyProgram> own_programs;  ///< as in JobSpec
  /// When the holder of a row of a stream has it, as in StreamTimes.
  std::function<SimTime(std::size_t row)> arrival;
  /// A stream's requests, a row each, whose times the private run finds out.
  std::optional<StreamReport> stream;
  /// The requests that each step answers, where there is a stream.
  std::vector<std::vector<std::uint32_t>> answers;
  std::string record;                      ///< file for a trace of the run; empty: none
  std::string timeline;                    ///< file for its timeline; empty: none
  std::array<StoredShares, 2> stored;      ///< as in JobSpec; a twin has them opened
  Providers providers = Providers::apart;  ///< in the tables
};

/// One program as each reading sees it: on paper, in the clear, and by actors in virtual time.
class PrivateRun {
 public:
  explicit PrivateRun(RunSpec spec);

  /// Throws UserError where the run is too long for the timeline that is asked for.
  void predict();
  /// Watches the messages of the private run, for progress. It must outlive this.
  void observe(WireObserver& observer) { observer_ = &observer; }
  /// What a twin in the clear puts out, over doubles or the encoded integers of a ring. The one
  /// over doubles also tells how many truncations are expected to wrap.
  Outputs twin(const Ring& arithmetic, const InputData& data, const std::string& what);
  /// The private run: what the output receiver learned.
  Outputs measure(const InputData& data, const std::string& what);

  /// What the servers saved in the private run.
  [[nodiscard]] const std::array<StoredShares, 2>& saved() const { return saved_; }

  [[nodiscard]] const RunSpec& spec() const { return spec_; }
  [[nodiscard]] RunReport& report() { return report_; }

  /// Keeps a trace of the private run, which `RunSpec::record` asks for too.
  void keep_trace() { recorder_ = std::make_unique<TraceRecorder>(); }
  /// Everything about the private run that a replay needs; with a trace, after `measure`.
  [[nodiscard]] RecordedRun recorded() const;
  /// Writes its timeline to the file that is named in `RunSpec::timeline`, after `measure`.
  void write_timeline() const;

 private:
  [[nodiscard]] JobSpec job_spec(const InputData& data);
  [[nodiscard]] OnStep on_step_of(PartyId reader, Progress& progress);
  void note_answers(SimTime time);

  RunSpec spec_;
  Prediction prediction_;
  WireObserver* observer_ = nullptr;
  std::unique_ptr<TraceRecorder> recorder_;
  std::unique_ptr<EventLog> log_;
  std::size_t answered_ = 0;  ///< steps
  std::unique_ptr<Job> job_;
  std::array<StoredShares, 2> saved_;
  RunReport report_;
};

/// A run under these settings, on the network and with the tables that the options name; its
/// program is still to be filled in.
[[nodiscard]] RunSpec run_under(RunInfo info, const Settings& settings, const NetworkSpec& network,
                                const NetworkOptions& options, const OutputOptions& output);

/// Fills in what follows from the settings and the network, and the run's name: a hash of all.
[[nodiscard]] RunInfo run_info(std::string experiment, std::string model, std::string settings,
                               const Settings& protocol, const NetworkSpec& network,
                               const std::string& compute, std::uint64_t seed);

/// Makes the tables of a run, writes and prints them as the options say, and a summary on standard
/// error. Throws InternalError when a measured cost differs from its prediction.
std::vector<CsvTable> deliver(PrivateRun& run, const OutputOptions& output);
std::vector<CsvTable> deliver(const RunReport& report, const OutputOptions& output);

/// A place that cannot be written to is found before the work, not after it: throws UserError.
void check_file_destination(const std::string& option, const std::string& file);
void check_directory_destination(const std::string& option, const std::string& directory);

/// A value that cannot be encoded is found before anything runs, not by a provider in the middle:
/// throws UserError.
void check_encodings(const InputData& data, const Settings& settings);

}  // namespace fathom
