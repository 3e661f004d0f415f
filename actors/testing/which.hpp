#pragma once

#include <concepts>
#include <functional>
#include <utility>

#include "actors/testing/flight.hpp"

namespace fathom::testing {

/// A choice of messages, for whatever is done to them or counted: made of the choices below by
/// `&&`,
/// `||` and `!`, of any predicate on a `Flight`, or of one message itself.
///
///     hold(openings() && from(kServer0) && in_round(2));
class Which {
 public:
  template <std::predicate<const Flight&> Predicate>
  Which(Predicate predicate) : predicate_(std::move(predicate)) {}
  Which(const Flight& one)
      : Which([number = one.number](const Flight& flight) { return flight.number == number; }) {}

  [[nodiscard]] bool operator()(const Flight& flight) const { return predicate_(flight); }

  friend Which operator&&(Which a, Which b) {
    return [a = std::move(a), b = std::move(b)](const Flight& f) { return a(f) && b(f); };
  }
  friend Which operator||(Which a, Which b) {
    return [a = std::move(a), b = std::move(b)](const Flight& f) { return a(f) || b(f); };
  }
  friend Which operator!(Which a) {
    return [a = std::move(a)](const Flight& f) { return !a(f); };
  }

 private:
  std::function<bool(const Flight&)> predicate_;
};

[[nodiscard]] Which every_message();
[[nodiscard]] Which from(PartyId party);
[[nodiscard]] Which to(PartyId party);
[[nodiscard]] Which of_kind(MessageKind kind);
[[nodiscard]] Which openings();  ///< of kind opening
/// The messages of the online phase, which rounds are counted by.
[[nodiscard]] Which online();
/// The online messages at this depth, from 1.
[[nodiscard]] Which in_round(std::int64_t round);
[[nodiscard]] Which of_operation(Operation operation);
[[nodiscard]] Which in_layer(LayerId layer);

}  // namespace fathom::testing
