#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "metrics/message_life.hpp"
#include "metrics/party_id.hpp"
#include "metrics/units.hpp"

namespace fathom {

/// A fast 64-bit hash of bytes, to tell runs apart; not a cryptographic one.
[[nodiscard]] std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t start = 0);
[[nodiscard]] std::uint64_t hash_words(std::initializer_list<std::uint64_t> words);

/// Two fingerprints of a run. Traffic: all delivered messages in order (time, source, destination,
/// kind, bytes); with modelled compute the same bits on any machine. Content: their payloads by
/// name, in no order, so it is the same on every network, with every window.
class Digests {
 public:
  void delivered(SimTime time, PartyId from, PartyId to, std::uint8_t kind, Bytes message);
  /// From any thread.
  void payload(PartyId from, PartyId to, std::uint64_t tag, std::uint64_t hash);

  [[nodiscard]] std::string traffic() const;  ///< 16 hexadecimal digits
  [[nodiscard]] std::string content() const;
  /// Those of several parties add up to that of the run.
  [[nodiscard]] std::uint64_t content_sum() const { return content_; }

 private:
  std::uint64_t traffic_ = 0;
  std::atomic<std::uint64_t> content_ = 0;
};

}  // namespace fathom
