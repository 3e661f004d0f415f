#include "protocol/operations/product.hpp"

#include "tests/protocol/operations/operation_fixture.hpp"

using namespace fathom;
using namespace fathom::testing;
using test::OperationFixture;

namespace {

/// Any values of that shape, the same every time.
Tensor some(const OperationFixture& fixture, Shape shape, int first) {
  std::vector<double> values;
  for (std::size_t i = 0; i < shape.size(); ++i) values.push_back(first + 0.5 * double(i));
  return fixture.encoded(shape, values);
}

struct Case {
  BilinearMapPtr map;
  Shape x, y;
};

std::vector<Case> cases() {
  return {{multiply_map(), Shape{5}, Shape{5}},
          {matmul_map(), Shape{2, 3}, Shape{3, 4}},
          {matmul_map(Transpose::yes, Transpose::no), Shape{3, 2}, Shape{3, 1}},
          {matmul_map(Transpose::no, Transpose::yes), Shape{1, 3}, Shape{4, 3}}};
}

/// What server 0 opened in a product under `seed`.
Tensor opened_by_server0(std::uint64_t seed, std::string_view network = "lan") {
  OperationFixture fixture(network);
  fixture.spec().seed = seed;
  const Shape shape{4};
  fixture.set_operation(std::make_shared<Product>(multiply_map(), z64(), shape, shape),
                        {some(fixture, shape, 1), some(fixture, shape, 2)});
  fixture.run();
  fixture.require_done();
  return elements_of(fixture.messages(openings() && from(kServer0)).at(0));
}

}  // namespace

TEST_CASE("the shares of a product add up to it") {
  for (const Ring* ring : {&z64(), &z128(), &q121()}) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      for (const Case& c : cases()) {
        OperationFixture fixture;
        fixture.spec().settings.ring = ring;
        fixture.spec().settings.material = delivery;
        const Tensor x = some(fixture, c.x, -1);
        const Tensor y = some(fixture, c.y, 3);
        fixture.set_operation(std::make_shared<Product>(c.map, *ring, c.x, c.y), {x, y});
        fixture.run_shuffled(7);
        CHECK(equal(add(fixture.result(kServer0), fixture.result(kServer1)),
                    c.map->apply(Local(), x, y)));
        CHECK_FALSE(equal(fixture.result(kServer0), Tensor::zeros(*ring, c.map->result(c.x, c.y))));
      }
    }
  }
}

TEST_CASE_METHOD(OperationFixture, "a matrix product takes one round and opens both operands") {
  const auto product = std::make_shared<Product>(matmul_map(), z64(), Shape{2, 3}, Shape{3, 4});
  set_operation(product, {some(*this, Shape{2, 3}, 0), some(*this, Shape{3, 4}, 1)});
  run();
  require_rounds(1);
  require_messages(2, online());
  require_elements(6 + 12, openings() && from(kServer0));
  require_elements(6 + 12, openings() && from(kServer1));
  require_elements(2 * (6 + 12 + 8), of_kind(MessageKind::material));
  require_time(20_ms);  // the material, then the opening
}

TEST_CASE_METHOD(OperationFixture, "a square takes one round and opens its operand") {
  const Tensor x = some(*this, Shape{5}, -2);
  set_operation(std::make_shared<Square>(z64(), Shape{5}), {x});
  run();
  CHECK(equal(add(result(kServer0), result(kServer1)), multiply(x, x)));
  require_rounds(1);
  require_elements(5, openings() && from(kServer1));
}

TEST_CASE_METHOD(OperationFixture, "nothing of the operands is sent before the mask is there") {
  const Shape shape{3};
  set_operation(std::make_shared<Product>(multiply_map(), z64(), shape, shape),
                {some(*this, shape, 1), some(*this, shape, 2)});
  hold(from(kProducer));
  run();
  CHECK(traffic(online()).messages == Messages{0});
  deliver(to(kServer0));
  run();
  CHECK(traffic(online()).messages == Messages{1});
  CHECK_THAT(who_waits(), Catch::Contains("server0 waits for a message of kind opening") &&
                              Catch::Contains("server1 waits for a message of kind material"));
  deliver();
  run();
  require_rounds(1);
}

TEST_CASE("what a server opens changes with every seed and with nothing else") {
  const Tensor first = opened_by_server0(1);
  CHECK(equal(first, opened_by_server0(1)));
  CHECK(equal(first, opened_by_server0(1, "wan,producer.up=1Mbit/s")));
  std::vector<double> a(first.size());
  std::vector<double> b(first.size());
  for (std::uint64_t seed = 2; seed < 12; ++seed) {
    const Tensor other = opened_by_server0(seed);
    first.decode(0, a.data());
    other.decode(0, b.data());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] != b[i]);
  }
}
