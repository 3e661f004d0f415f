#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// The program `party` in processes of this machine, one a party, whose standard error goes to
/// files. Those that still run are killed with their owner.
class PartyProcesses {
 public:
  /// `scratch` is for what they write: ROLE.err, ROLE.json.
  PartyProcesses(std::filesystem::path program, std::filesystem::path scratch);
  ~PartyProcesses();
  PartyProcesses(const PartyProcesses&) = delete;
  PartyProcesses& operator=(const PartyProcesses&) = delete;

  /// `inside` runs in the child before the program, to enter a network namespace.
  void start(PartyId role, const std::filesystem::path& deployment,
             const std::vector<std::string>& options = {},
             const std::function<void()>& inside = nullptr);

  struct Ended {
    int code = -1;  ///< exit code, or -1 where a signal ended it
    int signal = 0;
    std::string said;  ///< on standard error
  };
  /// Waits until all have ended, at most so long; those that have not are missing.
  [[nodiscard]] std::map<PartyId, Ended> wait(SimDuration most);
  /// Whether a party still runs.
  [[nodiscard]] bool runs(PartyId role);
  void kill(PartyId role, int signal);
  /// What it has said so far.
  [[nodiscard]] std::string said(PartyId role) const;
  [[nodiscard]] std::filesystem::path report(PartyId role) const;

 private:
  void reap();

  std::filesystem::path program_, scratch_;
  std::map<PartyId, pid_t> running_;
  std::map<PartyId, Ended> ended_;
};

/// Ports of loopback that nobody uses.
[[nodiscard]] std::vector<std::uint16_t> free_ports(std::size_t count);

}  // namespace fathom
