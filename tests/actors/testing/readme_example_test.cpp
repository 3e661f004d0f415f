#include "actors/testing/protocol_fixture.hpp"
#include "protocol/operations/receive_tensor.hpp"

using namespace fathom;
using namespace fathom::testing;

// Server 0 learns x + y: server 1 adds its y to an x behind a mask that it cannot draw.
Task<Tensor> ask(Party& me, Tensor x) {
  Strand& strand = co_await this_strand();
  const Tag tag = strand.tag();
  const Tensor mask = me.generator(kProducer).uniform(x.ring(), x.shape(), tag, 0);
  me.send(strand, kServer1, MessageKind::opening, tag, {add(x, mask)});
  const Tensor sum = co_await receive_tensor(me, kServer1, MessageKind::opening, tag, x);
  co_return subtract(sum, mask);
}

Task<Done> answer(Party& me, Tensor y) {
  Strand& strand = co_await this_strand();
  const Tag tag = strand.tag();
  const Tensor masked = co_await receive_tensor(me, kServer0, MessageKind::opening, tag, y);
  me.send(strand, kServer0, MessageKind::opening, tag, {add(masked, y)});
  co_return Done{};
}

TEST_CASE_METHOD(ProtocolFixture, "server 0 has the sum after two rounds") {
  set_program(kServer0, [x = encoded({1.5, -2})](Party& me) { return ask(me, x); });
  set_program(kServer1, [y = encoded({4, 0.5})](Party& me) { return answer(me, y); });
  hold(from(kServer1));
  run();
  CHECK_FALSE(done());  // server 0 waits for the answer
  deliver();
  run();
  CHECK(decoded(result(kServer0)) == std::vector<double>{5.5, -1.5});
  require_rounds(2);
  require_time(20_ms);
}
