#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "metrics/units.hpp"
#include "protocol/tag.hpp"

namespace fathom {

/// What a sender may have on its way to a server, or unused there: no more than a limit of bytes.
/// Who sends more waits until the server has used some. What is longer than the limit goes alone,
/// when nothing else is out; the parts of one message count as one, since it is used as a whole.
/// The sender waits in one thread, and credit comes from another.
class CreditGate {
 public:
  /// Without a limit nobody waits; the bytes are counted all the same.
  explicit CreditGate(std::optional<Bytes> limit) : limit_(limit) {}

  /// Waits until `bytes` may be sent. Throws ProtocolError (cancelled) once the gate is closed.
  void pass(Tag message, std::uint16_t part, Bytes bytes);
  /// The server has used so many. False when it claims more than was sent.
  [[nodiscard]] bool give_back(Bytes bytes);
  /// Nobody waits any more.
  void close();

  [[nodiscard]] Bytes outstanding() const;
  [[nodiscard]] Bytes greatest() const;  ///< that was ever outstanding

 private:
  std::optional<Bytes> limit_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Bytes outstanding_, greatest_;
  std::optional<Tag> last_;  ///< message that passed last
  bool closed_ = false;
};

/// The same rule at the server: how much of a sender lies there unused, and whether it keeps to its
/// credit.
class CreditWatch {
 public:
  explicit CreditWatch(std::optional<Bytes> limit) : limit_(limit) {}

  /// False when the sender had no credit for what has come.
  [[nodiscard]] bool arrived(Tag message, std::uint16_t part, Bytes bytes);
  void used(Bytes bytes) { unused_ -= bytes; }

  [[nodiscard]] Bytes unused() const { return unused_; }
  [[nodiscard]] Bytes greatest() const { return greatest_; }  ///< that ever lay unused

 private:
  std::optional<Bytes> limit_;
  Bytes unused_, greatest_;
  std::optional<Tag> last_;
};

}  // namespace fathom
