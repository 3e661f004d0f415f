#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

namespace fathom {

/// The name of one message, piece of material or random stream. Derived from the place in the
/// program and never from the order of arrival, so it is the same at both servers, at the producer
/// and on paper, on every network.
struct Tag {
  std::uint64_t value = 0;
  auto operator<=>(const Tag&) const = default;
};

/// Mixes a number into a 64-bit name; used for strand ids and tags alike.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t name, std::uint64_t number) {
  std::uint64_t z = name + 0x9e3779b97f4a7c15ULL * (number + 1);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

/// The tag of a thing that has a name of its own, such as a provider's shard.
[[nodiscard]] constexpr Tag named_tag(std::string_view name, std::uint64_t number = 0) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Tag{mix(hash, number)};
}

}  // namespace fathom

template <>
struct std::hash<fathom::Tag> {
  std::size_t operator()(fathom::Tag tag) const noexcept { return tag.value; }
};
