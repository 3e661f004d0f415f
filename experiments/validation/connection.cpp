#include "experiments/validation/connection.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <vector>

#include "experiments/validation/host_time.hpp"
#include "experiments/validation/probe_socket.hpp"

namespace fathom {

Connection::Connection(const NetworkNamespace& from, const NetworkNamespace& to)
    : sender_(from.tcp_socket()), listener_(to.tcp_socket()) {
  address_.sin_family = AF_INET;
  address_.sin_addr = to.address();
  auto* const address = reinterpret_cast<sockaddr*>(&address_);
  stamp_arrivals(listener_.number());
  socklen_t size = sizeof address_;
  if (::bind(listener_.number(), address, size) != 0) fail_probe("has no port");
  if (::listen(listener_.number(), 1) != 0) fail_probe("cannot listen");
  if (::getsockname(listener_.number(), address, &size) != 0) fail_probe("does not know its port");
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
      wait_until_writable(sender_.number(), deadline);
    } else {
      fail_probe("cannot send");
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
    const Received some =
        receive_some(receiver_.number(), std::span(buffer).first(std::min(left, kBuffer)));
    left -= some.bytes;
    if (some.bytes > 0) {
      arrived = some.arrived;
    } else {
      wait_until_readable(receiver_.number(), deadline);
    }
  }
  return arrived;
}

Connection::State Connection::state() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(sender_.number(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
    fail_probe("is gone");
  constexpr std::int64_t kNsPerUs = 1000;
  return {info.tcpi_snd_cwnd, info.tcpi_snd_ssthresh, info.tcpi_total_retrans,
          SimDuration{info.tcpi_rtt * kNsPerUs}, SimDuration{info.tcpi_rto * kNsPerUs}};
}

void Connection::open(SimTime deadline) {
  const auto* const address = reinterpret_cast<const sockaddr*>(&address_);
  if (::connect(sender_.number(), address, sizeof address_) != 0 && !would_block()) {
    fail_probe("cannot connect");
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
    wait_until_readable(listener_.number(), deadline);
    receiver_ =
        Descriptor(::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!receiver_ && !would_block()) fail_probe("cannot accept");
  }
}

}  // namespace fathom
