#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "actors/deployment/party_end.hpp"
#include "metrics/ledger.hpp"
#include "metrics/recorder.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

class DeployedParty;
struct SwitchboardReport;

/// What one party of a deployed job measured, and, where it is the receiver, learned. It holds no
/// share and no key.
struct PartyReport {
  PartyId self;
  PartyEnd end;
  SimTime begun;        ///< this machine's monotonic time
  SimDuration elapsed;  ///< from the beginning to the end of its program
  SimDuration busy;     ///< of that, in kernels
  std::int64_t chain = 0;
  std::uint64_t content = 0;  ///< its messages' part of the content digest
  Ledger ledger;              ///< of what it sent, and its work
  /// What a server counted of each operation, which the other server's half completes.
  std::vector<HalfRegion> regions;

  /// Of a connection, as counted where frames are read and written.
  struct Connection {
    Bytes messages_out, messages_in, control_out, control_in;
    Messages frames_out, frames_in;
  };
  std::map<PartyId, Connection> connections;
  std::map<PartyId, Bytes> greatest_unused;  ///< of each sender that needs credit
  std::int64_t strangers = 0;
  std::int64_t peak_memory_bytes = 0;
  Outputs outputs;
};

[[nodiscard]] PartyReport report_of(const DeployedParty& member,
                                    const SwitchboardReport& connections);

/// As JSON. Numbers read back the same. Both throw UserError.
void write_report(const PartyReport& report, const std::filesystem::path& file);
[[nodiscard]] PartyReport read_report(const std::filesystem::path& file);

}  // namespace fathom
