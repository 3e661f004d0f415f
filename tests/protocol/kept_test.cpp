#include <array>
#include <catch2/catch.hpp>

#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;
using Batch = std::vector<std::uint32_t>;

const std::array<Batch, 2> kBatches{Batch{5, 0, 3}, Batch{3, 5, 1}};

/// Keeps x (4, 3) and y (2, 3) as six rows, reads two batches of them, and multiplies each with w
/// (3, 2).
Trial kept_rows() {
  return {{Shape{4, 3}, Shape{2, 3}, Shape{3, 2}}, [](Engine& e, Secrets in) -> Task<Secret> {
            const int f = e.fractional_bits();
            const Secret w = in[2];
            co_await e.keep("features", 0, in[0]);
            co_await e.keep("features", 4, in[1]);
            Secret first = co_await e.kept("features", kBatches[0]);
            Secret again = co_await e.kept("features", kBatches[1]);
            Secret a = co_await e.matmul(std::move(first), w, f);
            Secret b = co_await e.matmul(std::move(again), w, f);
            co_return co_await e.add(std::move(a), std::move(b));
          }};
}

Numbers truth(const std::vector<Numbers>& v) {
  const auto row = [&](std::uint32_t i) { return i < 4 ? &v[0][i * 3] : &v[1][(i - 4) * 3]; };
  Numbers z;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      double sum = 0;
      for (const Batch& batch : kBatches) {
        for (std::size_t p = 0; p < 3; ++p) sum += row(batch[i])[p] * v[2][p * 2 + j];
      }
      z.push_back(sum);
    }
  }
  return z;
}

std::int64_t opened_by_server0(const Settings& settings) {
  Trial trial = kept_rows();
  std::mt19937_64 random(1);
  fill(trial, random);
  const test::OnShares run = on_shares(trial, settings);
  std::int64_t sum = 0;
  for (const auto& [key, traffic] : run.ledger().links()) {
    const bool here = key.first.phase == Phase::online && key.second == Link{kServer0, kServer1};
    if (here) sum += traffic.elements.count();
  }
  return sum;
}

}  // namespace

TEST_CASE("what was kept is read again in any rows, at the predicted cost, under every reuse") {
  std::vector<Settings> variants;
  for (Settings settings : test::all_settings()) {
    for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training, Reuse::data}) {
      settings.reuse = reuse;
      variants.push_back(settings);
    }
  }
  check_trial(kept_rows(), truth, 2, 26, 4.0, 1, variants);
}

// Two batches of (3, 3) and w (3, 2): in every product 9 + 6; masked once each 9 + 9 + 6; and by
// rows, of which 5, 0, 3 and 1 are read, 4 * 3 + 6.
TEST_CASE("with data masked once, a kept row is opened once however many batches it is part of") {
  Settings settings;
  CHECK(opened_by_server0(settings) == 2 * (9 + 6));
  settings.reuse = Reuse::training;
  CHECK(opened_by_server0(settings) == 9 + 9 + 6);
  settings.reuse = Reuse::data;
  CHECK(opened_by_server0(settings) == 4 * 3 + 6);
}
