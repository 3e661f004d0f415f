#include "metrics/label.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

constexpr std::uint32_t kPhases = 5, kPasses = 5, kOperations = 30, kMaterials = 10;

Label label_of(std::uint32_t phase, std::uint32_t pass, std::uint32_t layer,
               std::uint32_t operation, std::uint32_t material, std::uint32_t step) {
  return {static_cast<Phase>(phase),           static_cast<Pass>(pass),
          static_cast<LayerId>(layer),         static_cast<Operation>(operation),
          static_cast<MaterialType>(material), step};
}

template <class Enum>
std::vector<std::string> names_of(std::uint32_t count) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < count; ++i) {
    names.emplace_back(to_string(static_cast<Enum>(i)));
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a label is packed as the header carries it") {
  const Label label{Phase::online, Pass::backward, 5, Operation::matmul, MaterialType::dot, 7};
  const std::uint32_t packed = pack(label);
  CHECK(packed == ((3U << 29U) | (2U << 26U) | (5U << 16U) | (15U << 8U) | 2U));
  CHECK(unpack_label(packed, 7) == label);
  CHECK(is_valid_label(packed));
}

TEST_CASE("every field of a label comes back from its packed form") {
  for (std::uint32_t phase = 0; phase < kPhases; ++phase) {
    for (std::uint32_t pass = 0; pass < kPasses; ++pass) {
      for (const std::uint32_t layer : {0U, 1U, 512U, 1023U}) {
        for (std::uint32_t operation = 0; operation < kOperations; ++operation) {
          const std::uint32_t material = operation % kMaterials;
          const Label label = label_of(phase, pass, layer, operation, material, layer + 9);
          REQUIRE(is_valid_label(pack(label)));
          REQUIRE(unpack_label(pack(label), layer + 9) == label);
        }
      }
    }
  }
}

TEST_CASE("two labels that differ in one field do not pack alike, and the step is not packed") {
  const Label label = label_of(1, 1, 1, 1, 1, 1);
  const std::vector<Label> others{label_of(2, 1, 1, 1, 1, 1), label_of(1, 2, 1, 1, 1, 1),
                                  label_of(1, 1, 2, 1, 1, 1), label_of(1, 1, 1, 2, 1, 1),
                                  label_of(1, 1, 1, 1, 2, 1)};
  for (const Label& other : others) CHECK(pack(other) != pack(label));
  CHECK(pack(label_of(1, 1, 1, 1, 1, 2)) == pack(label));
}

TEST_CASE("a packed label with a field that names nothing is invalid") {
  for (std::uint32_t phase = 0; phase < 8; ++phase) {
    CHECK(is_valid_label(phase << 29U) == (phase < kPhases));
  }
  for (std::uint32_t pass = 0; pass < 8; ++pass) {
    CHECK(is_valid_label(pass << 26U) == (pass < kPasses));
  }
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    CHECK(is_valid_label(byte << 8U) == (byte < kOperations));
    CHECK(is_valid_label(byte) == (byte < kMaterials));
  }
  CHECK_FALSE(is_valid_label(UINT32_MAX));
}

TEST_CASE("phases, passes, operations and materials are called as in the tables") {
  CHECK(names_of<Phase>(kPhases) == Names{"setup", "offline", "input", "online", "output"});
  CHECK(names_of<Pass>(kPasses) == Names{"-", "forward", "backward", "update", "predict"});
  CHECK(names_of<MaterialType>(kMaterials) == Names{"-", "multiplication", "dot", "square",
                                                    "convolution", "mask", "powers",
                                                    "truncation_pair", "msb_pair", "permutation"});
  CHECK(to_string(Operation::key) == "key");
  CHECK(to_string(Operation::add_row) == "add_row");
  CHECK(to_string(Operation::truncate) == "truncate");
  CHECK(to_string(Operation::matmul) == "matmul");
  CHECK(to_string(Operation::pool) == "pool");
  CHECK(to_string(Operation::output) == "output");
  const Names operations = names_of<Operation>(kOperations);
  CHECK(std::set<std::string>(operations.begin(), operations.end()).size() == kOperations);
}

TEST_CASE("a value without a name is a bug") {
  CHECK_THROWS_AS(to_string(static_cast<Phase>(kPhases)), InternalError);
  CHECK_THROWS_AS(to_string(static_cast<Pass>(kPasses)), InternalError);
  CHECK_THROWS_AS(to_string(static_cast<Operation>(kOperations)), InternalError);
  CHECK_THROWS_AS(to_string(static_cast<MaterialType>(kMaterials)), InternalError);
}

TEST_CASE("layers are named from 1 on, 0 is none, and there is room for 1,023") {
  LayerNames names;
  CHECK(names[0] == "-");
  CHECK(names.add("dense") == 1);
  CHECK(names.add("dense") == 2);
  CHECK(names[2] == "dense");
  CHECK_THROWS_AS(names[3], InternalError);
  while (names.size() < 1024) names.add("more");
  CHECK(unpack_label(pack(Label{.layer = 1023}), 0).layer == 1023);
  CHECK_THROWS_AS(names.add("one too many"), InternalError);
}
