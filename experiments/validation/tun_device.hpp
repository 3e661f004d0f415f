#pragma once

#include <netinet/in.h>

#include "experiments/validation/descriptor.hpp"

namespace fathom {

/// Sets what TCP does in the calling thread's network namespace to the kernel's defaults, whatever
/// the machine has, but for its memory of former connections, which is switched off.
void set_tcp_options();

/// Makes a TUN device in the calling thread's network namespace, with this address in a network of
/// 256 where TCP's congestion control is CUBIC, and returns its far end, which does not block.
/// Throws EmulationUnavailable.
[[nodiscard]] Descriptor open_tun(in_addr address);

}  // namespace fathom
