#include "protocol/settings.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "metrics/errors.hpp"
#include "tests/protocol/tensor_samples.hpp"

using namespace fathom;
using testing::kIntegerRings;

namespace {

Settings settings_of(const Ring& ring, int fractional_bits, int integral_bits) {
  Settings settings;
  settings.ring = &ring;
  settings.fractional_bits = fractional_bits;
  settings.integral_bits = integral_bits;
  return settings;
}

bool has_room(const Ring& ring, int fractional_bits, int integral_bits, int half_width_log2) {
  try {
    check_room(settings_of(ring, fractional_bits, integral_bits), half_width_log2);
    return true;
  } catch (const UserError&) {
    return false;
  }
}

}  // namespace

TEST_CASE("the settings that a job begins with have room") {
  CHECK(has_room(z64(), 16, 8, 3));
  CHECK(has_room(z128(), 32, 16, 5));
  CHECK(has_room(q121(), 32, 16, 5));
  CHECK_NOTHROW(check_room(Settings{}, 3));
}

// 2 (f + h) + i + 2 <= bits: 2 (24 + 3) + 8 + 2 = 64.
TEST_CASE("room ends where a product would fill the ring") {
  CHECK(has_room(z64(), 24, 8, 3));
  CHECK_FALSE(has_room(z64(), 25, 8, 3));
  CHECK_FALSE(has_room(z64(), 24, 9, 3));
  CHECK_FALSE(has_room(z64(), 24, 8, 4));
  CHECK(has_room(q121(), 48, 16, 3));
  CHECK_FALSE(has_room(q121(), 49, 16, 3));
  CHECK(has_room(z128(), 52, 16, 3));
  CHECK_FALSE(has_room(z128(), 53, 16, 3));
}

TEST_CASE("a ring that is too small is told with the sum and the most bits that fit") {
  CHECK_THROWS_WITH(check_room(settings_of(z64(), 25, 8), 3),
                    "the ring z64 is too small for 25 fractional bits: a product takes "
                    "2 (25 + 3) + 8 + 2 = 66 bits of 64; at most 24 fractional bits fit");
}

TEST_CASE("the most bits that are told are accepted, and one more is not") {
  for (const Ring* ring : kIntegerRings) {
    for (const int integral_bits : {1, 7, 8, 16}) {
      for (const int h : {0, 3, 5}) {
        std::string told;
        try {
          check_room(settings_of(*ring, 100, integral_bits), h);
        } catch (const UserError& error) {
          told = error.what();
        }
        if (ring->bits > 128) continue;  // in which 100 fractional bits fit
        const std::size_t at = told.find("at most ");
        REQUIRE(at != std::string::npos);
        const int most = std::stoi(told.substr(at + 8));
        INFO(ring->name << ", " << integral_bits << " integral bits, h " << h << ": " << most);
        CHECK(has_room(*ring, most, integral_bits, h));
        CHECK_FALSE(has_room(*ring, most + 1, integral_bits, h));
      }
    }
  }
}

TEST_CASE("too few fractional bits are refused with how many are needed") {
  CHECK_THROWS_WITH(check_room(settings_of(z64(), 2, 8), 3),
                    "--fractional-bits 2 is too few: at least 3 are needed for a sigmoid on "
                    "[-8, 8]");
  CHECK(has_room(z64(), 3, 8, 3));
  CHECK_FALSE(has_room(z64(), 0, 8, 0));
  CHECK_THROWS_WITH(check_room(settings_of(z64(), 0, 8), 0), Catch::Contains("at least 1"));
  CHECK(has_room(z64(), 1, 8, 0));
}

namespace {

Settings by_powers(const Ring& ring, int fractional_bits, SigmoidForm form) {
  Settings settings = settings_of(ring, fractional_bits, 8);
  settings.sigmoid = form;
  return settings;
}

bool has_room(const Settings& settings, const ActivationDemand& demand = ActivationDemand{}) {
  try {
    check_room(settings, 3, demand);
    return true;
  } catch (const UserError&) {
    return false;
  }
}

}  // namespace

