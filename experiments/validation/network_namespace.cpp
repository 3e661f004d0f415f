#include "experiments/validation/network_namespace.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <future>
#include <string>

#include "experiments/validation/tun_device.hpp"

namespace fathom {
namespace {

constexpr in_addr_t kFirstAddress = (10U << 24U) | (77U << 16U) | 1U;

void require(bool done, const std::string& what) {
  if (done) return;
  throw EmulationUnavailable(what + ": " + std::strerror(errno));
}

}  // namespace

// A thread has its network namespace to itself, so one that ends at once does what must be done
// inside, and the program's own namespace is never left.
NetworkNamespace::NetworkNamespace(std::size_t index) {
  address_.s_addr = htonl(kFirstAddress + static_cast<in_addr_t>(index));
  std::async(std::launch::async, [this] {
    require(::unshare(CLONE_NEWNET) == 0, "a network namespace cannot be made, which needs root");
    name_ = Descriptor(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    require(static_cast<bool>(name_), "/proc/thread-self/ns/net cannot be opened");
    set_tcp_options();
    link_ = open_tun(address_);
  }).get();
}

void NetworkNamespace::inside(const std::function<void()>& action) const {
  std::async(std::launch::async, [this, &action] {
    enter();
    action();
  }).get();
}

void NetworkNamespace::enter() const {
  require(::setns(name_.number(), CLONE_NEWNET) == 0, "a network namespace cannot be entered");
}

Descriptor NetworkNamespace::tcp_socket() const {
  Descriptor made;
  inside([&made] {
    made = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    require(static_cast<bool>(made), "a socket cannot be made");
  });
  const int on = 1;
  require(::setsockopt(made.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0,
          "TCP_NODELAY is refused");
  return made;
}

}  // namespace fathom
