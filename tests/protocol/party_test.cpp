#include "protocol/party.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/when_all.hpp"
#include "tests/protocol/tensor_samples.hpp"
#include "tests/protocol/tiny_host.hpp"

using namespace fathom;
using test::message;
using test::take;
using test::TinyParty;
using testing::integers;
using Numbers = std::vector<double>;

namespace {

const Tag kName{7};
const Expected kThree{MessageKind::opening, RingId::z64, 3};

Envelope three(Tag tag, double first, MessageKind kind = MessageKind::opening) {
  return message(tag, kind, integers(z64(), {3}, {first, first + 1, first + 2}));
}

/// What a wait of server 0 for `expected` comes to when server 1 sends `envelope`, before or after.
void expect_violation(const Expected& expected, const Envelope& envelope) {
  for (const bool early : {true, false}) {
    TinyParty tiny;
    if (early) tiny.party.deliver(kServer1, envelope);
    Task<Numbers> task = take(tiny.party, kServer1, envelope.header.tag, expected);
    task.start(tiny.strand);
    if (!early) tiny.party.deliver(kServer1, envelope);
    REQUIRE(task.done());
    try {
      task.result();
      FAIL("the message was taken");
    } catch (const ProtocolError& error) {
      CHECK(error.kind() == ProtocolError::Kind::violation);
      CHECK_THAT(error.what(), Catch::Contains("server0") && Catch::Contains("server1"));
    }
  }
}

}  // namespace

TEST_CASE("a message that comes early is taken without waiting") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, three(kName, 4));
  CHECK(tiny.party.untaken() == 1);
  Task<Numbers> task = take(tiny.party, kServer1, kName, kThree);
  task.start(tiny.strand);
  CHECK(task.result() == Numbers{4, 5, 6});
  CHECK(tiny.party.untaken() == 0);
  CHECK(tiny.host.resumed.empty());
}

TEST_CASE("a message that comes late ends the wait, and the host hears for what") {
  TinyParty tiny;
  tiny.strand.label.layer = 5;
  Task<Numbers> task = take(tiny.party, kServer1, kName, kThree);
  task.start(tiny.strand);
  CHECK_FALSE(task.done());
  tiny.party.deliver(kServer1, three(kName, 4));
  CHECK(task.result() == Numbers{4, 5, 6});
  CHECK(tiny.party.untaken() == 0);
  CHECK(tiny.host.resumed == std::vector<Label>{Label{.layer = 5}});
}

namespace {

Task<Numbers> take_three_in_turn(Party& party) {
  Numbers firsts;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const Numbers numbers = co_await take(party, kServer1, Tag{i}, kThree);
    firsts.push_back(numbers[0]);
  }
  co_return firsts;
}

Task<Numbers> take_three_side_by_side(Party& party) {
  auto all = co_await when_all(ForkOrder::side_by_side, take(party, kServer1, Tag{0}, kThree),
                               take(party, kServer1, Tag{1}, kThree),
                               take(party, kServer1, Tag{2}, kThree));
  co_return Numbers{std::get<0>(all)[0], std::get<1>(all)[0], std::get<2>(all)[0]};
}

}  // namespace

TEST_CASE("messages may come in any order") {
  std::vector<std::uint64_t> order{0, 1, 2};
  do {
    for (const bool in_turn : {true, false}) {
      TinyParty tiny;
      Task<Numbers> task =
          in_turn ? take_three_in_turn(tiny.party) : take_three_side_by_side(tiny.party);
      task.start(tiny.strand);
      for (const std::uint64_t i : order) {
        tiny.party.deliver(kServer1, three(Tag{i}, static_cast<double>(10 * i)));
      }
      CHECK(task.result() == Numbers{0, 10, 20});
    }
  } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("messages of one name from two senders are two messages") {
  TinyParty tiny;
  Task<Numbers> from_peer = take(tiny.party, kServer1, kName, kThree);
  Task<Numbers> from_producer = take(tiny.party, kProducer, kName, kThree);
  Strand other = tiny.strand.child(0, 0);
  from_peer.start(tiny.strand);
  from_producer.start(other);
  tiny.party.deliver(kProducer, three(kName, 10));
  CHECK_FALSE(from_peer.done());
  tiny.party.deliver(kServer1, three(kName, 20));
  CHECK(from_peer.result()[0] == 20);
  CHECK(from_producer.result()[0] == 10);
}

TEST_CASE("a second wait for a name is a bug, while the first waits and after it ended") {
  TinyParty tiny;
  Task<Numbers> first = take(tiny.party, kServer1, kName, kThree);
  first.start(tiny.strand);
  Task<Numbers> second = take(tiny.party, kServer1, kName, kThree);
  second.start(tiny.strand);
  REQUIRE(second.done());
  CHECK_THROWS_AS(second.result(), InternalError);
  tiny.party.deliver(kServer1, three(kName, 4));
  CHECK(first.result() == Numbers{4, 5, 6});
  Task<Numbers> third = take(tiny.party, kServer1, kName, kThree);
  third.start(tiny.strand);
  REQUIRE(third.done());
  CHECK_THROWS_AS(third.result(), InternalError);
}

TEST_CASE("a second message of a name is a violation, before the first is taken and after") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, three(kName, 4));
  CHECK_THROWS_AS(tiny.party.deliver(kServer1, three(kName, 4)), ProtocolError);
  Task<Numbers> task = take(tiny.party, kServer1, kName, kThree);
  task.start(tiny.strand);
  CHECK(task.result() == Numbers{4, 5, 6});
  CHECK_THROWS_AS(tiny.party.deliver(kServer1, three(kName, 4)), ProtocolError);
  CHECK(tiny.party.untaken() == 0);
}

