#include <catch2/catch.hpp>
#include <vector>

#include "protocol/operations/convolution_map.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::OnShares;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// Elements that an operation should send: from each server to the other online, and from the
/// producer to each server, in full and seeded.
struct Sent {
  std::int64_t from0, from1, full0, full1, seeded0, seeded1;
};

std::int64_t elements(const Ledger& ledger, Link link, Phase phase) {
  Elements sum;
  for (const auto& [key, traffic] : ledger.links()) {
    if (key.second == link && key.first.phase == phase) sum += traffic.elements;
  }
  return sum.count();
}

Work work_in(const Ledger& ledger, Phase phase) {
  Work sum;
  for (const auto& [label, costs] : ledger.rows()) {
    if (label.phase == phase && label.operation != Operation::gather) sum += costs.work;
  }
  return sum;
}

OnShares run(Trial trial, const Settings& settings) {
  std::mt19937_64 random(1);
  test::fill(trial, random);
  OnShares ended = test::on_shares(trial, settings);
  test::check_cost(ended, test::on_paper(trial, settings));
  return ended;
}

void check_sent(const Trial& trial, const Sent& expected, int rounds) {
  for (const Settings& settings : test::all_settings()) {
    INFO(test::describe(settings));
    const OnShares ended = run(trial, settings);
    const Ledger& ledger = ended.ledger();
    const bool seeded = settings.material == Delivery::seeded;
    CHECK(elements(ledger, {kServer0, kServer1}, Phase::online) == expected.from0);
    CHECK(elements(ledger, {kServer1, kServer0}, Phase::online) == expected.from1);
    CHECK(elements(ledger, {kProducer, kServer0}, Phase::offline) ==
          (seeded ? expected.seeded0 : expected.full0));
    CHECK(elements(ledger, {kProducer, kServer1}, Phase::offline) ==
          (seeded ? expected.seeded1 : expected.full1));
    CHECK(ended.rounds() == Rounds{rounds});
    CHECK(ledger.total().rounds_alone == Rounds{rounds});
    CHECK(ledger.total().critical_rounds == Rounds{rounds});
  }
}

Trial multiplication(const Shape& shape) {
  return {{shape, shape},
          [](Engine& e, Secrets x) { return e.multiply(x[0], x[1], e.fractional_bits()); }};
}

Trial matrix_product(std::size_t m, std::size_t k, std::size_t n) {
  return {{{m, k}, {k, n}},
          [](Engine& e, Secrets x) { return e.matmul(x[0], x[1], e.fractional_bits()); }};
}

Task<Secret> revealed(Engine& engine, Secrets x) {
  Public opened = co_await engine.reveal(x[0], "x");
  co_return co_await engine.softmax_gradient(std::move(opened), x[0]);
}

}  // namespace

TEST_CASE("a product opens 2n elements in one round and takes a triple of 3n") {
  check_sent(multiplication({4, 5}), {40, 40, 60, 60, 0, 20}, 1);
}

TEST_CASE("a square opens n elements in one round and takes a pair of 2n") {
  const Trial square{{{4, 5}},
                     [](Engine& e, Secrets x) { return e.square(x[0], e.fractional_bits()); }};
  check_sent(square, {20, 20, 40, 40, 0, 20}, 1);
}

TEST_CASE("a matrix product opens mk + kn elements in one round and takes a dot triple") {
  const std::int64_t m = 3, k = 5, n = 2, opened = m * k + k * n;
  check_sent(matrix_product(3, 5, 2), {opened, opened, opened + m * n, opened + m * n, 0, m * n},
             1);
}

// x: 2 images of 5 by 4 with 2 channels; w: 3 by 3 by 2 by 3; y: 2 by 5 by 4 by 3.
TEST_CASE("a convolution opens its images and kernels before they are expanded") {
  const Shape x{2, 5, 4, 2}, w{3, 3, 2, 3};
  const Windows windows = Windows::same(x, 3, 3, 1);
  const Trial trial{{x, w}, [windows](Engine& e, Secrets in) {
                      return e.bilinear(convolution_map(windows), in[0], in[1],
                                        e.fractional_bits());
                    }};
  check_sent(trial, {80 + 54, 80 + 54, 80 + 54 + 120, 80 + 54 + 120, 0, 120}, 1);
}

TEST_CASE("a reveal sends n elements each way, or n to server 0 alone, in one round") {
  Trial trial{{{4, 5}}, revealed};
  for (const Likelihoods to : {Likelihoods::both, Likelihoods::one}) {
    for (Settings settings : test::all_settings()) {
      settings.likelihoods = to;
      const OnShares ended = run(trial, settings);
      const std::int64_t to1 = to == Likelihoods::both ? 20 : 0;
      CHECK(elements(ended.ledger(), {kServer0, kServer1}, Phase::online) == to1);
      CHECK(elements(ended.ledger(), {kServer1, kServer0}, Phase::online) == 20);
      CHECK(elements(ended.ledger(), {kProducer, kServer1}, Phase::offline) == 0);
      CHECK(ended.rounds() == Rounds{1});
    }
  }
}

TEST_CASE("linear operations send nothing and take no round") {
  const Shape shape{4, 5};
  const PublicNumber third{1.0 / 3, 21845, 16};
  const std::vector<Trial> trials{
      {{shape, shape}, [](Engine& e, Secrets x) { return e.add(x[0], x[1]); }},
      {{shape, shape}, [](Engine& e, Secrets x) { return e.subtract(x[0], x[1]); }},
      {{shape, {5}}, [](Engine& e, Secrets x) { return e.add_row(x[0], x[1]); }},
      {{shape}, [](Engine& e, Secrets x) { return e.sum_rows(x[0]); }},
      {{shape}, [](Engine& e, Secrets x) { return e.add_constant(x[0], 2.0); }},
      {{shape}, [third](Engine& e, Secrets x) { return e.scale(x[0], third, third.bits); }},
      {{shape, shape}, [](Engine& e, Secrets x) {
         return e.weighted_sum(std::move(x), {0.5, 0.25}, 1.0);
       }}};
  for (const Trial& trial : trials) check_sent(trial, {0, 0, 0, 0, 0, 0}, 0);
}

