#include "actors/deployment/addresses.hpp"

#include <sys/socket.h>

namespace fathom {

Addresses addresses_of(const Endpoint& at, int flags, std::string& failure) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(at.host.c_str(), std::to_string(at.port).c_str(), &hints, &found);
  if (code != 0) failure = ::gai_strerror(code);
  return {code == 0 ? found : nullptr, ::freeaddrinfo};
}

}  // namespace fathom
