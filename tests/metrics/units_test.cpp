#include "metrics/units.hpp"

#include <catch2/catch.hpp>
#include <concepts>
#include <cstdint>
#include <type_traits>

using namespace fathom;
using namespace fathom::literals;

namespace {

template <class A, class B>
concept CanAdd = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept CanCompare = requires(A a, B b) {
  a < b;
};
template <class A, class B>
concept CanDivide = requires(A a, B b) {
  a / b;
};

}  // namespace

TEST_CASE("a gigabit a second carries 125 million bytes in a second") {
  CHECK(Bytes{125'000'000} / 1_Gbit_per_s == 1_s);
  CHECK(Bytes{1250} / 10_Mbit_per_s == 1_ms);
}

TEST_CASE("counts of one unit add, subtract, multiply and compare") {
  CHECK(Bytes{3} + Bytes{4} == Bytes{7});
  CHECK(Bytes{3} - Bytes{4} == Bytes{-1});
  CHECK(Bytes{3} * 4 == Bytes{12});
  CHECK(4 * Bytes{3} == Bytes{12});
  CHECK(Rounds{3} < Rounds{4});
  CHECK(Elements{}.count() == 0);
  Messages sent{5};
  sent += Messages{2};
  CHECK(sent == Messages{7});
  sent -= Messages{10};
  CHECK(sent == Messages{-3});
}

TEST_CASE("a point of time moves by a duration, and two points are a duration apart") {
  const SimTime noon{12'000};
  CHECK(noon + 5_us == SimTime{17'000});
  CHECK(SimTime{17'000} - noon == 5_us);
  CHECK(noon - SimTime{17'000} == SimDuration{-5'000});
  CHECK(SimTime{} < noon);
  CHECK(SimTime{}.ns() == 0);
}

TEST_CASE("literals count nanoseconds and bits per second") {
  CHECK(7_ns == SimDuration{7});
  CHECK(7_us == SimDuration{7'000});
  CHECK(7_ms == SimDuration{7'000'000});
  CHECK(7_s == SimDuration{7'000'000'000});
  CHECK((7_bit_per_s).bits_per_s() == 7);
  CHECK((7_Mbit_per_s).bits_per_s() == 7'000'000);
  CHECK((7_Gbit_per_s).bits_per_s() == 7'000'000'000);
}

TEST_CASE("different units never mix, and no bare number is one") {
  STATIC_REQUIRE(CanAdd<Bytes, Bytes>);
  STATIC_REQUIRE_FALSE(CanAdd<Bytes, Elements>);
  STATIC_REQUIRE_FALSE(CanAdd<Bytes, int>);
  STATIC_REQUIRE_FALSE(CanAdd<SimTime, SimTime>);
  STATIC_REQUIRE_FALSE(CanCompare<Rounds, Messages>);
  STATIC_REQUIRE_FALSE(CanDivide<Elements, Bandwidth>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, Bytes>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, SimTime>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::int64_t, Bandwidth>);
}

TEST_CASE("a transmission is rounded up to the nanosecond") {
  CHECK(Bytes{1} / 8_Gbit_per_s == 1_ns);  // 8 bits in 1 ns exactly
  CHECK(Bytes{1} / 3_Gbit_per_s == 3_ns);  // 2.67
  CHECK(Bytes{1} / 4_Gbit_per_s == 2_ns);
  CHECK(Bytes{1} / 100_Gbit_per_s == 1_ns);                     // 0.08
  CHECK(Bytes{1000} / 7_Mbit_per_s == SimDuration{1'142'858});  // 1,142,857.14
  for (std::int64_t bytes = 1; bytes < 200; ++bytes) {
    for (const std::int64_t rate : {7, 999'999'937, 1'000'000'000}) {
      const std::int64_t ns = (Bytes{bytes} / Bandwidth::bits_per_s(rate)).count();
      const __int128 needed = static_cast<__int128>(bytes) * 8 * 1'000'000'000;
      CHECK(static_cast<__int128>(ns) * rate >= needed);
      CHECK(static_cast<__int128>(ns - 1) * rate < needed);
    }
  }
}

TEST_CASE("a transmission of terabytes does not overflow") {
  CHECK(Bytes{1'000'000'000'000} / 1_Mbit_per_s == SimDuration{8'000'000'000'000'000});
}

TEST_CASE("no bytes take no time, and unlimited bandwidth none for any number of bytes") {
  CHECK(Bytes{} / 1_bit_per_s == 0_ns);
  CHECK(Bytes{INT64_MAX} / Bandwidth::unlimited() == 0_ns);
  CHECK(Bandwidth::unlimited().is_unlimited());
  CHECK(Bandwidth{} == Bandwidth::unlimited());
  CHECK_FALSE((1000_Gbit_per_s).is_unlimited());
  CHECK(1000_Gbit_per_s < Bandwidth::unlimited());
}
