#pragma once

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "experiments/deployment/processes.hpp"
#include "tests/experiments/small_features.hpp"

namespace fathom::test {

/// A training of a classifier on five features that takes no time, as a deployment file.
class SmallJob {
 public:
  SmallJob() { write_features(scratch_, 42, 5); }

  [[nodiscard]] const testing::ScratchDirectory& scratch() const { return scratch_; }

  /// `head` stands before the tables of the job, `job` in it.
  [[nodiscard]] std::string write(const std::string& head, const std::string& job,
                                  const std::string& name = "job.toml") const {
    const std::string file = (scratch_ / name).string();
    std::ofstream(file) << head << "\n[job]\nexperiment = \"train_classifier\"\nfeatures = \""
                        << (scratch_ / "features.npy").string() << "\"\nlabels = \""
                        << (scratch_ / "labels.npy").string()
                        << "\"\nbatch-size = 8\nlearning-rate = 0.5\n"
                        << job << '\n';
    return file;
  }

  [[nodiscard]] Ended deploy(const std::string& file, const std::string& options) const {
    return run_command(scratch_.path(), "deploy_local", "--deployment " + file + " " + options);
  }

 private:
  testing::ScratchDirectory scratch_;
};

/// Its parties: two providers, unless the job says otherwise.
inline const std::vector<PartyId>& small_parties() {
  static const std::vector<PartyId> parties{
      kServer0, kServer1, kProducer, kReceiver, PartyId::provider(0), PartyId::provider(1)};
  return parties;
}

/// Those of a job with a likelihood server: every role that there is.
inline const std::vector<PartyId>& all_roles() {
  static const std::vector<PartyId> roles{
      kServer0,   kServer1, kProducer, kReceiver, PartyId::provider(0), PartyId::provider(1),
      kLikelihood};
  return roles;
}

/// Deadlines that no machine misses, however busy it is.
inline constexpr const char* kPatient = "connect = \"40s\"\nsilence = \"30s\"\njob = \"100s\"";

inline constexpr const char* kShort = "connect = \"10s\"\nsilence = \"2s\"\njob = \"60s\"";

/// The head of a deployment over TCP on ports that are free.
inline std::string tcp_head(const std::vector<std::uint16_t>& ports,
                            const std::string& deadlines = kShort) {
  return fmt::format(
      "transport = \"tcp\"\n[roles]\nserver0 = \"127.0.0.1:{}\"\nserver1 = \"127.0.0.1:{}\"\n"
      "producer = \"127.0.0.1:{}\"\n[deadlines]\n{}\n",
      ports[0], ports[1], ports[2], deadlines);
}

inline std::filesystem::path party_program() {
  return std::filesystem::path(FATHOM_EXPERIMENTS_DIR) / "party";
}

using AllEnded = std::map<PartyId, PartyProcesses::Ended>;

/// Every party has done its part.
inline void check_all_done(const AllEnded& ended, const std::vector<PartyId>& parties) {
  for (const PartyId party : parties) {
    REQUIRE(ended.contains(party));
    INFO(ended.at(party).said);
    REQUIRE(ended.at(party).code == 0);
  }
}

/// Waits, at most twenty seconds, until something is so.
inline bool wait_until(const std::function<bool()>& holds) {
  for (int i = 0; i < 4'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

/// Such a job over TCP, each party a process of its own.
struct DeployedJob {
  SmallJob job;
  std::vector<std::uint16_t> ports = free_ports(3);
  std::string file;
  PartyProcesses processes{party_program(), job.scratch().path()};

  DeployedJob(const std::string& deadlines, const std::string& settings)
      : file(job.write(tcp_head(ports, deadlines), settings)) {}

  void start(PartyId party) { processes.start(party, file, {"--threads", "1", "--verbose"}); }
  void start_all_but(const std::vector<PartyId>& parties, PartyId missing) {
    for (const PartyId party : parties) {
      if (party != missing) start(party);
    }
  }
  /// Whether a party says something before long.
  [[nodiscard]] bool says(PartyId party, const std::string& what) const {
    return wait_until([&] { return processes.said(party).find(what) != std::string::npos; });
  }
};

}  // namespace fathom::test
