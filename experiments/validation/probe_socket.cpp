#include "experiments/validation/probe_socket.hpp"

#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <limits>
#include <stdexcept>

#include "experiments/validation/host_time.hpp"

namespace fathom {
namespace {

std::int64_t ns_of(timespec time) {
  constexpr std::int64_t kNsPerS = 1'000'000'000;
  return std::int64_t{time.tv_sec} * kNsPerS + time.tv_nsec;
}

std::int64_t wall_clock_ns() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return ns_of(time);
}

void wait_for(int socket, short events, SimTime deadline) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  const std::int64_t left = (deadline - host_now()).count() / kNsPerMs;
  pollfd waited{socket, events, 0};
  const auto most = std::int64_t{std::numeric_limits<int>::max()};
  const int ready = ::poll(&waited, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, most)));
  if (ready > 0 || (ready < 0 && errno == EINTR)) return;
  throw std::runtime_error("a probe of the network did not come to its end in time");
}

/// The kernel's stamp, which is of the wall clock, in the time of `host_now`; now, if there is
/// none.
SimTime arrival_of(msghdr& message) {
  const SimTime now = host_now();
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
    return now + SimDuration{std::min<std::int64_t>(0, ns_of(stamp) - wall_clock_ns())};
  }
  return now;
}

}  // namespace

void fail_probe(const std::string& what) {
  throw std::runtime_error("a probe of the network " + what + ": " + std::strerror(errno));
}

bool would_block() { return errno == EAGAIN || errno == EINTR || errno == EINPROGRESS; }

void wait_until_readable(int socket, SimTime deadline) { wait_for(socket, POLLIN, deadline); }

void wait_until_writable(int socket, SimTime deadline) { wait_for(socket, POLLOUT, deadline); }

void turn_until_writable(int socket, SimTime deadline) {
  pollfd waited{socket, POLLOUT, 0};
  while (host_now() < deadline) {
    if (::poll(&waited, 1, 0) > 0) return;
    ::sched_yield();
  }
  throw std::runtime_error("a probe of the network could not connect in time");
}

void stamp_arrivals(int socket) {
  const int on = 1;
  if (::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0) {
    fail_probe("cannot have its arrivals stamped");
  }
}

Received receive_some(int socket, std::span<char> buffer) {
  iovec space{buffer.data(), buffer.size()};
  alignas(cmsghdr) std::array<char, 256> control{};
  msghdr message{};
  message.msg_iov = &space;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  const ssize_t count = ::recvmsg(socket, &message, 0);
  if (count > 0) return {static_cast<std::size_t>(count), arrival_of(message)};
  if (count < 0 && would_block()) return {};
  fail_probe("cannot receive");
}

}  // namespace fathom
