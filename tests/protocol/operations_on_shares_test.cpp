#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>

#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "protocol/operations/convolution_map.hpp"
#include "tests/nn/small_training.hpp"
#include "tests/protocol/memory_network.hpp"

using namespace fathom;

namespace {

using Operate = std::function<Task<Secret>(Engine& engine, Secret x, Secret y)>;

// Takes x and y, operates on them, gives out the result as "z".
struct TwoOperands {
  InputPlan plan;
  Operate operate;

  Task<Done> operator()(Engine& engine) const { return run(engine, plan, operate); }

  static Task<Done> run(Engine& engine, InputPlan plan, Operate operate) {
    co_await engine.take_inputs(plan);
    Secret x = co_await all_of(engine, plan.source("x"));
    Secret y = co_await all_of(engine, plan.source("y"));
    Secret z = co_await operate(engine, std::move(x), std::move(y));
    co_await engine.output(std::move(z), "z");
    co_return Done{};
  }
  static Task<Secret> all_of(Engine& engine, InputSource source) {
    std::vector<std::uint32_t> rows(source.shape.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    return engine.input(source.name, std::move(rows));
  }
};

struct Case {
  std::string name;
  Shape x, y;
  Operate operate;
};

Settings settings_of(const Ring& ring, Delivery delivery) {
  Settings settings;
  settings.ring = &ring;
  settings.fractional_bits = ring.id == RingId::z64 ? 16 : 32;
  settings.integral_bits = ring.id == RingId::z64 ? 8 : 16;
  settings.material = settings.inputs = delivery;
  return settings;
}

InputData random_operands(const Case& of, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-4.0, 4.0);
  InputData data;
  for (const auto& [name, shape] : {std::pair{"x", of.x}, std::pair{"y", of.y}}) {
    std::vector<double> values(shape.size());
    for (double& value : values) value = uniform(random);
    data[name] = std::make_shared<test::HeldRows>(shape, std::move(values));
  }
  return data;
}

// On shares within one unit of the last place of the encoded reading, at the predicted cost.
void check(const Case& of, const Settings& settings) {
  INFO(of.name << " of " << of.x.to_string() << " and " << of.y.to_string() << " in "
               << settings.ring->name
               << (settings.material == Delivery::full ? ", full" : ", seeded"));
  TwoOperands program{{}, of.operate};
  for (const auto& [name, shape] : {std::pair{"x", of.x}, std::pair{"y", of.y}}) {
    program.plan.sources.push_back({name, 0, shape, even_shards(shape.rows(), 2)});
  }
  const InputData data = random_operands(of, 11);
  test::MemoryNetwork network;
  const test::MemoryRun run = test::run_job(network, settings, program.plan, data, 3, program);

  Clear clear(settings, *settings.ring, data);
  clear.read(program);
  CHECK(run.outputs.size() == clear.outputs().size() - (clear.outputs().empty() ? 0 : 0));
  const double unit = std::ldexp(1.0, -settings.fractional_bits);
  for (const auto& [name, outputs] : run.outputs) {
    const std::vector<double>& expected = clear.outputs().at(name).front().values;
    REQUIRE(outputs.front().values.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(std::abs(outputs.front().values[i] - expected[i]) <= 1.001 * unit);
    }
  }

  Prediction prediction(settings);
  prediction.read(program);
  const Ledger& measured = network.recorder().ledger();
  CHECK(measured.rows() == prediction.ledger().rows());
  CHECK(measured.links() == prediction.ledger().links());
  CHECK(measured.reveals() == prediction.ledger().reveals());
  CHECK(network.recorder().rounds() == prediction.rounds());
}

Task<Secret> gradient_of_softmax(Engine& engine, Secret x, Secret y) {
  Public scores = co_await engine.reveal(std::move(x), "scores");
  co_return co_await engine.softmax_gradient(std::move(scores), std::move(y));
}

Task<Secret> sum_of_both(Engine& engine, Secret x, Secret y) {
  std::vector<Secret> terms{std::move(x), std::move(y)};
  std::vector<double> factors{0.75, -1.3};
  return engine.weighted_sum(std::move(terms), std::move(factors), 0.5);
}

Operate matmul(Transpose tx, Transpose ty) {
  return [tx, ty](Engine& e, Secret x, Secret y) {
    const int drop = e.fractional_bits();
    return e.matmul(std::move(x), std::move(y), drop, tx, ty);
  };
}

Operate convolve(const std::function<BilinearMapPtr(const Windows&)>& map, const Windows& windows) {
  return [map, windows](Engine& e, Secret x, Secret y) {
    const int drop = e.fractional_bits();
    return e.bilinear(map(windows), std::move(x), std::move(y), drop);
  };
}

std::vector<Case> element_wise(const Shape& shape) {
  return {
      {"multiply", shape, shape,
       [](Engine& e, Secret x, Secret y) { return e.multiply(x, y, e.fractional_bits()); }},
      {"square", shape, shape,
       [](Engine& e, Secret x, Secret) { return e.square(x, e.fractional_bits()); }},
      {"add", shape, shape, [](Engine& e, Secret x, Secret y) { return e.add(x, y); }},
      {"subtract", shape, shape, [](Engine& e, Secret x, Secret y) { return e.subtract(x, y); }},
      {"add_constant", shape, shape,
       [](Engine& e, Secret x, Secret) { return e.add_constant(x, -1.25); }},
      {"scale", shape, shape,
       [](Engine& e, Secret x, Secret) {
         return e.scale(x, PublicNumber{205.0 / 2048.0, 205, 11}, 11);
       }},
      {"weighted_sum", shape, shape, sum_of_both},
      {"softmax_gradient", shape, shape, gradient_of_softmax},
      {"add_row", shape, Shape{shape.row_size()},
       [](Engine& e, Secret x, Secret y) { return e.add_row(x, y); }},
      {"sum_rows", shape, shape, [](Engine& e, Secret x, Secret) { return e.sum_rows(x); }},
  };
}

std::vector<Case> matrix_products(std::size_t m, std::size_t k, std::size_t n) {
  constexpr auto kNo = Transpose::no;
  constexpr auto kYes = Transpose::yes;
  return {
      {"matmul", Shape{m, k}, Shape{k, n}, matmul(kNo, kNo)},
      {"matmul x'", Shape{k, m}, Shape{k, n}, matmul(kYes, kNo)},
      {"matmul y'", Shape{m, k}, Shape{n, k}, matmul(kNo, kYes)},
      {"matmul x' y'", Shape{k, m}, Shape{n, k}, matmul(kYes, kYes)},
  };
}

std::vector<Case> convolutions(const Windows& windows, std::size_t out) {
  const Shape& x = windows.images;
  const Shape y{x[0], windows.out_height, windows.out_width, out};
  const Shape w{windows.kernel_height, windows.kernel_width, x[3], out};
  return {
      {"convolution", x, w, convolve(convolution_map, windows)},
      {"weights gradient", x, y, convolve(convolution_weights_gradient_map, windows)},
      {"input gradient", y, w, convolve(convolution_input_gradient_map, windows)},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const auto append = [&cases](std::vector<Case> more) {
    cases.insert(cases.end(), more.begin(), more.end());
  };
  for (const Shape& shape : {Shape{1, 1}, Shape{3, 5}, Shape{7, 2}, Shape{0, 4}, Shape{13, 11}}) {
    append(element_wise(shape));
  }
  append(matrix_products(1, 1, 1));
  append(matrix_products(3, 7, 5));
  append(matrix_products(0, 3, 2));
  append(matrix_products(2, 3, 0));
  append(matrix_products(9, 1, 4));
  const Shape images{2, 5, 4, 3};
  append(convolutions(Windows::same(images, 3, 3, 1), 4));
  append(convolutions(Windows::valid(images, 2, 3, 1), 1));
  append(convolutions(Windows::same(images, 3, 3, 2), 2));
  return cases;
}

}  // namespace

TEST_CASE("every operation on shares is within one unit of the last place, at the predicted cost") {
  for (const Case& of : all_cases()) {
    for (const Ring* ring : {&z64(), &z128(), &q121()}) {
      for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
        check(of, settings_of(*ring, delivery));
      }
    }
  }
}

TEST_CASE("a reveal to both servers costs one message more than to one") {
  for (const Likelihoods to : {Likelihoods::one, Likelihoods::both}) {
    Settings settings = settings_of(z64(), Delivery::full);
    settings.likelihoods = to;
    check({"softmax_gradient", Shape{4, 3}, Shape{4, 3}, gradient_of_softmax}, settings);
  }
}

TEST_CASE("a product of no elements sends nothing and asks for nothing") {
  const Settings settings = settings_of(z64(), Delivery::full);
  TwoOperands program{{}, matmul(Transpose::no, Transpose::no)};
  const Case empty{"matmul", Shape{0, 3}, Shape{3, 2}, {}};
  program.plan.sources.push_back({"x", 0, empty.x, {}});
  program.plan.sources.push_back({"y", 0, empty.y, even_shards(3, 1)});
  test::MemoryNetwork network;
  test::run_job(network, settings, program.plan, random_operands(empty, 1), 3, program);
  for (const auto& [label, costs] : network.recorder().ledger().rows()) {
    CHECK((label.phase == Phase::input || label.operation == Operation::gather));
  }
  CHECK(network.recorder().rounds() == Rounds{0});
}
