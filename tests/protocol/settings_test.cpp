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
