#include "actors/testing/protocol_fixture.hpp"
#include "protocol/operations/secure_operation.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

Task<std::vector<Tensor>> open_in_turn(Party& me, std::vector<std::vector<Tensor>> groups) {
  Strand& strand = co_await this_strand();
  std::vector<Tensor> last;
  for (std::vector<Tensor>& group : groups) {
    const Tag tag = strand.tag();
    last = co_await open(me, tag, std::move(group));
  }
  co_return last;
}

/// Opens tensors of zeros of these sizes, group after group, and after them (1, -2).
struct Openings : ProtocolFixture {
  void open_groups(const std::vector<std::vector<std::size_t>>& groups) {
    const auto last = shared(encoded({1, -2}));
    for (const PartyId server : {kServer0, kServer1}) {
      std::vector<std::vector<Tensor>> all;
      for (const auto& sizes : groups) {
        all.emplace_back();
        for (const std::size_t n : sizes) all.back().push_back(Tensor::zeros(z64(), Shape{n}));
      }
      all.push_back({last[server.value()]});
      set_program(server, [all](Party& me) { return open_in_turn(me, all); });
    }
  }
};

}  // namespace

TEST_CASE_METHOD(Openings, "an opening shows both servers the sum of their shares") {
  open_groups({});
  run();
  CHECK(decoded(result(kServer0)) == std::vector<double>{1, -2});
  CHECK(decoded(result(kServer1)) == std::vector<double>{1, -2});
  CHECK_FALSE(equal(elements_of(messages(from(kServer0)).at(0)), result(kServer0)));
}

TEST_CASE_METHOD(Openings, "tensors opened together take one round and one message each way") {
  open_groups({{3, 4, 5}});
  run();
  require_rounds(2);
  require_messages(2, in_round(1));
  require_elements(12, in_round(1) && from(kServer0));
  require_elements(12, in_round(1) && from(kServer1));
  require_time(20_ms);
}

TEST_CASE_METHOD(Openings, "openings one after the other take a round each") {
  open_groups({{1}, {1}, {2}});
  run();
  require_rounds(4);
  require_messages(8, openings());
  require_elements(12);
  require_time(40_ms);
}

TEST_CASE_METHOD(Openings, "an opening goes on when the slower message is there") {
  spec().network.set("server1>server0.latency=3ms");
  open_groups({});
  CHECK(step_to_arrival()->to == kServer0);
  CHECK(now() == SimTime{3'000'000});
  run();
  require_time(10_ms);
}