TEST_CASE("a message of another kind, ring or count is the sender's violation") {
  expect_violation(kThree, three(kName, 4, MessageKind::reveal));
  expect_violation(kThree, message(kName, MessageKind::opening, integers(q121(), {3}, {1, 2, 3})));
  expect_violation(kThree, message(kName, MessageKind::opening, integers(z64(), {2}, {1, 2})));
  expect_violation(kThree,
                   message(kName, MessageKind::opening, integers(z64(), {4}, {1, 2, 3, 4})));
  expect_violation({MessageKind::key}, three(kName, 4, MessageKind::key));
}

TEST_CASE("a violation names both parties and what was expected, and no number") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, message(kName, MessageKind::reveal, integers(z64(), {1}, {777})));
  Task<Numbers> task = take(tiny.party, kServer1, kName, kThree);
  task.start(tiny.strand);
  CHECK_THROWS_WITH(
      task.result(),
      "server0 expected a message of kind opening with 3 elements of z64 from server1, "
      "and got kind reveal with 1 elements of z64, in layer -, pass -, operation -, step 0");
}

TEST_CASE("when no more will come every wait ends with the error") {
  TinyParty tiny;
  tiny.party.deliver(kServer1, three(Tag{9}, 1));
  Task<Numbers> first = take(tiny.party, kServer1, Tag{1}, kThree);
  Task<Numbers> second = take(tiny.party, kProducer, Tag{2}, kThree);
  Task<Numbers> group = take_three_side_by_side(tiny.party);
  Strand other = tiny.strand.child(0, 0), third = tiny.strand.child(0, 1);
  first.start(tiny.strand);
  second.start(other);
  const auto lost =
      std::make_exception_ptr(ProtocolError(ProtocolError::Kind::peer_lost, "server1 is gone"));
  tiny.party.fail(lost);
  CHECK_THROWS_WITH(first.result(), "server1 is gone");
  CHECK_THROWS_WITH(second.result(), "server1 is gone");
  CHECK(tiny.party.waiting(LayerNames()).empty());
  group.start(third);
  CHECK_THROWS_WITH(group.result(), "server1 is gone");
  Task<Numbers> early = take(tiny.party, kServer1, Tag{9}, kThree);
  early.start(tiny.strand);
  CHECK(early.result()[0] == 1);  // it came before
}

TEST_CASE("a group that waits ends once when no more will come") {
  TinyParty tiny;
  Task<Numbers> group = take_three_side_by_side(tiny.party);
  group.start(tiny.strand);
  CHECK(tiny.party.waiting(LayerNames()).size() == 3);
  tiny.party.fail(std::make_exception_ptr(std::runtime_error("over")));
  CHECK_THROWS_WITH(group.result(), "over");
  CHECK(tiny.party.waiting(LayerNames()).empty());
}

TEST_CASE("a wait that is destroyed is forgotten, and its message stays untaken") {
  TinyParty tiny;
  {
    Task<Numbers> task = take(tiny.party, kServer1, kName, kThree);
    task.start(tiny.strand);
    CHECK(tiny.party.waiting(LayerNames()).size() == 1);
  }
  CHECK(tiny.party.waiting(LayerNames()).empty());
  tiny.party.deliver(kServer1, three(kName, 4));
  CHECK(tiny.party.untaken() == 1);
}

TEST_CASE("who waits for what is told in full, in order") {
  TinyParty tiny;
  LayerNames names;
  tiny.strand.label = {Phase::online,     Pass::backward,    names.add("dense1"),
                       Operation::matmul, MaterialType::dot, 12};
  Task<Numbers> opening = take(tiny.party, kServer1, Tag{1}, kThree);
  opening.start(tiny.strand);
  Strand other = tiny.strand.child(0, 0);
  Task<Numbers> material =
      take(tiny.party, kProducer, Tag{2}, {MessageKind::material, RingId::z64, 9});
  material.start(other);
  CHECK(tiny.party.waiting(names) ==
        std::vector<std::string>{
            "server0 waits for a message of kind material from producer in layer dense1, pass "
            "backward, operation matmul, step 12",
            "server0 waits for a message of kind opening from server1 in layer dense1, pass "
            "backward, operation matmul, step 12"});
}
