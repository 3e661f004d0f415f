#include "metrics/digest.hpp"

#include <fmt/format.h>

#include <cstring>
#include <initializer_list>

namespace fathom {
namespace {

constexpr std::uint64_t kPrime = 0x9e3779b97f4a7c15ULL;
constexpr std::size_t kLanes = 4;

std::uint64_t step(std::uint64_t state, std::uint64_t word) {
  return ((state ^ word) * kPrime) ^ (state >> 29U);
}

std::uint64_t finish(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

}  // namespace

// Four lanes run side by side, so that the multiplications overlap.
std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t start) {
  const auto* bytes = static_cast<const std::byte*>(data);
  std::array<std::uint64_t, kLanes> lanes{start, start + 1, start + 2, start + 3};
  std::size_t at = 0;
  for (; at + sizeof(lanes) <= size; at += sizeof(lanes)) {
    std::array<std::uint64_t, kLanes> words;
    std::memcpy(words.data(), bytes + at, sizeof(words));
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = step(lanes[lane], words[lane]);
  }
  std::array<std::uint64_t, kLanes> rest{};
  if (at < size) std::memcpy(rest.data(), bytes + at, size - at);
  std::uint64_t hash = size;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    hash = finish(hash ^ step(lanes[lane], rest[lane]));
  }
  return hash;
}

std::uint64_t hash_words(std::initializer_list<std::uint64_t> words) {
  return hash_bytes(words.begin(), words.size() * sizeof(std::uint64_t));
}

void Digests::delivered(SimTime time, PartyId from, PartyId to, std::uint8_t kind, Bytes message) {
  traffic_ = hash_words({traffic_, static_cast<std::uint64_t>(time.ns()), from.value(), to.value(),
                         kind, static_cast<std::uint64_t>(message.count())});
}

// A sum does not depend on the order of its terms.
void Digests::payload(PartyId from, PartyId to, std::uint64_t tag, std::uint64_t hash) {
  content_ += hash_words({from.value(), to.value(), tag, hash});
}

std::string Digests::traffic() const { return fmt::format("{:016x}", traffic_); }
std::string Digests::content() const { return fmt::format("{:016x}", content_.load()); }

}  // namespace fathom
