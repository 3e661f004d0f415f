#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace fathom {

/// A host of one simulated network: the place of an actor, with its own link up and down. Hosts are
/// numbered in the order in which they were added.
class HostId {
 public:
  constexpr HostId() = default;
  constexpr explicit HostId(std::uint32_t index) : index_(index) {}
  [[nodiscard]] constexpr std::uint32_t index() const { return index_; }
  constexpr auto operator<=>(const HostId&) const = default;

 private:
  std::uint32_t index_ = 0;
};

}  // namespace fathom

template <>
struct std::hash<fathom::HostId> {
  std::size_t operator()(fathom::HostId host) const noexcept { return host.index(); }
};
