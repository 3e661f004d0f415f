#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "metrics/recorder.hpp"
#include "protocol/envelope.hpp"
#include "protocol/task.hpp"

namespace fathom {

class Gathering;

/// What a party stands on: it carries messages away and keeps the time. Behind it stands an actor
/// of the simulation, an actor on the wire, or a queue in a test.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  virtual void send(PartyId to, Envelope envelope) = 0;
  /// The party has done `work` on elements of `ring`; it took `measured` of host time (0 unless
  /// asked).
  virtual void charge(const Label& label, const Ring& ring, const Work& work,
                      SimDuration measured) = 0;
  /// A strand goes on because of the message that is just being delivered.
  virtual void on_resume(const Label& label) = 0;
  /// A strand has taken a message, or a part of one: the party keeps it no longer.
  virtual void on_taken(PartyId /*from*/, const Header& /*header*/) {}
  /// Whether `charge` wants the host's own time of each kernel.
  [[nodiscard]] virtual bool measures_time() const { return false; }
};

/// What a receiver expects of a message: anything else is the sender's violation.
struct Expected {
  MessageKind kind;
  RingId ring = RingId::z64;
  std::int64_t elements = 0;
};

/// One of the messages that a strand takes in whatever order they come.
struct GatheredMessage {
  PartyId from;
  Tag tag;
  Expected expected;
};

/// One party of the protocol, seen from its coroutines: it sends, waits by name, draws from
/// generators shared with one other party, and is charged for its work. The order in which messages
/// arrive never changes what it computes. A second wait for a name, or a second message of a name,
/// is an error.
class Party {
 public:
  Party(PartyId id, Host& host, Recorder& recorder);
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;

  [[nodiscard]] PartyId id() const { return id_; }
  [[nodiscard]] Recorder& recorder() { return recorder_; }
  [[nodiscard]] bool measures_time() const { return host_.measures_time(); }
  /// Whether the elements that it sends and receives travel packed; all parties agree.
  void set_packed(bool packed) { packed_ = packed; }
  /// Names of layers for the text of errors; they outlive the party. Without them a layer is a
  /// number.
  void set_layers(const LayerNames& layers) { layers_ = &layers; }
  [[nodiscard]] const LayerNames& layers() const;
  /// The name of a label's layer, or its number where there is no such layer.
  [[nodiscard]] static std::string layer_text(const Label& label, const LayerNames& layers);
  /// ", in layer dense1, pass forward, ...", also where a peer's label names no layer.
  [[nodiscard]] std::string in_layer(const Label& label) const;
  /// How often the job has started anew: what it sends says so, what an earlier start has sent is
  /// refused, and what a later one has is a violation.
  void set_epoch(std::uint8_t epoch) { epoch_ = epoch; }
  /// Payload that it keeps from one peer before anybody has asked for it; more is a violation. 0:
  /// no limit.
  void set_inbox_limit(Bytes most) { inbox_limit_ = most; }

  /// Index of this party's depth in a strand.
  [[nodiscard]] std::size_t depth_index() const {
    if (id_.is_likelihood()) return 3;
    return id_.is_server() ? id_.value() : 2;
  }
  [[nodiscard]] Depth& depth(Strand& strand) const { return strand.depth[depth_index()]; }

  /// Sends ring elements, in parts of at most 64 MiB; no elements, no message (a credit or a
  /// request has none and is sent all the same). The label is the strand's.
  void send(Strand& strand, PartyId to, MessageKind kind, Tag tag, std::vector<Tensor> tensors);
  void send_key(Strand& strand, PartyId to, Tag tag, const Key& key);
  void send_credit(Strand& strand, PartyId to, Tag tag);
  void send_request(Strand& strand, PartyId to, Tag tag);

  /// Sends a message, or a part of one, as a trace has it: tag, label, kind, ring, part, elements
  /// and packing of the header count; `content` stands for the payload's hash.
  void send_again(Strand& strand, PartyId to, const Header& header, Payload payload,
                  std::uint64_t content);

  /// Enters the operation with that tag, from where its rounds count, and leaves it. The rounds of
  /// the servers are recorded.
  void enter(Strand& strand, Tag operation);
  void leave(Strand& strand, Tag operation);

  /// Awaitable: the payload of the message named `tag` from `from`. Throws ProtocolError when the
  /// message is not what was expected, or the peer is lost.
  class Receive;
  [[nodiscard]] Receive receive(PartyId from, Tag tag, Expected expected);

  void charge(const Strand& strand, const Ring& ring, const Work& work,
              SimDuration measured = SimDuration{});

  /// The generator that this party shares with `other`. Throws ProtocolError when there is none.
  [[nodiscard]] const Generator& generator(PartyId other) const;
  void set_key(PartyId other, const Key& key);

  /// Messages that one strand takes in whatever order they come.
  friend class Gathering;

