#pragma once

#include <netinet/in.h>

#include <cstddef>
#include <functional>
#include <stdexcept>

#include "experiments/validation/descriptor.hpp"

namespace fathom {

/// This machine cannot emulate a network: one sentence on what is missing.
class EmulationUnavailable : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A host of its own: a network namespace whose only link is a TUN device, whose other end the
/// caller holds. The namespace has no path on any file system and no process: it and its device go
/// when this object goes, or when the program ends in whatever way. Address 10.77.0.(index + 1),
/// MTU 1500; nothing outside can be reached, for no other link exists.
class NetworkNamespace {
 public:
  /// Throws EmulationUnavailable.
  explicit NetworkNamespace(std::size_t index);

  /// The far end of the link: reads the packets that the host sends, writes those that it receives.
  [[nodiscard]] int link() const { return link_.number(); }
  [[nodiscard]] in_addr address() const { return address_; }

  /// The calling thread, and what it starts, goes to this host.
  void enter() const;

  /// A TCP socket in this namespace, which does not block and sends at once (TCP_NODELAY).
  [[nodiscard]] Descriptor tcp_socket() const;

 private:
  void inside(const std::function<void()>& action) const;

  in_addr address_{};
  Descriptor link_;
  Descriptor name_;  ///< keeps the namespace and lets threads enter it
};

}  // namespace fathom
