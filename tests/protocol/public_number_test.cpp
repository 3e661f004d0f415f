#include "protocol/rings/public_number.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

bool is(const PublicNumber& number, double value, __int128 integer, int bits) {
  return number.value == value && number.integer == integer && number.bits == bits;
}

}  // namespace

TEST_CASE("a public number is the nearest integer at its bits, beside the value itself") {
  CHECK(is(encode_public(0.25, 4), 0.25, 4, 4));
  CHECK(is(encode_public(-1.0 / 3, 4), -1.0 / 3, -5, 4));
  CHECK(is(encode_public(2.5, 0), 2.5, 2, 0));  // halves to even
  CHECK(is(encode_public(0, 7), 0, 0, 7));
  CHECK(is(encode_public(1, 100), 1, __int128{1} << 100U, 100));
}

TEST_CASE("significant bits are as few as the number needs") {
  CHECK(is(encode_public_significant(1.0 / 32, 8), 1.0 / 32, 1, 5));
  CHECK(is(encode_public_significant(-1.0 / 32, 8), -1.0 / 32, -1, 5));
  CHECK(is(encode_public_significant(4.0 / 3, 8), 4.0 / 3, 171, 7));
  CHECK(is(encode_public_significant(6, 8), 6, 6, 0));
  CHECK(is(encode_public_significant(1000000, 4), 1000000, 1000000, 0));
  CHECK(is(encode_public_significant(0, 8), 0, 0, 0));
  CHECK(is(encode_public_significant(0.999, 4), 0.999, 1, 0));  // rounded up to a power of two
}

TEST_CASE("an integer of so many significant bits is within half of the last") {
  for (const double value : {0.1, -0.017, 3.14159, 1e-6, 12345.678}) {
    for (const int significant : {1, 5, 16, 40}) {
      const PublicNumber number = encode_public_significant(value, significant);
      const double read = std::ldexp(static_cast<double>(number.integer), -number.bits);
      CHECK(std::abs(read / value - 1) <= std::ldexp(1.0, -significant));
      CHECK((number.bits == 0 || number.integer % 2 != 0));
    }
  }
}

TEST_CASE("beyond 126 bits a public number is an odd integer times a power of two") {
  for (const auto& [value, bits] :
       {std::pair{1.0, 126}, {-0.75, 400}, {1.0 / 3, 521}, {1e200, 0}}) {
    const PublicNumber number = encode_public(value, bits);
    CHECK(number.bits == bits);
    CHECK(number.integer % 2 != 0);
    CHECK(number.shift > 0);
    CHECK(std::ldexp(static_cast<double>(number.integer), number.shift - bits) == value);
  }
  CHECK(encode_public(1, 126).integer == 1);
  CHECK(encode_public(1, 126).shift == 126);
  CHECK(encode_public(1, 125).shift == 0);
}

TEST_CASE("numbers without a reading are refused") {
  CHECK_THROWS_AS(encode_public(1, 1024), UserError);
  CHECK_THROWS_AS(encode_public(std::numeric_limits<double>::quiet_NaN(), 3), UserError);
  CHECK_THROWS_AS(encode_public_significant(std::numeric_limits<double>::infinity(), 3), UserError);
  CHECK_THROWS_AS(encode_public(1, -1), InternalError);
  CHECK_THROWS_AS(encode_public_significant(1, 0), InternalError);
}

TEST_CASE("a public number times a small integer is exact, however many bits it has") {
  const PublicNumber product = times(encode_public(1.0 / 3, 16), 126);
  CHECK(is(product, 126 * (1.0 / 3), 126 * 21845, 16));
  CHECK(product.shift == 0);
  const auto whole = [](const PublicNumber& number) {
    return std::ldexp(static_cast<long double>(number.integer), number.shift);
  };
  for (const int bits : {60, 100, 126, 300}) {
    const PublicNumber number = encode_public(-1.0 / 3, bits);
    CHECK(times(number, 126).bits == bits);
    CHECK(whole(times(number, 126)) == 126.0L * whole(number));
  }
  CHECK(times(encode_public(0.0, 300), 7).integer == 0);
}
