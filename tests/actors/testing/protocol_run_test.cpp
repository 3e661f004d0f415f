#include "actors/testing/protocol_run.hpp"

#include <algorithm>

#include "actors/testing/protocol_fixture.hpp"
#include "metrics/errors.hpp"
#include "protocol/operations/receive_tensor.hpp"
#include "protocol/operations/secure_operation.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

/// x^3 of an input x of three rows, under a layer's name.
Task<Done> cube(Engine& engine, LayerId layer) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, layer, Pass::forward);
  const int f = engine.fractional_bits();
  std::vector<std::uint32_t> rows{0, 1, 2};
  Secret x = co_await engine.input("x", std::move(rows));
  Secret square = co_await engine.square(x, f);
  Secret product = co_await engine.multiply(std::move(square), std::move(x), f);
  co_await engine.output(std::move(product), "cube");
  co_return Done{};
}

struct Cube : ProtocolFixture {
  Cube() {
    add_input("x", Shape{3, 1}, {1, -2, 0.5}, 2);
    set_program([layer = add_layer("power")](Engine& engine) { return cube(engine, layer); });
  }
  void check_output() {
    CHECK_THAT(output("cube"), Catch::Approx(std::vector<double>{1, -8, 0.125}).margin(1e-3));
  }
};

/// Server 1 reveals a value to server 0; then both open one.
Task<Done> reveal_then_open(Party& me, Tensor x) {
  Strand& strand = co_await this_strand();
  const Tag revealed = strand.tag();
  const Tag opened = strand.tag();
  std::vector<Tensor> share{x};
  if (me.id() == kServer1) me.send(strand, kServer0, MessageKind::reveal, revealed, share);
  if (me.id() == kServer0) {
    co_await receive_tensor(me, kServer1, MessageKind::reveal, revealed, x);
  }
  co_await open(me, opened, std::move(share));
  co_return Done{};
}

/// Counts the frames it lives in.
struct Alive {
  Alive() { ++count; }
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  ~Alive() { --count; }
  static inline int count = 0;
};

Task<Done> open_often(Party& me, Tensor x) {
  const Alive alive;
  Strand& strand = co_await this_strand();
  for (int i = 0; i < 5; ++i) {
    std::vector<Tensor> share{x};
    const Tag tag = strand.tag();
    co_await open(me, tag, std::move(share));
  }
  co_return Done{};
}

Task<Done> multiply_constants(Engine& engine) {
  const Shape shape{2};
  std::vector<double> numbers{1, 2};
  Secret x = co_await engine.constant(shape, std::move(numbers));
  co_await engine.square(std::move(x), 0);
  co_return Done{};
}

/// In place of server 1's opening, one that is an element short.
Task<Done> cheat(Party& me, Tensor x) {
  Strand& strand = co_await this_strand();
  const Tag of_constant = strand.tag();
  const Tag of_square = strand.tag();
  ensure(of_constant != of_square, "tags differ");
  me.send(strand, kServer0, MessageKind::opening, of_square, {x});
  co_return Done{};
}

Task<Done> send_to(Party& me, PartyId to, MessageKind kind, Tensor x) {
  Strand& strand = co_await this_strand();
  const Tag tag = strand.tag();
  me.send(strand, to, kind, tag, {x});
  co_return Done{};
}

Task<Done> draw(Party& me, PartyId other, Shape shape, Tensor& out) {
  out = me.generator(other).uniform(z64(), shape, named_tag("test"), 0);
  co_return Done{};
}

Task<Tensor> twice(Party& me, Tensor x) {
  const Strand& strand = co_await this_strand();
  co_return Local(strand, me).add(x, x);
}

Task<Done> throw_up(Party& /*me*/) {
  throw UserError("this program is wrong");
  co_return Done{};
}

}  // namespace

TEST_CASE_METHOD(Cube, "a program against the engine is run by all parties") {
  run();
  check_output();
  require_rounds(2);
  require_messages(4, online());
  require_messages(2, in_round(2) && of_operation(Operation::multiply));
  require_elements(9, online() && from(kServer0));
  require_messages(4, of_kind(MessageKind::input));
  require_elements(3, of_kind(MessageKind::output) && to(kReceiver) && from(kServer1));
  require_time(40_ms);
  CHECK(shut_down() == 0);
}

TEST_CASE_METHOD(Cube, "a lost opening is told by party, kind, layer and operation") {
  drop(in_layer(1) && openings() && from(kServer1) && in_round(2));
  run();
  CHECK_FALSE(done());
  CHECK_THAT(who_waits(),
             Catch::Contains("server0 waits for a message of kind opening from server1 in layer "
                             "power, pass forward, operation multiply, step 0\n") &&
                 Catch::Contains("receiver waits for a message of kind output from server0") &&
                 !Catch::Contains("server1 waits"));
  CHECK_THROWS_WITH(output("cube"), Catch::Contains("no output cube"));
}

TEST_CASE_METHOD(Cube, "in whatever order messages arrive, all see the same") {
  run();
  const std::vector<double> first = output("cube");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Cube other;
    other.run_shuffled(seed);
    other.require_rounds(2);
    other.require_messages(traffic().messages.count());
    CHECK(other.output("cube") == first);
  }
}