TEST_CASE("products one after the other take a round each, together one, apart two") {
  const auto chained = [](Engine& engine, Secrets x) -> Task<Secret> {
    const int f = engine.fractional_bits();
    Secret square = co_await engine.multiply(x[0], x[0], f);
    co_return co_await engine.multiply(std::move(square), x[1], f);
  };
  const auto side_by_side = [](Engine& engine, Secrets x) -> Task<Secret> {
    const int f = engine.fractional_bits();
    Task<Secret> square = engine.multiply(x[0], x[0], f);
    Task<Secret> product = engine.multiply(x[0], x[1], f);
    auto both = co_await engine.all(std::move(square), std::move(product));
    co_return co_await engine.add(std::move(both.first), std::move(both.second));
  };
  for (const bool together : {true, false}) {
    for (Settings settings : test::all_settings()) {
      settings.together = together;
      CHECK(run({{{3}, {3}}, chained}, settings).rounds() == Rounds{2});
      const OnShares ended = run({{{3}, {3}}, side_by_side}, settings);
      CHECK(ended.rounds() == Rounds{together ? 1 : 2});
      CHECK(elements(ended.ledger(), {kServer0, kServer1}, Phase::online) == 12);
    }
  }
}

// Two servers evaluate the map twice each; server 0 adds beta to b; both mask, add the peer's
// halves, add two tensors and truncate. Offline the map once.
TEST_CASE("the work of a product is that of its header") {
  const std::int64_t m = 3, k = 5, n = 2, opened = m * k + k * n;
  Settings settings;
  const OnShares ended = run(matrix_product(3, 5, 2), settings);
  const Work online = work_in(ended.ledger(), Phase::online);
  CHECK(online.multiply_adds == 4 * m * k * n);
  CHECK(online.element_operations == 2 * (2 * opened + 2 * m * n + m * n) + k * n);
  CHECK(online.generator_bytes == 0);
  const Work offline = work_in(ended.ledger(), Phase::offline);
  CHECK(offline.multiply_adds == m * k * n);
  CHECK(offline.element_operations == opened + m * n);
  CHECK(offline.generator_bytes == 8 * (2 * opened + m * n));

  settings.material = Delivery::seeded;
  const Work derived = work_in(run(matrix_product(3, 5, 2), settings).ledger(), Phase::offline);
  CHECK(derived.generator_bytes == 8 * (2 * opened + m * n) + 8 * (opened + m * n) + 8 * opened);
}

// What an element takes at server 0 and at server 1, truncation not counted.
TEST_CASE("each server does the work of its half of an operation") {
  struct Half {
    Trial trial;
    std::int64_t at0, at1;
  };
  const Shape shape{4, 5};
  const std::vector<Half> halves{
      {{{shape, shape}, [](Engine& e, Secrets x) { return e.multiply(x[0], x[1], 0); }}, 9, 8},
      {{{shape}, [](Engine& e, Secrets x) { return e.square(x[0], 0); }}, 6, 5},
      {{{shape}, [](Engine& e, Secrets x) { return e.add_constant(x[0], 1.0); }}, 1, 0},
      {{{shape, shape}, [](Engine& e, Secrets x) { return e.add(x[0], x[1]); }}, 1, 1},
      {{{shape}, revealed}, 1 + 4, 0 + 1}};  // the opened scores, then softmax minus labels
  for (const Half& half : halves) {
    const OnShares ended = run(half.trial, Settings{});
    const auto elements_at = [&](PartyId server) {
      return ended.network->work(server, Phase::online).element_operations;
    };
    CHECK(elements_at(kServer0) == 20 * half.at0);
    CHECK(elements_at(kServer1) == 20 * half.at1);
  }
}

TEST_CASE("operations on no elements send nothing, ask for nothing and count nothing") {
  const Shape none{0, 3};
  const Windows windows = Windows::same({0, 4, 4, 2}, 3, 3, 1);
  const std::vector<Trial> trials{
      multiplication(none),
      matrix_product(0, 3, 2),
      matrix_product(3, 0, 2),
      matrix_product(3, 2, 0),
      {{none}, [](Engine& e, Secrets x) { return e.square(x[0], e.fractional_bits()); }},
      {{{0, 4, 4, 2}, {3, 3, 2, 3}},
       [windows](Engine& e, Secrets x) {
         return e.bilinear(convolution_map(windows), x[0], x[1], e.fractional_bits());
       }},
      {{none}, revealed},
      {{none, none}, [](Engine& e, Secrets x) { return e.add(x[0], x[1]); }},
      {{none}, [](Engine& e, Secrets x) { return e.sum_rows(x[0]); }},
  };
  for (const Trial& trial : trials) {
    for (const Settings& settings : test::all_settings()) {
      const OnShares ended = run(trial, settings);
      CHECK(ended.rounds() == Rounds{0});
      for (const auto& [label, costs] : ended.ledger().rows()) {
        INFO(to_string(label.phase) << ", " << to_string(label.operation));
        CHECK(label.phase != Phase::offline);
        CHECK((label.phase != Phase::online || label.operation == Operation::gather));
        CHECK((label.phase != Phase::output || ended.result.shape.size() > 0));
        CHECK((label.phase != Phase::setup || settings.material == Delivery::seeded));
      }
    }
  }
}
