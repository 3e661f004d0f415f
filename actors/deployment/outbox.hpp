#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>

#include "actors/deployment/frame.hpp"
#include "protocol/envelope.hpp"

namespace fathom {

/// A frame on its way out: `head` and then, where `elements` is not null, its tensors' elements as
/// they lie in memory, which are copied nowhere before it is their turn.
struct OutgoingFrame {
  WipedBuffer head;
  std::shared_ptr<const Payload> elements;

  [[nodiscard]] std::size_t size() const;
};

/// Frames that wait for a connection, in order. A connection that is given some of them at a time
/// holds no more than that: fresh memory for whole messages would cost more than to fill it.
class Outbox {
 public:
  void push(OutgoingFrame frame);
  [[nodiscard]] bool empty() const { return frames_.empty(); }

  /// The next bytes of the first frame, at most so many, at the end of `out`: never of two frames,
  /// so that what protects a connection cuts each frame alike, whatever waits behind it.
  void take(std::size_t most, Buffer& out);

 private:
  /// What is left of the head or of one tensor.
  [[nodiscard]] std::span<const char> rest() const;

  std::deque<OutgoingFrame> frames_;
  std::size_t section_ = 0;  ///< of the first frame: 0 is its head, and then its tensors
  std::size_t taken_ = 0;    ///< bytes of the section
};

}  // namespace fathom
