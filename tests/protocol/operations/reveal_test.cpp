#include "protocol/operations/reveal.hpp"

#include "tests/protocol/operations/operation_fixture.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

struct Revealed : test::OperationFixture {
  void reveal(Likelihoods to) {
    set_operation(std::make_shared<RevealOperation>(z64(), x.shape(), to), {x});
    run();
  }
  const Tensor x = encoded({1, -2, 3});
};

}  // namespace

TEST_CASE_METHOD(Revealed, "a reveal to both takes one round and a message each way") {
  reveal(Likelihoods::both);
  CHECK(equal(result(kServer0), x));
  CHECK(equal(result(kServer1), x));
  require_rounds(1);
  require_messages(2);
  require_elements(3, from(kServer0));
  require_time(10_ms);
}

TEST_CASE_METHOD(Revealed, "a reveal to server 0 is one message and leaves server 1 behind") {
  reveal(Likelihoods::one);
  CHECK(equal(result(kServer0), x));
  CHECK(result(kServer1).empty_handle());
  CHECK(depth(kServer0).rounds == 1);
  CHECK(depth(kServer1).rounds == 0);
  require_rounds(1);
  require_messages(1);
  require_elements(3, of_kind(MessageKind::reveal) && from(kServer1) && to(kServer0));
}
