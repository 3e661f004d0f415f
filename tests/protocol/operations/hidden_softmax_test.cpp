#include "protocol/operations/hidden_softmax.hpp"

#include <algorithm>

#include "protocol/permutations.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/operations/operation_fixture.hpp"

using namespace fathom;
using namespace fathom::testing;

namespace {

constexpr std::size_t kRows = 60, kClasses = 3;
const Shape kShape{kRows, kClasses};

/// A hidden softmax of 60 rows of scores, those of a row all different.
struct Hidden : test::OperationFixture {
  void take_softmax(Likelihoods likelihoods) {
    spec().settings.likelihoods = likelihoods;
    std::vector<double> values(kShape.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.25 * double(i % 17) - 2;
    scores = encoded(kShape, values);
    set_operation(hidden_softmax_operation(spec().settings, z64(), kShape, 16), {scores});
    run();
    require_done();
  }

  [[nodiscard]] Tensor carried(const Which& which) const {
    return elements_of(messages(which).at(0)).reshaped(kShape);
  }

  /// Whether `seen` holds the scores, each row in an order of its own.
  void require_permuted_rows(const Tensor& seen) const {
    const std::vector<double> in_order = decoded(scores), permuted = decoded(seen);
    std::size_t moved = 0;
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto at = static_cast<std::ptrdiff_t>(r * kClasses);
      std::vector<double> a(in_order.begin() + at, in_order.begin() + at + kClasses);
      std::vector<double> b(permuted.begin() + at, permuted.begin() + at + kClasses);
      if (a != b) ++moved;
      std::ranges::sort(a);
      std::ranges::sort(b);
      CHECK(a == b);
    }
    // Of 60 uniform orders of three a sixth stay: 50 move, and below 38 in 5e-5 of all cases.
    CHECK(moved >= 38);
    CHECK(moved < kRows);
  }

  /// Whether `seen` tells nothing: no element of it is the one of `value`.
  static void require_different(const Tensor& seen, const Tensor& value) {
    const auto* a = static_cast<const std::uint64_t*>(seen.data());
    const auto* b = static_cast<const std::uint64_t*>(value.data());
    for (std::size_t i = 0; i < value.size(); ++i) CHECK(a[i] != b[i]);
  }

  Tensor scores;
};

}  // namespace

TEST_CASE_METHOD(Hidden, "server 0 sees the scores of each row in an order that it does not know") {
  take_softmax(Likelihoods::permuted);
  const Tensor given = elements_of(messages(from(kProducer) && to(kServer0)).at(0));
  const Tensor b = given.slice(kShape.size(), kShape);
  const Tensor seen = add(carried(from(kServer1) && to(kServer0)), b);
  require_permuted_rows(seen);
  const Tensor of_server1 = elements_of(messages(from(kProducer) && to(kServer1)).at(0));
  const auto orders = Permutations::read(of_server1.slice(2 * kShape.size(), kShape));
  CHECK(equal(orders.permuted(scores), seen));
}

TEST_CASE_METHOD(Hidden, "server 1 and the producer see no score and no likelihood") {
  take_softmax(Likelihoods::permuted);
  require_messages(0, to(kProducer));
  const auto to_server1 = messages(from(kServer0) && to(kServer1));
  REQUIRE(to_server1.size() == 2);
  const Tensor likelihoods = add(result(kServer0), result(kServer1));
  for (const Flight& flight : to_server1) {
    require_different(elements_of(flight), scores);
    require_different(elements_of(flight), likelihoods);
    require_different(add(elements_of(flight).reshaped(kShape), result(kServer1)), likelihoods);
  }
}

TEST_CASE_METHOD(Hidden, "the likelihood server sees rows of scores in orders it does not know") {
  take_softmax(Likelihoods::server);
  const Tensor seen =
      add(carried(from(kServer0) && to(kLikelihood)), carried(from(kServer1) && to(kLikelihood)));
  require_permuted_rows(seen);
  require_messages(0, from(kProducer));
  require_messages(0, from(kServer0) && to(kServer1));
}

TEST_CASE_METHOD(Hidden, "a likelihood server is two hops away") {
  take_softmax(Likelihoods::server);
  require_rounds(2);
  require_time(20_ms);
  require_messages(4);
  require_messages(1, of_kind(MessageKind::key) && from(kLikelihood) && to(kServer0));
  require_messages(1, of_kind(MessageKind::input) && from(kLikelihood) && to(kServer1));
}

TEST_CASE_METHOD(Hidden,
                 "permuted likelihoods go there and back in three hops after the material") {
  take_softmax(Likelihoods::permuted);
  require_rounds(3);
  require_time(40_ms);
  require_messages(2 + 3);
}

TEST_CASE_METHOD(Hidden, "an order that is no permutation is the producer's violation") {
  spec().settings.likelihoods = Likelihoods::permuted;
  scores = encoded({1, 2, 3}).reshaped(Shape{1, 3});
  const Shape shape{1, 3};
  set_operation(hidden_softmax_operation(spec().settings, z64(), shape, 16), {scores});
  set_program(kProducer, [](Party& me) -> Task<Done> {
    return [](Party& producer) -> Task<Done> {
      Strand& strand = co_await this_strand();
      const Tag tag = strand.tag();
      const std::vector<Tensor> zeros{Tensor::zeros(z64(), Shape{12})};
      const std::vector<Tensor> ones{Tensor::zeros(z64(), Shape{9})};
      producer.send(strand, kServer0, MessageKind::material, tag, zeros);
      producer.send(strand, kServer1, MessageKind::material, tag, ones);
      co_return Done{};
    }(me);
  });
  CHECK_THROWS_WITH(run(), Catch::Contains("no permutation"));
}
