#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "protocol/draw_observer.hpp"

namespace fathom::test {

/// Where a tensor is drawn: from the start of the stream (tag, part) of a key.
using Address = std::tuple<Key, Tag, std::uint8_t>;

/// One tensor that was drawn, by whoever holds `generator`.
struct Use {
  Address address;
  const Generator* generator = nullptr;
  RingId ring = RingId::z64;
  Shape shape;
  /// Of a draw that is uniform in the whole ring, the ring's bits; of a narrower one, a statistical
  /// mask, as many as the greatest element that was used has.
  int bits = 0;
};

class Draws;

/// What is done to a drawn tensor on purpose, so that a check can be seen to catch it.
using Plant = std::function<Tensor(Draws&, const Draw&, const Tensor&)>;

/// A fault is planted in one of two places: in the bytes that generators give, or in what the
/// parties make of honest bytes.
struct Fault {
  Plant of_streams;
  Plant of_protocol;
  bool one_key = false;  ///< both servers share the same key with the producer
};

/// The register of all draws of a run, for as long as it lives; plants a fault in them; and moves
/// the tensor at one address, for all who draw it, by `shift_of` its ring and shape.
class Draws final : public DrawObserver {
 public:
  Draws(const Fault& fault, const std::array<Key, 2>& producer_keys, std::optional<Address> moved);
  ~Draws();

  [[nodiscard]] Tensor on_draw(const Draw& draw, Tensor drawn) override;
  [[nodiscard]] const std::vector<Use>& uses() const { return uses_; }

  /// Whether a draw is from the key that the producer shares with that server.
  [[nodiscard]] bool is_to(int server, const Draw& draw) const;
  /// What the stream at another address of the same key holds; this draw stands in no register.
  [[nodiscard]] Tensor unseen(const Draw& like, const Tensor& drawn, Tag tag);

 private:
  const Fault& fault_;
  std::array<Key, 2> keys_;
  std::optional<Address> moved_;
  std::vector<Use> uses_;
  bool silent_ = false;
  DrawObserver* before_;
};

/// A tensor of arbitrary elements, always the same one for a ring and shape.
[[nodiscard]] Tensor shift_of(const Ring& ring, const Shape& shape);

}  // namespace fathom::test
