#include "actors/testing/which.hpp"

#include <catch2/catch.hpp>

using namespace fathom;
using namespace fathom::testing;

namespace {

/// The second opening of a product from server 0 to server 1, in the third layer.
Flight some_opening() {
  Flight flight;
  flight.number = 5;
  flight.from = kServer0;
  flight.to = kServer1;
  flight.label.layer = 3;
  flight.label.operation = Operation::multiply;
  flight.round = Rounds{2};
  return flight;
}

}  // namespace

TEST_CASE("a choice looks at sender, receiver, kind, label and round") {
  const Flight flight = some_opening();
  CHECK(every_message()(flight));
  CHECK(from(kServer0)(flight));
  CHECK_FALSE(from(kServer1)(flight));
  CHECK(to(kServer1)(flight));
  CHECK_FALSE(to(kServer0)(flight));
  CHECK(openings()(flight));
  CHECK_FALSE(of_kind(MessageKind::reveal)(flight));
  CHECK(online()(flight));
  CHECK(in_round(2)(flight));
  CHECK_FALSE(in_round(1)(flight));
  CHECK(of_operation(Operation::multiply)(flight));
  CHECK_FALSE(of_operation(Operation::square)(flight));
  CHECK(in_layer(3)(flight));
  CHECK_FALSE(in_layer(2)(flight));
}

TEST_CASE("an offline message is in no round") {
  Flight flight = some_opening();
  flight.label.phase = Phase::offline;
  CHECK_FALSE(online()(flight));
  CHECK_FALSE(in_round(2)(flight));
}

TEST_CASE("choices are joined by and, or, not") {
  const Flight flight = some_opening();
  CHECK((openings() && from(kServer0))(flight));
  CHECK_FALSE((openings() && from(kServer1))(flight));
  CHECK((from(kServer1) || to(kServer1))(flight));
  CHECK_FALSE((from(kServer1) || to(kServer0))(flight));
  CHECK_FALSE((!openings())(flight));
  CHECK((!openings() || [](const Flight& f) { return f.round == Rounds{2}; })(flight));
}

TEST_CASE("a message is a choice of itself alone") {
  const Which which = some_opening();
  Flight other = some_opening();
  CHECK(which(other));
  other.number = 6;
  CHECK_FALSE(which(other));
}
