#pragma once

#include <caf/io/all.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "actors/deployment/frame.hpp"
#include "actors/deployment/handshake.hpp"
#include "actors/deployment/outbox.hpp"
#include "actors/deployment/tls.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// What passed a connection in one direction.
struct LineCount {
  Messages frames;
  Bytes messages;  ///< of frames with messages
  Bytes control;   ///< of all others
};

/// One connection to another party, or to whoever knocks: frames, behind TLS where the deployment
/// has it. Once both sides have said who they are, one of them speaks and the other listens. It
/// belongs to a broker, in whose thread all happens.
class Line {
 public:
  /// `target` is the party that was dialled, nothing where somebody has knocked.
  Line(caf::io::broker& broker, caf::io::connection_handle handle, const TlsIdentity* identity,
       std::optional<PartyId> target);

  [[nodiscard]] caf::io::connection_handle handle() const { return handle_; }
  [[nodiscard]] std::optional<PartyId> target() const { return target_; }

  /// The party at the other end, once both sides have said who they are.
  [[nodiscard]] std::optional<PartyId> peer() const { return peer_; }
  void set_peer(PartyId peer);
  /// Who speaks: of a party that was dialled from the beginning, of one that knocks from its hello.
  [[nodiscard]] Direction direction() const { return direction_; }
  void set_direction(Direction direction) { direction_ = direction; }
  /// The name in the certificate of the other side.
  [[nodiscard]] std::optional<std::string> certified() const {
    return tls_ ? tls_->peer() : std::nullopt;
  }
  /// Whether its protection is gone, so that nothing more can be said.
  [[nodiscard]] bool has_failed() const { return tls_ != nullptr && tls_->has_failed(); }
  [[nodiscard]] bool protected_by_tls() const { return tls_ != nullptr; }
  /// Where the other side is, for messages about it.
  [[nodiscard]] std::string address() const;

  /// Bytes from the socket; hands over each frame. Throws FrameFault and TlsFault.
  void receive(std::span<const char> bytes, const std::function<void(FrameReader::Frame)>& take);
  /// A frame of a short content.
  void send(PartyId from, PartyId to, FrameKind kind, const Buffer& content = {});
  /// A message, whose number is filled in.
  void send_message(OutgoingFrame frame);
  /// The kernel has taken all but `left` bytes of what the connection was given.
  void written(std::size_t left);
  /// All that has not left is the connection's from now on, however much it is: the party goes.
  void hand_over();
  /// It is gone, and what it has not said is lost.
  void lost();
  [[nodiscard]] bool drained() const { return unwritten_ == 0 && outbox_.empty(); }

  [[nodiscard]] SimTime opened() const { return opened_; }
  [[nodiscard]] SimTime heard() const { return heard_; }  ///< last
  /// This party was not there to hear: the other one's silence begins anew.
  void forgive(SimTime now) { heard_ = now; }
  [[nodiscard]] SimTime sent() const { return sent_; }  ///< last
  [[nodiscard]] const LineCount& counted_in() const { return in_; }
  [[nodiscard]] const LineCount& counted_out() const { return out_; }

  bool is_closing = false;

 private:
  void count(LineCount& sum, FrameKind kind, std::size_t content) const;
  void push(OutgoingFrame frame);
  void pass_on(std::size_t ahead);
  void write();

  caf::io::broker& broker_;
  caf::io::connection_handle handle_;
  std::optional<PartyId> target_, peer_;
  Direction direction_ = Direction::out;
  std::unique_ptr<TlsChannel> tls_;
  FrameReader reader_;
  std::uint64_t next_ = 0;
  Outbox outbox_;
  std::size_t unwritten_ = 0;  ///< bytes that the connection has and the kernel has not
  SimTime opened_, heard_, sent_;
  LineCount in_, out_;
};

}  // namespace fathom