TEST_CASE("a one-way message skews the servers' depths") {
  ProtocolFixture fixture;
  for (const PartyId server : {kServer0, kServer1}) {
    fixture.set_program(
        server, [x = fixture.encoded({1, 2})](Party& me) { return reveal_then_open(me, x); });
  }
  fixture.hold(openings());
  fixture.run();
  CHECK(fixture.messages(openings() && from(kServer0)).at(0).round == Rounds{2});
  CHECK(fixture.messages(openings() && from(kServer1)).at(0).round == Rounds{1});
  CHECK(fixture.depth(kServer0).rounds == 1);
  CHECK(fixture.depth(kServer1).rounds == 0);
  fixture.deliver();
  fixture.run();
  CHECK(fixture.depth(kServer0).rounds == 1);
  CHECK(fixture.depth(kServer1).rounds == 2);
  fixture.require_rounds(2);
  fixture.require_time(20_ms);
}

TEST_CASE("a run that goes out of scope in the middle leaves nothing") {
  for (int steps = 0; steps < 40; ++steps) {
    {
      ProtocolRun run("latency=1ms");
      const Tensor x = run.encoded({1});
      run.set_program(kServer0, [x](Party& me) { return open_often(me, x); });
      run.set_program(kServer1, [x](Party& me) { return open_often(me, x); });
      if (steps % 3 == 0) run.hold(in_round(3));
      for (int i = 0; i < steps; ++i) run.step();
      if (steps % 2 == 0) CHECK(run.shut_down() == 0);
    }
    CHECK(Alive::count == 0);
  }
}

TEST_CASE("a party's own program meets the engine's at the other") {
  ProtocolRun run;
  run.set_program(multiply_constants);
  run.set_program(kServer1, [x = run.encoded({1})](Party& me) { return cheat(me, x); });
  CHECK_THROWS_AS(run.run(), ProtocolError);
}

TEST_CASE("every two of the servers and the producer have a key of their own in common") {
  const auto drawn = [](PartyId me, PartyId other, std::uint64_t seed) {
    ProtocolRun run;
    Tensor out;
    run.spec().seed = seed;
    run.set_program(me, [&](Party& party) { return draw(party, other, Shape{4}, out); });
    run.run();
    return out;
  };
  const std::vector<std::pair<PartyId, PartyId>> pairs{{kServer0, kServer1},
                                                       {kServer0, kProducer},
                                                       {kServer1, kProducer},
                                                       {kServer0, PartyId::provider(3)}};
  std::vector<Tensor> all;
  for (const auto& [a, b] : pairs) {
    all.push_back(drawn(b, a, 1));
    if (!b.is_provider()) CHECK(equal(all.back(), drawn(a, b, 1)));
    CHECK_FALSE(equal(all.back(), drawn(b, a, 2)));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) CHECK_FALSE(equal(all[i], all[k]));
  }
  CHECK_THROWS_AS(drawn(kServer1, PartyId::provider(3), 1), ProtocolError);
}

TEST_CASE("a provider can have a program of its own") {
  ProtocolFixture fixture;
  const Tensor x = fixture.encoded({7});
  fixture.set_program(PartyId::provider(0),
                      [x](Party& me) { return send_to(me, kServer1, MessageKind::input, x); });
  fixture.run();
  fixture.require_messages(1, from(PartyId::provider(0)) && to(kServer1));
  CHECK(fixture.decoded(elements_of(fixture.messages().at(0))) == std::vector<double>{7});
}

TEST_CASE("what a party throws comes out of the run") {
  ProtocolRun run;
  run.set_program(kProducer, throw_up);
  CHECK_THROWS_WITH(run.run(), "this program is wrong");
}

TEST_CASE("the wrong use of a run is told") {
  ProtocolRun run;
  CHECK_THROWS_AS(run.run(), UserError);
  run.set_program(kServer0, [x = run.encoded({1})](Party& me) {
    return send_to(me, kServer1, MessageKind::opening, x);
  });
  run.run();
  CHECK_THROWS_AS(run.spec(), UserError);
  CHECK_THROWS_AS(run.set_program(multiply_constants), UserError);
  CHECK_THROWS_WITH(run.result(kServer0), Catch::Contains("gives no tensor"));
  CHECK_THROWS_AS(run.result(kServer1), ProtocolError);
}

TEST_CASE("shares of a value add up to it and show nothing of it") {
  ProtocolRun run;
  const Tensor x = run.encoded({1, -2, 3});
  const auto first = run.shared(x);
  const auto second = run.shared(x);
  CHECK(equal(add(first[0], first[1]), x));
  CHECK(equal(add(second[0], second[1]), x));
  CHECK_FALSE(equal(first[0], second[0]));
  CHECK_FALSE(equal(first[1], second[1]));
}

TEST_CASE("the results of the servers are shares of what they made") {
  ProtocolRun run;
  const auto x = run.shared(run.encoded({1, -2, 3}));
  run.set_program(kServer0, [x](Party& me) { return twice(me, x[0]); });
  run.set_program(kServer1, [x](Party& me) { return twice(me, x[1]); });
  run.run();
  CHECK(run.opened_result() == std::vector<double>{2, -4, 6});
}

TEST_CASE("a message that the receiver's actor does not take is a violation") {
  ProtocolRun run;
  run.set_program(kServer0, [x = run.encoded({1})](Party& me) {
    return send_to(me, kProducer, MessageKind::opening, x);
  });
  CHECK_THROWS_WITH(
      run.run(), Catch::StartsWith("producer takes no message of kind opening from server0, in "));
}
