#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/network/allocator.hpp"
#include "actors/network/event_queue.hpp"
#include "actors/network/network.hpp"
#include "actors/network/network_spec.hpp"

namespace fathom {

/// The model `plain`: latency plus size over bandwidth. Inside a connection first come, first
/// served; between connections max-min fair shares of the hosts' links (`Allocator`); then the
/// one-way latency. No windows, acknowledgements or losses: within 2 % of the kernel's TCP for a
/// warm connection, 35 % off on average for the first bytes of a cold one. A message alone takes
/// wire / bandwidth + latency. The queue must not run its events after the network is gone.
class PlainNetwork final : public Network {
 public:
  PlainNetwork(EventQueue& queue, NetworkSpec spec);

  HostId add_host(std::string name) override;
  void transmit(HostId from, HostId to, SimTime sent, Bytes wire, DeliverCallback deliver) override;
  [[nodiscard]] std::vector<LinkStatistics> link_statistics() const override;

 private:
  using MessageIndex = std::uint32_t;
  using LinkIndex = std::uint32_t;
  static constexpr MessageIndex kNoMessage = std::numeric_limits<MessageIndex>::max();

  struct Host {
    std::string name;
    EndpointId source;
    EndpointId destination;
  };
  struct Message {
    MessageLife life;
    Bytes wire;
    LinkIndex link = 0;
    MessageIndex next = kNoMessage;  ///< behind it in its connection
    DeliverCallback deliver;
  };
  struct Link {
    LinkStatistics statistics;
    SimDuration latency;
    std::optional<ConnectionId> connection;  ///< none if nothing limits it
    MessageIndex head = kNoMessage;
    MessageIndex tail = kNoMessage;
  };

  LinkIndex link_between(HostId from, HostId to);
  LinkIndex add_link(HostId from, HostId to);
  MessageIndex keep(Message message);
  Message release(MessageIndex index);

  void enqueue(MessageIndex index);
  void start(Link& link);
  void finish_head(Link& link);
  void finish_transfers();
  void settle_soon();
  void settle();

  EventQueue& queue_;
  NetworkSpec spec_;
  Allocator allocator_;
  std::vector<Host> hosts_;
  std::vector<Link> links_;
  std::vector<LinkIndex> link_of_connection_;
  std::unordered_map<std::uint64_t, LinkIndex> link_of_pair_;
  std::vector<Message> messages_;
  std::vector<MessageIndex> free_messages_;
  std::optional<EventQueue::EventId> next_finish_;
  bool settle_scheduled_ = false;
};

}  // namespace fathom
