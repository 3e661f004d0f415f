#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace fathom {

/// What a network's description says of a pair of hosts, of one host, or of all.
enum class NetworkProperty : std::uint8_t {
  latency,  ///< of an ordered pair, one way, in nanoseconds
  up,       ///< egress of a host, in bits per second (the greatest integer: unlimited)
  down,     ///< ingress of a host, likewise
  cap,      ///< rate of an ordered pair, likewise
  jitter,   ///< of an ordered pair: added to the latency, from 0 to this, in nanoseconds
  loss,     ///< of an ordered pair: segments lost, in billionths
  speed,    ///< of a host, against the machine that compute is priced for, in millionths
  cores,    ///< of a host
  machine,  ///< that a host stands on, by name
  card,     ///< of a host on such a machine: `NetworkCard`
  model,    ///< of all connections: `NetworkModel`
  window,   ///< the greatest of a connection, in bytes
  tls,      ///< whether connections are encrypted
};

/// How a connection behaves.
enum class NetworkModel : std::uint8_t {
  tcp,    ///< as the kernel's: handshakes, windows that grow and, after a pause, shrink
  plain,  ///< latency plus size over bandwidth
};

/// How hosts of one machine are connected.
enum class NetworkCard : std::uint8_t {
  shared,  ///< processes of one host: one network card to others, and no network between them
  own,     ///< virtual hosts: they share the cores alone
};

/// What a property is a property of.
enum class PropertyScope : std::uint8_t { network, host, pair };

struct PropertyKind {
  NetworkProperty property;
  std::string_view name;
  PropertyScope scope;
  std::int64_t initial;  ///< of every host or pair, unless something is set
  std::int64_t (*parse)(std::string_view text, std::string_view where);
  std::string (*text)(std::int64_t value);
};

/// All properties, in order.
std::span<const PropertyKind> property_kinds();
const PropertyKind& kind_of(NetworkProperty property);

}  // namespace fathom
