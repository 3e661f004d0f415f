#pragma once

#include <fmt/format.h>

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>

#include "actors/simulation/wire_observer.hpp"
#include "protocol/envelope.hpp"

namespace fathom::test {

inline constexpr std::size_t kSecretWord = 8;

/// Every 64-bit word that passes a wire, but those so small that any table holds such a number, as
/// people and programs write them: decimal, as signed numbers too, and in hex.
class Secrets final : public WireObserver {
 public:
  void on_sent(PartyId, PartyId, const Header&, Bytes) override {}
  void on_delivered(PartyId, PartyId, const Envelope& envelope, Bytes,
                    const MessageLife&) override {
    add(envelope);
  }
  void add(const Envelope& envelope) {
    for (const Tensor& tensor : envelope.payload->tensors) add(tensor.data(), tensor.bytes());
    if (envelope.payload->key) add(*envelope.payload->key);
  }

  [[nodiscard]] std::size_t count() const { return words_.size(); }
  [[nodiscard]] std::uint64_t any() const { return *words_.rbegin(); }

  /// The first secret word in a text, or "".
  [[nodiscard]] std::string first_in(const std::string& text) const {
    std::string token;
    for (const char c : text + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        token += c;
      } else {
        if (texts_.contains(token)) return token;
        token.clear();
      }
    }
    return "";
  }

 private:
  void add(const Key& key) {
    add(key.data(), sizeof(Key));
    std::string hex;
    for (const std::byte byte : key) hex += fmt::format("{:02x}", static_cast<unsigned>(byte));
    texts_.insert(hex);
  }
  void add(const void* data, std::size_t bytes) {
    const auto* from = static_cast<const std::byte*>(data);
    for (std::size_t at = 0; at + kSecretWord <= bytes; at += kSecretWord) {
      std::uint64_t word = 0;
      std::memcpy(&word, from + at, kSecretWord);
      if (word >> 48U == 0 || ~word >> 48U == 0) continue;
      words_.insert(word);
      texts_.insert(std::to_string(word));
      texts_.insert(std::to_string(~word + 1));  // behind a minus sign
      texts_.insert(fmt::format("{:x}", word));
      texts_.insert(fmt::format("{:016x}", word));
      texts_.insert(fmt::format("{:#x}", word));
    }
  }

  std::set<std::uint64_t> words_;
  std::set<std::string> texts_;
};

}  // namespace fathom::test
