#include <algorithm>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_deserializer.hpp>
#include <stdexcept>

#include "actors/deployment/handshake.hpp"
#include "actors/deployment/message_frame.hpp"
#include "actors/messages/message.hpp"
#include "tests/fuzz/reader.hpp"

namespace fathom::fuzz {
namespace {

/// An actor system without threads. It lives as long as the process: CAF's own statics, which it
/// needs at its end, may be gone by then.
caf::actor_system& quiet_system() {
  struct Config : caf::actor_system_config {
    Config() {
      set("scheduler.policy", caf::atom("testing"));
      add_messages(*this);
    }
  };
  static Config& config = *new Config;
  static caf::actor_system& system = *new caf::actor_system(config);
  return system;
}

/// A message of the kind that its header names; what it takes is no more than what is there.
bool read_message(ByteView bytes) {
  constexpr std::size_t kKindAt = 24;
  if (bytes.size() <= kKindAt) return false;
  const std::vector<char> buffer(bytes.begin(), bytes.end());
  caf::binary_deserializer source(quiet_system(), buffer);
  Envelope envelope;
  const auto kind = static_cast<MessageKind>(bytes[kKindAt] % kMessageKinds);
  if (load(source, kind, envelope)) {
    if (envelope.payload) throw std::logic_error("a message that was refused has left a payload");
    return false;
  }
  if (payload_bytes(envelope.header).count() > std::int64_t(bytes.size())) {
    throw std::logic_error("a message has more than there was");
  }
  return true;
}

/// What a connection carries, in pieces, as the kernel hands it over; the contents are read as
/// those of a party that is let in.
bool read_frames(ByteView bytes) {
  const std::vector<char> buffer(bytes.begin(), bytes.end());
  FrameReader reader;
  reader.set_limit(greatest_content());
  std::size_t taken = 0;
  try {
    for (std::size_t at = 0; at < buffer.size(); at += 7) {
      const std::size_t size = std::min<std::size_t>(7, buffer.size() - at);
      reader.feed(std::span(buffer).subspan(at, size), [&taken](const FrameReader::Frame& frame) {
        if (frame.header.kind == FrameKind::hello) static_cast<void>(direction_of(frame));
        if (frame.header.kind == FrameKind::ending) static_cast<void>(read_ending(frame.content));
        if (frame.header.kind == FrameKind::refusal) static_cast<void>(read_refusal(frame.content));
        if (frame.header.kind == FrameKind::consumed) static_cast<void>(read_number(frame.content));
        if (frame.header.kind == FrameKind::message) {
          static_cast<void>(envelope_of(quiet_system(), frame.content));
        }
        ++taken;
      });
    }
  } catch (const FrameFault&) {
    return false;
  }
  return taken > 0;
}

}  // namespace

std::vector<Reader> message_readers() {
  return {{"message", read_message}, {"frames", read_frames}};
}

}  // namespace fathom::fuzz
