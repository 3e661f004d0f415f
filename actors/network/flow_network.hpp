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
#include "actors/network/tcp_window.hpp"

namespace fathom {

/// Messages as flows that share links. Inside a connection first come, first served; between
/// connections max-min fair shares of the hosts' links (`Allocator`); then the one-way latency and
/// what jitter adds, in the order of the connection. The queue must not run its events after the
/// network is gone.
///
/// Model `plain`: a message alone takes wire / bandwidth + latency. No windows, acknowledgements or
/// handshakes: within 2 % of the kernel's TCP for a warm connection, 35 % off on average for the
/// first bytes of a cold one.
///
/// Model `tcp`: its first message waits for the handshake; a message of n segments leaves in
/// flights (`TcpWindow`), and where a flight leaves sooner than its first acknowledgement returns,
/// the connection pauses and gives up its share. Alone, with S for a segment's time and windows w_0
/// ... w_{P-1} full, it takes wire / bandwidth + sum of max(0, round trip - w_j S) + latency.
///
/// Loss p is a cap on the connection: one segment a round trip, times sqrt(3 / 2p). [Mathis,
/// Semke, Mahdavi and Ott, 1997]
///
/// Hosts of one machine share its link, unless they have cards of their own; between them messages
/// arrive at once.
class FlowNetwork final : public Network {
 public:
  /// `seed` is that of the jitter. Throws UserError where hosts of one machine disagree about it.
  FlowNetwork(EventQueue& queue, NetworkSpec spec, std::uint64_t seed = 1);

  HostId add_host(std::string name) override;
  void transmit(HostId from, HostId to, SimTime sent, Bytes wire, DeliverCallback deliver) override;
  [[nodiscard]] std::vector<LinkStatistics> link_statistics() const override;

 private:
  using MessageIndex = std::uint32_t;
  using LinkIndex = std::uint32_t;
  static constexpr MessageIndex kNoMessage = std::numeric_limits<MessageIndex>::max();

  /// What hosts of one machine share.
  struct Card {
    EndpointId source;
    EndpointId destination;
    std::size_t first_host;  ///< that stands on it
  };
  struct Host {
    std::string name;
    std::size_t card;
  };
  struct Message {
    MessageLife life;
    Bytes wire;
    Bytes left;  ///< of it, not yet on its way
    LinkIndex link = 0;
    bool begun = false;              ///< it reached the head of its connection
    MessageIndex next = kNoMessage;  ///< behind it in its connection
    DeliverCallback deliver;
  };
  struct Link {
    LinkStatistics statistics;
    SimDuration latency;
    SimDuration jitter;                      ///< at most
    SimDuration segment;                     ///< the time of a full one with the path to itself
    SimTime arrived;                         ///< the last message
    std::uint64_t name;                      ///< hash of its two hosts' names
    std::optional<ConnectionId> connection;  ///< none if nothing limits it
    std::optional<TcpWindow> window;         ///< none in model plain, and on one machine
    Bytes passing;                           ///< of the head, in the present flight
    bool is_active = false;                  ///< has a share
    MessageIndex head = kNoMessage;
    MessageIndex tail = kNoMessage;
  };

  LinkIndex link_between(HostId from, HostId to);
  LinkIndex add_link(HostId from, HostId to);
  MessageIndex keep(Message message);
  Message release(MessageIndex index);

  std::size_t card_of(const std::string& name);
  void limit(Link& link, const Host& source, const Host& destination);

  void enqueue(MessageIndex index);
  void advance(LinkIndex index);
  bool begin_head(LinkIndex index);
  bool send_more(LinkIndex index);
  void wait(LinkIndex index, SimTime until);
  void release_share(Link& link);
  void finish_flight(Link& link);
  void finish_head(Link& link);
  [[nodiscard]] SimTime arrival(Link& link);
  void finish_transfers();
  void settle_soon();
  void settle();

  EventQueue& queue_;
  NetworkSpec spec_;
  std::uint64_t seed_;
  Allocator allocator_;
  std::vector<Card> cards_;
  std::unordered_map<std::string, std::size_t> card_of_machine_;
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
