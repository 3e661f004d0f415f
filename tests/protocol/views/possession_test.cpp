#include "tests/protocol/views/possession.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "protocol/tensor_math.hpp"
#include "tests/protocol/views/program.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

std::set<Address> addresses_of(const View& view) {
  std::set<Address> all;
  for (const PartyUse& drawn : view.uses) all.insert(drawn.use.address);
  return all;
}

/// Everybody takes zeros for what is drawn at one address.
Fault without(const Address& address) {
  Fault fault;
  fault.of_protocol = [address](Draws&, const Draw& draw, const Tensor& drawn) {
    const bool here = Address{draw.key, draw.tag, draw.part} == address;
    return here ? Tensor::zeros(drawn.ring(), drawn.shape()) : drawn;
  };
  return fault;
}

bool is_statistical(const Draw& draw, const Tensor& drawn) { return draw.bits < drawn.ring().bits; }

/// Statistical masks with some bits too few.
Fault narrower_by(int bits) {
  Fault fault;
  fault.of_protocol = [bits](Draws&, const Draw& draw, const Tensor& drawn) {
    return is_statistical(draw, drawn) ? low_bits(drawn, draw.bits - bits) : drawn;
  };
  return fault;
}

/// One statistical mask for all values: the first one's, wherever a mask has its width.
Fault one_statistical_mask() {
  Fault fault;
  const auto first = std::make_shared<std::map<std::pair<RingId, int>, Tensor>>();
  fault.of_protocol = [first](Draws&, const Draw& draw, const Tensor& drawn) {
    if (!is_statistical(draw, drawn)) return drawn;
    return first->try_emplace({drawn.ring().id, draw.bits}, drawn).first->second;
  };
  return fault;
}

void check_possession(const Settings& settings) {
  INFO(describe(settings));
  const Findings found = possession(settings, large_values(settings), 1);
  INFO(to_text(found));
  CHECK(found.empty());
}

}  // namespace

TEST_CASE("each tensor that a server receives has a mask of its own, from a key it has not",
          "[slow]") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    const std::vector<Settings> variants = viewed_variants(delivery);
    for (std::size_t i = 0; i < variants.size(); i += 7) check_possession(variants[i]);
  }
}

TEST_CASE("what a statistical mask hides is hidden up to 2^-kappa, by a mask of its own",
          "[slow]") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    for (const Settings& settings : statistical_variants(delivery)) check_possession(settings);
  }
}

TEST_CASE("a statistical mask that is too narrow, serves twice or hides too much is found",
          "[slow]") {
  for (const Settings& settings : statistical_variants(Delivery::seeded)) {
    INFO(describe(settings));
    const auto values = large_values(settings);
    CHECK_FALSE(possession(settings, values, 1, narrower_by(2)).empty());
    CHECK_FALSE(possession(settings, values, 1, one_statistical_mask()).empty());
    // Encodable, but their product is not.
    auto beyond = values;
    for (double& value : beyond[0]) value = std::ldexp(value, settings.integral_bits / 2);
    for (double& value : beyond[1]) value *= 4;
    CHECK_FALSE(possession(settings, beyond, 1).empty());
  }
}

TEST_CASE("each tensor has a mask of its own in every variant", "[slow]") {
  for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
    for (const Settings& settings : viewed_variants(delivery)) check_possession(settings);
  }
}

// Fused products, truncation by the top bit in a ring, and by pairs in a field.
TEST_CASE("of all that is drawn nothing can be left out", "[slow]") {
  const std::vector<Settings> variants = viewed_variants(Delivery::seeded);
  for (const std::size_t variant : {11U, 13U, 39U}) {
    const Settings& settings = variants[variant];
    const auto values = large_values(settings);
    for (const Address& address : addresses_of(view_of(settings, values, 1))) {
      INFO(describe(settings) << ", part " << int(std::get<std::uint8_t>(address)));
      CHECK_FALSE(possession(settings, values, 1, without(address)).empty());
    }
  }
}
