#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "actors/network/network_spec.hpp"

namespace fathom {

/// A network described in a TOML file. Keys and values are those of a line; what stands at the top
/// is for all hosts, the rest for one host or role, one ordered pair, or those on one machine:
///
///     base = "wan"                         # a preset or a line; without it, ideal
///     bandwidth = "1Gbit/s"
///     tls = true
///     [hosts.provider]                     # up, down, bandwidth, speed, cores, card
///     up = "10Mbit/s"
///     [pairs."server0>server1"]            # latency, cap, jitter, loss; rtt for both ways
///     rtt = "12ms"
///     [machines.big]                       # as a host, for all of them
///     hosts = ["server0", "producer"]
///     cores = 16
///
/// Order never matters: what is wider counts where nothing narrower is said, and nothing may be
/// said twice. What stands in the file replaces what its base says of the same.

/// Whether a description names a file: it ends in `.toml`.
[[nodiscard]] bool is_network_file(std::string_view description);

/// The network of a file, named by the file's stem. Throws UserError, which says file and line.
[[nodiscard]] NetworkSpec read_network_file(const std::filesystem::path& file);

/// The same of a file's text; `file` is what errors call it.
[[nodiscard]] NetworkSpec parse_network_file(std::string_view text,
                                             const std::filesystem::path& file);

}  // namespace fathom
