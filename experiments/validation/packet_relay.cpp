#include "experiments/validation/packet_relay.hpp"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <optional>

#include "experiments/validation/host_time.hpp"

namespace fathom {
namespace {

using namespace literals;

/// The longest sleep: how soon `attend` and `stop` are heeded.
constexpr SimDuration kNap = 1_ms;

/// The host that a packet is for, if it is one of IPv4 for one of the hosts.
std::optional<std::size_t> destination_of(std::span<const std::byte> content,
                                          std::span<const NetworkNamespace> hosts) {
  if (content.size() < sizeof(iphdr)) return {};
  iphdr header{};
  std::memcpy(&header, content.data(), sizeof header);
  if (header.version != 4) return {};
  const auto found = std::ranges::find_if(hosts, [&header](const NetworkNamespace& host) {
    return host.address().s_addr == header.daddr;
  });
  if (found == hosts.end()) return {};
  return static_cast<std::size_t>(found - hosts.begin());
}

/// One direction of one connection: both addresses' last bytes and both ports.
std::uint64_t flow_of(std::span<const std::byte> content) {
  iphdr header{};
  std::memcpy(&header, content.data(), sizeof header);
  const std::size_t options = std::size_t{header.ihl} * 4;
  std::uint32_t ports = 0;
  const bool has_ports = header.protocol == IPPROTO_TCP || header.protocol == IPPROTO_UDP;
  if (has_ports && content.size() >= options + sizeof ports) {
    std::memcpy(&ports, content.data() + options, sizeof ports);
  }
  const std::uint64_t hosts =
      (ntohl(header.saddr) & 0xffffU) << 16U | (ntohl(header.daddr) & 0xffffU);
  return hosts << 32U | ports;
}

}  // namespace

PacketRelay::PacketRelay(std::span<const NetworkNamespace> hosts, LinkSpec link,
                         SimDuration turning)
    : hosts_(hosts), turning_(turning), schedule_(hosts.size(), link) {
  for (const NetworkNamespace& host : hosts_) links_.push_back({host.link(), POLLIN, 0});
  thread_ = std::thread([this] { run(); });
}

PacketRelay::~PacketRelay() { stop(); }

RelayLateness PacketRelay::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return lateness_;
}

void PacketRelay::run() {
  make_urgent(Urgency::relay);
  while (!stopping_) {
    for (std::size_t host = 0; host < hosts_.size(); ++host) {
      if ((links_[host].revents & POLLIN) != 0) read_from(host);
    }
    while (const auto arrival = schedule_.take(host_now())) deliver(*arrival);
    wait();
  }
}

/// A few packets at a time, for others are due meanwhile.
void PacketRelay::read_from(std::size_t host) {
  constexpr int kMost = 16;
  std::array<std::byte, 2048> buffer{};
  for (int i = 0; i < kMost; ++i) {
    const ssize_t size = ::read(hosts_[host].link(), buffer.data(), buffer.size());
    if (size <= 0) return;
    const std::span content(buffer.data(), static_cast<std::size_t>(size));
    const auto to = destination_of(content, hosts_);
    if (!to) continue;
    schedule_.accept({host, *to, flow_of(content), {content.begin(), content.end()}}, host_now());
  }
}

void PacketRelay::deliver(const LinkSchedule::Arrival& arrival) {
  const SimDuration late = host_now() - arrival.time;
  ++lateness_.packets;
  lateness_.sum += late;
  lateness_.greatest = std::max(lateness_.greatest, late);
  const auto& content = arrival.packet.content;
  // TCP would repeat a packet that its host refuses.
  static_cast<void>(::write(hosts_[arrival.packet.to].link(), content.data(), content.size()));
}

void PacketRelay::wait() {
  const SimTime now = host_now();
  const std::optional<SimTime> next = schedule_.next();
  const SimDuration left = next ? *next - now : kNap;
  const bool turns = now.ns() < attended_until_ns_ || left <= turning_;
  const SimDuration nap = turns ? 0_ns : std::min(left - turning_, kNap);
  const timespec timeout{0, nap.count()};
  ::ppoll(links_.data(), links_.size(), &timeout, nullptr);
}

}  // namespace fathom
