#include "actors/deployment/listening.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "actors/deployment/addresses.hpp"

namespace fathom {

std::string why_no_listening(const Endpoint& at) {
  std::string failure;
  const Addresses found = addresses_of(at, AI_PASSIVE, failure);
  if (!found) return failure;
  const int socket = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return std::generic_category().message(errno);
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool bound = ::bind(socket, found->ai_addr, found->ai_addrlen) == 0;
  const bool listens = bound && ::listen(socket, 1) == 0;
  const int error = errno;
  ::close(socket);
  return listens ? std::string() : std::generic_category().message(error);
}

}  // namespace fathom