// 9 (16 + 3) + 16 + 1 + 1 = 189 bits before the gap.
TEST_CASE("powers directly in a narrow ring are refused at 16 fractional bits, with the sum") {
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m127()}) {
    CHECK_FALSE(has_room(by_powers(*ring, 16, SigmoidForm::powers)));
  }
  CHECK_THROWS_WITH(check_room(by_powers(q121(), 16, SigmoidForm::powers), 3),
                    "the ring q121 is too small for powers of degree 9 with 16 fractional bits: "
                    "what is truncated takes 9 (16 + 3) + 16 + 1 + 1 + 40 = 229 bits of 120; at "
                    "most 5 fractional bits fit");
  CHECK_THROWS_WITH(check_room(by_powers(z64(), 16, SigmoidForm::powers), 3),
                    Catch::Contains("not one fractional bit fits"));
}

TEST_CASE("powers masked statistically fit into P up to 19 fractional bits, and 32 take 390 bits") {
  Settings settings = by_powers(p270(), 19, SigmoidForm::powers);
  settings.truncation = Truncation::gap;
  CHECK(has_room(settings));
  settings.fractional_bits = 20;
  CHECK_FALSE(has_room(settings));
  settings.fractional_bits = 32;
  CHECK_THROWS_WITH(check_room(settings, 3), Catch::Contains(" = 390 bits"));
  settings.ring = &m521();
  CHECK(has_room(settings));
}

TEST_CASE("powers of y take 5 f + 2 bits and the gap, powers 3 by 3 4 f + h + 2") {
  constexpr SigmoidForm kOfY = SigmoidForm::powers_of_y, kThree = SigmoidForm::powers_3x3;
  CHECK(has_room(by_powers(z128(), 16, kOfY)));
  CHECK_FALSE(has_room(by_powers(z128(), 18, kOfY)));
  CHECK(has_room(by_powers(q121(), 15, kOfY)));
  CHECK_FALSE(has_room(by_powers(q121(), 16, kOfY)));
  CHECK(has_room(by_powers(z128(), 20, kThree)));
  CHECK_FALSE(has_room(by_powers(z128(), 21, kThree)));
  CHECK(has_room(by_powers(q121(), 16, kThree)));
  CHECK_FALSE(has_room(by_powers(z64(), 13, kThree)));
  CHECK_THROWS_WITH(check_room(by_powers(q121(), 16, kOfY), 3),
                    Catch::Contains("powers of y of degree 9") &&
                        Catch::Contains("5 * 16 + 2 + 40 = 122 bits of 120; at most 15"));
  CHECK_THROWS_WITH(check_room(by_powers(z128(), 21, kThree), 3),
                    Catch::Contains("4 * 21 + 3 + 2 + 40 = 129 bits of 128; at most 20"));
}

TEST_CASE("the gap is what the truncation needs") {
  Settings settings = by_powers(q121(), 16, SigmoidForm::powers_of_y);
  CHECK(gap_bits(settings) == 40);
  CHECK(gap_bits(settings, {.values_per_error = 1000.0}) == 10);
  CHECK(has_room(settings, {.values_per_error = 1000.0}));
  CHECK(has_room(settings, {.degree = 7}));
  settings.truncation = Truncation::gap;
  CHECK(gap_bits(settings) == 41);
  settings.truncation = Truncation::msb;
  CHECK(gap_bits(settings) == 0);
}

TEST_CASE("powers with switch need room in the wide ring and a gap in the one left behind") {
  Settings settings = by_powers(q121(), 16, SigmoidForm::powers);
  settings.switch_ring = true;
  CHECK(has_room(settings));
  settings.fractional_bits = 20;
  CHECK_THROWS_WITH(check_room(settings, 3), Catch::Contains("the ring p270 is too small"));
  settings = by_powers(z64(), 16, SigmoidForm::powers);
  settings.switch_ring = true;
  CHECK_THROWS_WITH(check_room(settings, 3),
                    "the ring z64 is too small to be left with kappa 40: 16 + 8 + 40 + 2 = 66 bits "
                    "of 64; a kappa of at most 38 fits");
  settings.kappa = 38;
  CHECK(has_room(settings));
}
