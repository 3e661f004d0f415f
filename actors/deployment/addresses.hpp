#pragma once

#include <netdb.h>

#include <memory>
#include <string>

#include "actors/deployment/deployment.hpp"

namespace fathom {

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

/// The TCP addresses of an endpoint, in the order in which they are to be tried; nothing, and why,
/// where it has none. It may wait for a name server. `flags` are those of getaddrinfo.
[[nodiscard]] Addresses addresses_of(const Endpoint& at, int flags, std::string& failure);

}  // namespace fathom
