#pragma once

#include <netinet/in.h>

#include <string_view>

namespace fathom {

/// Gives the calling thread's network namespace its route to the neighbours of `address`, a network
/// of 24 bits, over a device, with a congestion control for all TCP to and from them, whatever the
/// machine's default is. A namespace may choose only among those that the machine allows to
/// everybody; the route of one, among all that there are. [rtnetlink(7); ip-route(8), congctl]
///
/// Throws EmulationUnavailable, for instance where the kernel has no such congestion control.
void set_route(int device, in_addr address, std::string_view congestion_control);

}  // namespace fathom