  /// From the host: a message has come. Resumes the coroutine that waits for it, if one does.
  void deliver(PartyId from, Envelope envelope);
  /// From the host: no more will come; everything that waits fails with `error`.
  void fail(const std::exception_ptr& error);

  /// From the host: `peer` is gone, as `why` says ("crashed"). What has come from it can still be
  /// taken; a wait for more ends, now or when it begins, in ProtocolError peer_lost.
  void lose(PartyId peer, const std::string& why);
  /// How many waits for a message have begun. A wait is older than another if it began before it.
  [[nodiscard]] std::uint64_t waits_begun() const { return waits_begun_; }
  /// From the host: whoever waits since there were `begun` waits or fewer has waited for `time`,
  /// which is too long: it ends in ProtocolError timed_out. Whether there was one.
  bool give_up(std::uint64_t begun, SimDuration time);

  /// Who waits for what, one line each: for the report of a run that cannot go on.
  [[nodiscard]] std::vector<std::string> waiting(const LayerNames& layers) const;
  /// Messages of an earlier start of the job that came and were refused.
  [[nodiscard]] std::size_t refused() const { return refused_; }
  /// Messages that came and that nobody has taken.
  [[nodiscard]] std::size_t untaken() const { return inbox_.size(); }

 private:
  struct Name {
    PartyId from;
    Tag tag;
    bool operator==(const Name&) const = default;
  };
  struct NameHash {
    std::size_t operator()(const Name& name) const noexcept {
      return mix(name.tag.value, name.from.value());
    }
  };
  using Parts = std::vector<Envelope>;

  [[nodiscard]] TracePlace place(const Strand& strand) const {
    return {id_, strand.id, strand.label};
  }
  void send_part(Strand& strand, PartyId to, Header header, Payload payload,
                 std::optional<std::uint64_t> content = {});
  [[nodiscard]] bool complete(const Parts& parts, const Expected& expected) const;
  void check(const Name& name, const Parts& parts, const Expected& expected,
             const Label& label) const;
  /// Whether a message may come in: not when an earlier start has sent it. Throws ProtocolError for
  /// one that no peer that keeps to the protocol sends.
  [[nodiscard]] bool admit(const Name& name, const Envelope& envelope);
  /// The first, in order of their texts, of those that wait and of which `which` holds.
  template <class Which>
  [[nodiscard]] std::string first_waiting(const Which& which) const;
  [[nodiscard]] std::string wait_text(const Name& name, const Receive& receive,
                                      const LayerNames& layers) const;
  [[nodiscard]] std::exception_ptr lost(PartyId peer, const std::string& waiting) const;
  [[nodiscard]] bool is_asked_for(const Name& name) const;
  /// Takes a complete message out of the inbox; the strand's depth takes in what it carries.
  std::vector<std::shared_ptr<const Payload>> take(const Name& name, const Expected& expected,
                                                   Strand& strand);

  PartyId id_;
  Host& host_;
  Recorder& recorder_;
  bool packed_ = false;
  std::map<PartyId, Generator> generators_;
  std::unordered_map<Name, Parts, NameHash> inbox_;
  std::unordered_set<Name, NameHash> taken_;  ///< names of messages that have been used
  std::unordered_map<Name, Receive*, NameHash> waiting_;
  Gathering* gathering_ = nullptr;
  std::exception_ptr failure_;

  const LayerNames* layers_ = nullptr;
  std::uint8_t epoch_ = 0;
  std::size_t refused_ = 0;
  Bytes inbox_limit_;
  std::map<PartyId, Bytes> unasked_;     ///< what the inbox holds, when it has a limit
  std::map<PartyId, std::string> lost_;  ///< peers that are gone, and why
  std::uint64_t waits_begun_ = 0;
};

/// The wait for one message. Registers itself while it waits and deregisters when it is destroyed.
class Party::Receive {
 public:
  Receive(Party& party, Name name, Expected expected)
      : party_(party), name_(name), expected_(expected) {}
  Receive(const Receive&) = delete;
  Receive& operator=(const Receive&) = delete;
  ~Receive();

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> handle) {
    return wait(*handle.promise().strand, handle);
  }
  /// The payloads of the message's parts, in order.
  std::vector<std::shared_ptr<const Payload>> await_resume();

 private:
  friend class Party;
  bool wait(Strand& strand, std::coroutine_handle<> handle);

  Party& party_;
  Name name_;
  Expected expected_;
  Strand* strand_ = nullptr;
  std::coroutine_handle<> handle_;
  bool registered_ = false;
  std::uint64_t number_ = 0;  ///< of this wait among those of its party
};

/// All elements of a received payload as tensors of these shapes.
[[nodiscard]] std::vector<Tensor> unpack(const Ring& ring,
                                         const std::vector<std::shared_ptr<const Payload>>& parts,
                                         const std::vector<Shape>& shapes);

}  // namespace fathom
