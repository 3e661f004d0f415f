#include "experiments/validation/connection.hpp"

#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

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

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("a probe of the network " + what + ": " + std::strerror(errno));
}

void wait_for(int descriptor, short events, SimTime deadline) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  const std::int64_t left = (deadline - host_now()).count() / kNsPerMs;
  pollfd waited{descriptor, events, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
  if (ready > 0 || (ready < 0 && errno == EINTR)) return;
  throw std::runtime_error("a probe of the network did not come to its end in time");
}

/// While a connection opens: a thread that slept would notice a tenth of a millisecond late.
/// Threads of equal urgency take turns.
void turn_until_writable(int descriptor, SimTime deadline) {
  pollfd waited{descriptor, POLLOUT, 0};
  while (host_now() < deadline) {
    if (::poll(&waited, 1, 0) > 0) return;
    ::sched_yield();
  }
  throw std::runtime_error("a probe of the network could not connect in time");
}

/// When the kernel had the last of the bytes that were read into `message`: it stamps what comes
/// in, so that how soon the reader wakes up does not count.
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

bool would_block() { return errno == EAGAIN || errno == EINTR || errno == EINPROGRESS; }

}  // namespace

Connection::Connection(const NetworkNamespace& from, const NetworkNamespace& to)
    : sender_(from.tcp_socket()), listener_(to.tcp_socket()) {
  address_.sin_family = AF_INET;
  address_.sin_addr = to.address();
  auto* const address = reinterpret_cast<sockaddr*>(&address_);
  const int on = 1;
  ::setsockopt(listener_.number(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);  // its children too
  socklen_t size = sizeof address_;
  if (::bind(listener_.number(), address, size) != 0) fail("has no port");
  if (::listen(listener_.number(), 1) != 0) fail("cannot listen");
  if (::getsockname(listener_.number(), address, &size) != 0) fail("does not know its port");
}

Connection::~Connection() {
  const linger at_once{1, 0};
  for (const Descriptor* end : {&sender_, &receiver_}) {
    if (*end) ::setsockopt(end->number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
}

SimTime Connection::send(SimTime start, Bytes message, SimTime deadline) {
  const std::vector<char> data(static_cast<std::size_t>(message.count()));
  sleep_until(start);
  const SimTime began = host_now();
  if (!open_) open(deadline);
  for (std::size_t sent = 0; sent < data.size();) {
    const ssize_t count =
        ::send(sender_.number(), data.data() + sent, data.size() - sent, MSG_NOSIGNAL);
    if (count >= 0) {
      sent += static_cast<std::size_t>(count);
    } else if (would_block()) {
      wait_for(sender_.number(), POLLOUT, deadline);
    } else {
      fail("cannot send");
    }
  }
  return began;
}

SimTime Connection::receive(Bytes message, SimTime deadline) {
  constexpr std::size_t kBuffer = 256 * 1024;
  std::vector<char> buffer(kBuffer);
  if (!receiver_) accept(deadline);
  SimTime arrived;
  for (auto left = static_cast<std::size_t>(message.count()); left > 0;) {
    iovec space{buffer.data(), std::min(left, kBuffer)};
    alignas(cmsghdr) std::array<char, 256> control{};
    msghdr received{};
    received.msg_iov = &space;
    received.msg_iovlen = 1;
    received.msg_control = control.data();
    received.msg_controllen = control.size();
    const ssize_t count = ::recvmsg(receiver_.number(), &received, 0);
    if (count > 0) {
      left -= static_cast<std::size_t>(count);
      arrived = arrival_of(received);
    } else if (count < 0 && would_block()) {
      wait_for(receiver_.number(), POLLIN, deadline);
    } else {
      fail("cannot receive");
    }
  }
  return arrived;
}

Connection::State Connection::state() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(sender_.number(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) fail("is gone");
  constexpr std::int64_t kNsPerUs = 1000;
  return {info.tcpi_snd_cwnd, info.tcpi_snd_ssthresh, info.tcpi_total_retrans,
          SimDuration{info.tcpi_rtt * kNsPerUs}, SimDuration{info.tcpi_rto * kNsPerUs}};
}

void Connection::open(SimTime deadline) {
  const auto* const address = reinterpret_cast<const sockaddr*>(&address_);
  if (::connect(sender_.number(), address, sizeof address_) != 0 && !would_block()) {
    fail("cannot connect");
  }
  turn_until_writable(sender_.number(), deadline);
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(sender_.number(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) throw std::runtime_error("a probe of the network cannot connect");
  open_ = true;
}

void Connection::accept(SimTime deadline) {
  while (!receiver_) {
    wait_for(listener_.number(), POLLIN, deadline);
    receiver_ =
        Descriptor(::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!receiver_ && !would_block()) fail("cannot accept");
  }
}

}  // namespace fathom
