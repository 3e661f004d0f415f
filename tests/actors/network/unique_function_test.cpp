#include "actors/network/unique_function.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <utility>

namespace fathom {
namespace {

TEST_CASE("a unique function calls what it was given, with its arguments") {
  int sum = 0;
  UniqueFunction<int, int> add([&sum](int a, int b) { sum = a + b; });
  add(2, 3);
  CHECK(sum == 5);
}

TEST_CASE("a unique function may own something that cannot be copied") {
  auto owned = std::make_unique<int>(7);
  int seen = 0;
  UniqueFunction<> first([&seen, owned = std::move(owned)] { seen = *owned; });
  UniqueFunction<> second = std::move(first);
  CHECK_FALSE(static_cast<bool>(first));  // NOLINT(bugprone-use-after-move): moved from is empty
  second();
  CHECK(seen == 7);
}

TEST_CASE("a callable is destroyed once, whether it is kept in place or not") {
  const auto counted = std::make_shared<int>(0);
  const std::array<char, 200> ballast{};
  {
    UniqueFunction<> small([counted] {});
    UniqueFunction<> large([counted, ballast] { static_cast<void>(ballast); });
    CHECK(counted.use_count() == 3);
    UniqueFunction<> moved = std::move(large);
    CHECK(counted.use_count() == 3);
    small = std::move(moved);
    CHECK(counted.use_count() == 2);
    small();
  }
  CHECK(counted.use_count() == 1);
}

}  // namespace
}  // namespace fathom
