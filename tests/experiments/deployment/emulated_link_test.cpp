#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <catch2/catch.hpp>

#include "experiments/validation/host_time.hpp"
#include "experiments/validation/packet_relay.hpp"
#include "experiments/validation/probe_socket.hpp"
#include "tests/experiments/deployment/small_job.hpp"

using namespace fathom;
using test::SmallJob;
using namespace fathom::literals;

namespace {

std::string congestion_control(const Descriptor& socket) {
  std::array<char, 16> name{};
  socklen_t size = name.size();
  REQUIRE(::getsockopt(socket.number(), IPPROTO_TCP, TCP_CONGESTION, name.data(), &size) == 0);
  return name.data();
}

/// The two ends of a connection between two hosts.
std::pair<Descriptor, Descriptor> connect(const NetworkNamespace& from,
                                          const NetworkNamespace& to) {
  Descriptor sender = from.tcp_socket();
  const Descriptor listener = to.tcp_socket();
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr = to.address();
  auto* const address = reinterpret_cast<sockaddr*>(&at);
  socklen_t size = sizeof at;
  REQUIRE(::bind(listener.number(), address, size) == 0);
  REQUIRE(::listen(listener.number(), 1) == 0);
  REQUIRE(::getsockname(listener.number(), address, &size) == 0);
  ::connect(sender.number(), address, size);
  wait_until_readable(listener.number(), host_now() + 10_s);
  Descriptor receiver(::accept(listener.number(), nullptr, nullptr));
  REQUIRE(receiver);
  return {std::move(sender), std::move(receiver)};
}

}  // namespace

// Parties are ordinary programs that leave it to the system; the model `tcp` is one of CUBIC.
TEST_CASE("TCP between emulated hosts is CUBIC, whatever the machine's is") {
  try {
    std::vector<NetworkNamespace> hosts;
    for (std::size_t i = 0; i < 2; ++i) hosts.emplace_back(i);
    const PacketRelay relay(hosts, {Bandwidth::bits_per_s(100'000'000), 1_ms});
    const auto [sender, receiver] = connect(hosts[0], hosts[1]);
    CHECK(congestion_control(sender) == "cubic");
    CHECK(congestion_control(receiver) == "cubic");
  } catch (const EmulationUnavailable& reason) {
    WARN("skipped: " << reason.what());
  }
}

// How long it takes is not for a test to say: the machine may be busy.
TEST_CASE("parties on hosts of their own, behind an emulated link, do what they do in simulation",
          "[slow]") {
  constexpr int kSkipped = 77;
  const SmallJob job;
  const test::Ended ended = job.deploy(job.write("", "epochs = 1\nseed = 3"),
                                       "--transport tcp --emulate latency=2ms,bandwidth=100Mbit/s");
  INFO(ended.err);
  if (ended.code == kSkipped) {
    WARN(ended.err);
    return;
  }
  CHECK(ended.code == 0);
  CHECK_THAT(ended.err, Catch::Contains("bit for bit"));
  CHECK_THAT(ended.err, Catch::Contains("duration: "));
}
