#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/framing.hpp"
#include "metrics/party_id.hpp"
#include "protocol/kernels/block_pool.hpp"
#include "protocol/wiped.hpp"

namespace fathom {

/// What a connection between two parties carries.
enum class FrameKind : std::uint8_t {
  hello,      ///< who dials, whom it looks for, for which job, and who is to speak
  welcome,    ///< the answer: the connection stands
  refusal,    ///< the answer: why it does not
  ready,      ///< to server 0: all connections of the sender stand
  go,         ///< from server 0: all parties are ready
  message,    ///< a message of the protocol
  consumed,   ///< so many bytes of messages have been used: credit for as many
  heartbeat,  ///< the sender lives, and has nothing to say
  finished,   ///< the sender needs nothing more
  ending,     ///< the job ends without a result, and why
};
inline constexpr std::size_t kFrameKinds = 10;

/// Stands before the content of every frame: 33 bytes, as many as CAF's own protocol puts before a
/// message, so that a message has the size that paper predicts. Little-endian: magic 4, version 1,
/// kind 1, content length 4, sender 4, receiver 4, number of the frame in its direction 8, zeros 7.
struct FrameHeader {
  FrameKind kind = FrameKind::heartbeat;
  std::uint32_t length = 0;
  PartyId from, to;
  std::uint64_t number = 0;

  static constexpr std::size_t kSize = static_cast<std::size_t>(Framing::kTransport.count());
};

/// What a connection carried that no party of this version would have sent.
class FrameFault : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t { garbage, version, length, order, content };
  FrameFault(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

using Buffer = std::vector<char>;

using WipedBuffer = Wiped<char>;
/// May be as long as the greatest message; wiped as all blocks of a party are.
using FrameContent = std::vector<char, BlockAllocator<char>>;

/// A header, or a frame of a short content, at the end of `out`. Party ids are those of a run, and
/// the receiver of a hello may not be known.
void write_header(const FrameHeader& header, Buffer& out);
/// Throws FrameFault.
[[nodiscard]] FrameHeader read_header(std::span<const char, FrameHeader::kSize> bytes);

/// Cuts what arrives on a connection into frames. No content is kept that is longer than the limit
/// allows: the length is looked at before a byte of it is.
class FrameReader {
 public:
  struct Frame {
    FrameHeader header;
    FrameContent content;
  };

  /// Frames of more than `limit` bytes of content are refused from now on.
  void set_limit(std::size_t limit) { limit_ = limit; }

  /// Takes bytes in and hands over each frame that is complete. Throws FrameFault; a reader that
  /// has thrown is of no more use.
  void feed(std::span<const char> bytes, const std::function<void(Frame)>& take);

 private:
  [[nodiscard]] std::span<const char> take_header(std::span<const char> bytes);

  std::size_t limit_ = 0;
  std::uint64_t next_ = 0;
  Buffer header_;
  bool has_header_ = false;
  Frame frame_;
};

}  // namespace fathom
