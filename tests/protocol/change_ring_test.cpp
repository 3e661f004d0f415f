#include "protocol/operations/change_ring.hpp"

#include <catch2/catch.hpp>

#include "metrics/errors.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

/// There and back, with `drop` bits of a product's scale truncated on the way back.
Task<Secret> there_and_back(Engine& engine, Secrets x, const Ring* wide, PartyId down) {
  const Ring& narrow = x[0].ring();
  const int f = engine.fractional_bits();
  const int bound = engine.settings().integral_bits + f;
  Secret far = co_await engine.change_ring(std::move(x[0]), *wide, bound, 0, kServer0);
  const PublicNumber three{3.0, __int128{3} << 40, 40};
  Secret tripled = co_await engine.scale(std::move(far), three);
  co_return co_await engine.change_ring(std::move(tripled), narrow, bound + 42, 40, down);
}

Settings with_kappa(Settings settings, int kappa) {
  settings.kappa = kappa;
  return settings;
}

}  // namespace

TEST_CASE("a value goes to a wider field and back, truncated on the way") {
  for (const Ring* wide : {&p270(), &m521()}) {
    for (const PartyId down : {kServer0, kServer1}) {
      for (const Shape& shape : {Shape{1, 1}, Shape{3, 5}, Shape{0, 2}}) {
        Trial trial{{shape}, [=](Engine& engine, Secrets x) {
                      return there_and_back(engine, std::move(x), wide, down);
                    }};
        const auto truth = [](const std::vector<Numbers>& x) {
          Numbers z = x[0];
          for (double& value : z) value *= 3;
          return z;
        };
        std::vector<Settings> variants;
        for (const Settings& base : test::all_settings()) variants.push_back(with_kappa(base, 38));
        check_trial(trial, truth, 1, 2, 80.0, 1, variants);
      }
    }
  }
}

// Catalogue: n(Q) up from server 0; down from server 1 in 2 rounds alone, from server 0 in 3.
TEST_CASE("a switch there and back sends n elements each way, or all from one server") {
  for (const PartyId down : {kServer0, kServer1}) {
    Trial trial{{Shape{4, 5}}, [=](Engine& engine, Secrets x) {
                  return there_and_back(engine, std::move(x), &p270(), down);
                }};
    const auto paper = test::on_paper(trial, with_kappa(test::all_settings()[0], 38));
    std::int64_t elements[2] = {0, 0};
    for (const auto& [key, traffic] : paper.ledger.links()) {
      const auto& [label, link] = key;
      if (label.operation != Operation::change_ring) continue;
      elements[link.from.value()] += traffic.elements.count();
    }
    CHECK(elements[0] == (down == kServer0 ? 40 : 20));
    CHECK(elements[1] == (down == kServer0 ? 0 : 20));
    for (const auto& [label, costs] : paper.ledger.rows()) CHECK(costs.rounds_alone.count() <= 2);
  }
}

TEST_CASE("gap truncation drops bits with one message from server 0, in every ring with room") {
  Trial trial{{Shape{6, 7}, Shape{7, 3}}, [](Engine& engine, Secrets x) {
                return engine.matmul(x[0], x[1], engine.fractional_bits());
              }};
  const auto truth = [](const std::vector<Numbers>& x) {
    Numbers z;
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        double sum = 0;
        for (std::size_t p = 0; p < 7; ++p) sum += x[0][i * 7 + p] * x[1][p * 3 + j];
        z.push_back(sum);
      }
    }
    return z;
  };
  std::vector<Settings> variants;
  for (Settings settings : test::all_settings()) {
    settings.truncation = Truncation::gap;
    // 8 + 32 bits in z64, 8 + 26 in m61, 16 + 64 in the wider ones.
    settings.kappa = settings.ring == &z64() ? 22 : settings.ring == &m61() ? 25 : 39;
    variants.push_back(settings);
  }
  check_trial(trial, truth, 1, 64, 4.0, 1, variants);
}

TEST_CASE("the statistical security that a ring leaves is that of 2B (2^kappa + 1) <= M + 1") {
  CHECK(greatest_kappa(z64(), 24) == 38);   // 62 - 24
  CHECK(greatest_kappa(z128(), 80) == 46);  // 126 - 80
  CHECK(greatest_kappa(q121(), 48) == 71);  // Q = 2^120.99...: 2^(49 + 71) = 2^120 fits
  CHECK(greatest_kappa(m61(), 24) == 35);   // 2^(25 + 35) + 2^25 <= 2^61
  CHECK(greatest_kappa(z64(), 63) == 0);
  CHECK_THROWS_WITH(check_ring_change({&z64(), &p270(), 24, 0, 40, 0}, "a switch"),
                    Catch::Contains("2B (2^kappa + 1) <= M + 1 with B = 2^24 and kappa = 40") &&
                        Catch::Contains("room for kappa = 38"));
  CHECK_NOTHROW(check_ring_change({&z64(), &p270(), 24, 0, 38, 0}, "a switch"));
}
