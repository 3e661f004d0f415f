#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/deployment/tls.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// Where a party listens.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
};
/// "host:port". Throws UserError, `where` first.
[[nodiscard]] Endpoint parse_endpoint(std::string_view text, const std::string& where);
/// Whether it is an address of this machine that others do not reach.
[[nodiscard]] bool is_loopback(const Endpoint& endpoint);

/// After what time a party gives up, in real time.
struct Deadlines {
  SimDuration connect{30'000'000'000};  ///< until all parties are connected
  SimDuration silence{10'000'000'000};  ///< without a sign of a party that is connected
  /// Until a message comes that a server waits for, and at most twice as long: of a party that
  /// lives and does not send. Longer than any phase of the job takes one server alone.
  SimDuration message{3'600'000'000'000};
  SimDuration job{86'400'000'000'000};  ///< until the job is done
};

/// One setting of the job, as text, and where it stands.
struct JobSetting {
  std::string key, value;
  bool is_flag = false;  ///< value "true" or "false"
  int line = 0;
};

/// Which job runs on which machines: what all its parties know. From a TOML file:
///
///     transport = "tls"            # or "tcp", on loopback alone
///     [roles]                      # who is dialled; all others dial, and listen to nobody
///     server0 = "10.0.0.1:7100"
///     server1 = "10.0.0.2:7100"
///     producer = "10.0.0.3:7100"
///     [tls]                        # PEM files; {role} is the party's name
///     key = "{role}.key"
///     certificate = "{role}.pem"
///     authority = "authority.pem"
///     [deadlines]                  # connect, silence, message, job
///     connect = "1min"
///     [credits]
///     limit = "64MiB"              # or "none"
///     inbox = "4GiB"               # what a party keeps from another unasked, or "none"
///     [job]
///     experiment = "predict"       # and the options of that experiment
///     requests = 32
///
/// All but `job` may be left out where it is given otherwise (`deploy_local`).
struct Deployment {
  std::filesystem::path file;
  bool tls = true;
  bool unprotected = false;  ///< TCP beyond loopback, for networks that are closed otherwise
  std::map<PartyId, Endpoint> roles;
  std::optional<TlsFiles> files;  ///< with {role} in their names
  Deadlines deadlines;
  /// What the producer, or a provider, may have on its way to a server or unused there.
  std::optional<Bytes> credit = Bytes{64LL * 1024 * 1024};
  /// What a party keeps from one other before its program asks for it; 0: no limit.
  Bytes inbox{4LL * 1024 * 1024 * 1024};
  std::string experiment;
  std::vector<JobSetting> job;

  /// Throws UserError unless all that is dialled has an address, TCP stays on loopback, and TLS has
  /// its three files.
  void check_complete() const;
  /// What all parties must agree on, as text.
  [[nodiscard]] std::string agreed() const;
  /// The files of one party.
  [[nodiscard]] TlsFiles files_of(PartyId party) const;
};

/// The parties that others dial.
inline constexpr PartyId kHubs[] = {kServer0, kServer1, kProducer};

/// Throws UserError, which says file and line.
[[nodiscard]] Deployment read_deployment(const std::filesystem::path& file);
[[nodiscard]] Deployment parse_deployment(std::string_view text, const std::filesystem::path& file);

/// A file that reads back the same, `{role}` and all.
[[nodiscard]] std::string to_text(const Deployment& deployment);

}  // namespace fathom
