#include "actors/testing/which.hpp"

namespace fathom::testing {

Which every_message() {
  return [](const Flight&) { return true; };
}

Which from(PartyId party) {
  return [party](const Flight& flight) { return flight.from == party; };
}

Which to(PartyId party) {
  return [party](const Flight& flight) { return flight.to == party; };
}

Which of_kind(MessageKind kind) {
  return [kind](const Flight& flight) { return flight.kind == kind; };
}

Which openings() { return of_kind(MessageKind::opening); }

Which online() {
  return [](const Flight& flight) { return flight.label.phase == Phase::online; };
}

Which in_round(std::int64_t round) {
  return online() && [round](const Flight& flight) { return flight.round == Rounds{round}; };
}

Which of_operation(Operation operation) {
  return [operation](const Flight& flight) { return flight.label.operation == operation; };
}

Which in_layer(LayerId layer) {
  return [layer](const Flight& flight) { return flight.label.layer == layer; };
}

}  // namespace fathom::testing
