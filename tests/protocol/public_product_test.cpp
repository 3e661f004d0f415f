#include <catch2/catch.hpp>

#include "protocol/operations/convolution_map.hpp"
#include "tests/protocol/trial_checks.hpp"

using namespace fathom;
using test::Numbers;
using test::Trial;

namespace {

using Secrets = std::vector<Secret>;

const Numbers kWeights{0.5, -1.25, 2.0, 0.125, -0.75, 1.0};

Trial product() {
  return {{Shape{5, 3}}, [](Engine& e, Secrets in) {
            const PublicTensor w{Shape{3, 2}, std::make_shared<Numbers>(kWeights)};
            BilinearMapPtr map = matmul_map(Transpose::no, Transpose::no);
            return e.public_product(std::move(map), in[0], w, e.fractional_bits());
          }};
}

Numbers truth(const std::vector<Numbers>& v) {
  Numbers z;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      double sum = 0;
      for (std::size_t p = 0; p < 3; ++p) sum += v[0][i * 3 + p] * kWeights[p * 2 + j];
      z.push_back(sum);
    }
  }
  return z;
}

}  // namespace

// The weights are exact in every ring, so the encoded reading is off by x's rounding alone: half a
// unit times the sum of |w| in a column, 3.25 at most, and the truncation's half.
TEST_CASE("a product with a public tensor is right in every ring") {
  check_trial(product(), truth, 1, 0.5 * 3.25 + 0.5);
}

TEST_CASE("a product with a public tensor sends nothing and takes no material") {
  for (const Settings& settings : test::all_settings()) {
    const auto paper = test::on_paper(product(), settings);
    CHECK(paper.rounds == Rounds{0});
    for (const auto& [key, traffic] : paper.ledger.links()) {
      CHECK(key.first.phase != Phase::online);
      CHECK(key.first.phase != Phase::offline);
    }
  }
}
