#include "actors/testing/protocol_fixture.hpp"

#include <algorithm>

#include "metrics/errors.hpp"
#include "protocol/operations/receive_tensor.hpp"
#include "protocol/operations/secure_operation.hpp"
#include "protocol/when_all.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

Task<std::vector<Tensor>> open_both(Party& me, Tensor x, Tensor y) {
  Strand& strand = co_await this_strand();
  const Tag tag_of_x = strand.tag();
  const Tag tag_of_y = strand.tag();
  std::vector<Tensor> just_x{x};
  std::vector<Tensor> just_y{y};
  auto both = co_await when_all(ForkOrder::side_by_side, open(me, tag_of_x, std::move(just_x)),
                                open(me, tag_of_y, std::move(just_y)));
  std::vector<Tensor> opened{std::get<0>(both)[0], std::get<1>(both)[0]};
  co_return opened;
}

/// Opens (1, 2) and (3, 4, 5) side by side.
struct TwoOpenings : ProtocolFixture {
  TwoOpenings() {
    const auto x = shared(encoded({1, 2}));
    const auto y = shared(encoded({3, 4, 5}));
    for (const std::size_t i : {0U, 1U}) {
      set_program(PartyId::server(static_cast<int>(i)),
                  [x = x[i], y = y[i]](Party& me) { return open_both(me, x, y); });
    }
  }

  void check_result() {
    for (const PartyId server : {kServer0, kServer1}) {
      CHECK(decoded(results(server).at(0)) == std::vector<double>{1, 2});
      CHECK(decoded(results(server).at(1)) == std::vector<double>{3, 4, 5});
    }
  }
};

std::vector<std::size_t> numbers(const std::vector<Flight>& flights) {
  std::vector<std::size_t> all;
  all.reserve(flights.size());
  for (const Flight& flight : flights) all.push_back(flight.number);
  return all;
}

using Numbers = std::vector<std::size_t>;

}  // namespace

TEST_CASE_METHOD(TwoOpenings, "held openings may be delivered in reverse order") {
  hold(openings());
  run();
  CHECK_FALSE(done());
  std::vector<Flight> all = held();
  REQUIRE(numbers(all) == Numbers{0, 1, 2, 3});
  std::ranges::reverse(all);
  for (const Flight& flight : all) deliver(flight);
  run();
  check_result();
  require_rounds(1);
  require_messages(4);
  require_elements(10);
  require_elements(4, [](const Flight& flight) { return flight.elements == Elements{2}; });
  require_time(10_ms);
}

TEST_CASE_METHOD(TwoOpenings, "what is held goes on when it is delivered, at that time") {
  hold(from(kServer0));
  drop(from(kServer1) && to(kProducer));
  REQUIRE(step_to_arrival()->arrived == SimTime{10'000'000});
  run();
  CHECK(numbers(held()) == Numbers{0, 1});
  CHECK(messages(from(kServer1)).at(0).state == Flight::State::delivered);
  let_pass();
  CHECK(held().size() == 2);
  deliver(held()[1]);
  CHECK(numbers(held()) == Numbers{0});
  deliver();
  run();
  CHECK(held().empty());
  check_result();
}

TEST_CASE_METHOD(TwoOpenings, "a run can be looked at message by message") {
  CHECK(messages().empty());
  while (in_flight().size() < 4) REQUIRE(step());
  const Flight sent = in_flight().at(3);
  CHECK(sent.from == kServer1);
  CHECK(sent.to == kServer0);
  CHECK(sent.kind == MessageKind::opening);
  CHECK(sent.label.phase == Phase::online);
  CHECK(sent.round == Rounds{1});
  CHECK(sent.elements == Elements{3});
  CHECK(sent.payload == Bytes{24});
  CHECK(sent.message == standard_framing().message(MessageKind::opening, Bytes{24}));
  CHECK(sent.sent == SimTime{0});
  CHECK(sent.content == nullptr);
  CHECK_THROWS_AS(elements_of(sent), InternalError);

  const auto arrived = step_to_arrival();
  REQUIRE(arrived);
  CHECK(arrived->number == 0);
  CHECK(arrived->state == Flight::State::delivered);
  CHECK(arrived->arrived == SimTime{10'000'000});
  CHECK(elements_of(*arrived).size() == 2);
  CHECK(now() == arrived->arrived);
  CHECK(in_flight().size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(step_to_arrival());
  CHECK_FALSE(step_to_arrival());
  require_done();
  CHECK(traffic(to(kServer1)).payload == Bytes{40});
}

TEST_CASE_METHOD(TwoOpenings, "a lost message is a wait that is told") {
  drop(from(kServer0) && [](const Flight& flight) { return flight.elements == Elements{3}; });
  run();
  CHECK_FALSE(done());
  CHECK(who_waits() ==
        "  server1 waits for a message of kind opening from server0 in layer -, pass -, operation "
        "-, step 0\n");
  CHECK(messages(from(kServer0)).at(1).state == Flight::State::dropped);
  CHECK(decoded(results(kServer0).at(0)) == std::vector<double>{1, 2});
  CHECK_THROWS_WITH(result(kServer1), Catch::Contains("server1 has no result") &&
                                          Catch::Contains("waits for a message"));
}

TEST_CASE_METHOD(TwoOpenings, "a report lists every message and who waits") {
  hold(to(kServer1));
  run();
  CHECK_THAT(report(), Catch::Contains("at 10ms: rounds 1, messages 4, elements 10\n") &&
                           Catch::Contains("#0 server0 -> server1: opening, 2 elements, 16 bytes, "
                                           "round 1 (online, layer -, operation -), sent at 0s, "
                                           "held since 10ms\n") &&
                           Catch::Contains("sent at 0s, arrived at 10ms\n") &&
                           Catch::Contains("  server1 waits for a message of kind opening"));
}

TEST_CASE_METHOD(TwoOpenings, "wrong rounds fail", "[!shouldfail]") {
  run();
  require_rounds(2);
}

TEST_CASE_METHOD(TwoOpenings, "wrong messages fail", "[!shouldfail]") {
  run();
  require_messages(4, from(kServer0));
}

TEST_CASE_METHOD(TwoOpenings, "wrong elements fail", "[!shouldfail]") {
  run();
  require_elements(9);
}

TEST_CASE_METHOD(TwoOpenings, "a wrong time fails", "[!shouldfail]") {
  run();
  require_time(11_ms);
}

TEST_CASE_METHOD(TwoOpenings, "a requirement on a run that is not done fails", "[!shouldfail]") {
  hold();
  run();
  require_messages(4);
}

TEST_CASE_METHOD(TwoOpenings, "a requirement stands where the test calls it") {
  const auto place = [](Caller caller = Caller()) { return caller; };
  const Caller here = place();
  CHECK(here.line == __LINE__ - 1);
  CHECK(std::string(here.file) == __FILE__);
}
