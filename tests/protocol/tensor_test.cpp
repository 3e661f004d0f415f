#include "protocol/tensor.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::decoded;
using testing::integers;

TEST_CASE("copies, reshaped tensors and slices share one memory") {
  const Tensor a = integers(z64(), {2, 3}, {1, 2, 3, 4, 5, 6});
  const std::vector<Tensor> copies(2, a);
  const Tensor flat = a.reshaped({6}), second_row = a.slice(3, {3});
  CHECK(copies[1].data() == a.data());
  CHECK(flat.data() == a.data());
  CHECK(flat.shape() == Shape{6});
  CHECK(decoded(second_row) == std::vector<double>{4, 5, 6});
  CHECK(static_cast<const std::byte*>(second_row.data()) ==
        static_cast<const std::byte*>(a.data()) + 3 * 8);
}

TEST_CASE("a slice keeps the memory alive") {
  Tensor view;
  CHECK(view.empty_handle());
  view = integers(q121(), {4}, {1, 2, 3, 4}).slice(2, {2});
  CHECK_FALSE(view.empty_handle());
  CHECK(decoded(view) == std::vector<double>{3, 4});
}

TEST_CASE("tensors of every size are aligned and separate, new or from freed memory") {
  for (int repeat = 0; repeat < 3; ++repeat) {
    std::vector<Tensor> tensors;
    for (const std::size_t size :
         {0U, 1U, 8191U, 8192U, 8193U, 10240U, 300000U, 300000U, 1U << 19U}) {
      tensors.push_back(add_constant(Tensor::zeros(z64(), {size}),
                                     {.integer = static_cast<__int128>(tensors.size())}));
      CHECK(reinterpret_cast<std::uintptr_t>(tensors.back().data()) % 64 == 0);
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const std::vector<double> expected(tensors[i].size(), static_cast<double>(i));
      CHECK(decoded(tensors[i]) == expected);
    }
  }
}

TEST_CASE("views that do not fit are refused") {
  const Tensor a = integers(z64(), {2, 3}, {1, 2, 3, 4, 5, 6});
  CHECK_THROWS_AS(a.reshaped({5}), InternalError);
  CHECK_THROWS_AS(a.slice(4, {3}), InternalError);
  CHECK_THROWS_AS(a.slice(7, {0}), InternalError);
  CHECK(a.slice(6, {0}).size() == 0);
}

TEST_CASE("a value that cannot be encoded is named, with its index and the range") {
  std::vector<double> values(100000, 1.0);
  values[70000] = -2000.5;
  values[99999] = std::numeric_limits<double>::quiet_NaN();
  const auto encode = [&] {
    return Tensor::encode(q121(), {values.size()}, values.data(), 16, 1024);
  };
  CHECK_THROWS_AS(encode(), UserError);
  CHECK_THROWS_WITH(
      encode(), Catch::Contains("-2000.5") && Catch::Contains("70000") && Catch::Contains("1024"));
}
