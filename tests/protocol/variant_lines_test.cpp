#include <catch2/catch.hpp>
#include <set>

#include "metrics/errors.hpp"
#include "protocol/variants.hpp"

using namespace fathom;

namespace {

Settings settings_of(std::string_view line) {
  Settings settings;
  apply_variant(settings, line);
  return settings;
}

}  // namespace

TEST_CASE("a line sets what it names and nothing else") {
  const Settings settings =
      settings_of("dot=triple,reuse=training,sigmoid=powers+switch,truncation=msb,material=seeded");
  CHECK(settings.reuse == Reuse::training);
  CHECK(settings.sigmoid == SigmoidForm::powers);
  CHECK(settings.switch_ring);
  CHECK_FALSE(settings.switch_one_way);
  CHECK(settings.truncation == Truncation::msb);
  CHECK(settings.material == Delivery::seeded);
  CHECK(settings.inputs == Settings{}.inputs);
  CHECK(variant_name(settings) ==
        "reuse=training truncation=msb sigmoid=powers+switch material=seeded");
  CHECK(variant_name(Settings{}) == "plain");
}

TEST_CASE("every choice of every key can be named, and its name leads back to it") {
  for (const VariantKey& key : variant_keys()) {
    std::set<std::string_view> names;
    for (const VariantChoice& choice : key.choices) {
      INFO(key.name << "=" << choice.name);
      Settings settings;
      apply_choice(settings, key.name, choice.name);
      CHECK(choice.is_chosen(settings));
      for (const VariantChoice& other : key.choices) {
        CHECK(other.is_chosen(settings) == (&other == &choice));
      }
      const std::string name = variant_name(settings);
      CHECK((name == "plain" || name == std::string(key.name) + "=" + std::string(choice.name)));
      CHECK(names.insert(choice.name).second);
    }
  }
}

TEST_CASE("every short name can be applied, changed further, and works in the ring it is for") {
  for (const NamedVariant& variant : named_variants()) {
    INFO(variant.name);
    Settings settings = settings_of(variant.name);
    CHECK_NOTHROW(check_variant(settings));
    CHECK_FALSE(variant_name(settings) == "plain");
    apply_variant(settings, std::string(variant.name) + ",elements=packed");
    CHECK(settings.packed);
  }
}

TEST_CASE("what a variant does not know is refused with the choices") {
  CHECK_THROWS_WITH(settings_of("quickest"), Catch::Contains("scalar, reference, seed"));
  CHECK_THROWS_WITH(settings_of("dot=cubes"), Catch::Contains("scalar, triple, function"));
  CHECK_THROWS_WITH(settings_of("colour=red"), Catch::Contains("the keys are dot, convolution"));
  CHECK_THROWS_AS(settings_of("dot="), UserError);
  CHECK_THROWS_AS(settings_of("=triple"), UserError);
  CHECK_NOTHROW(settings_of(""));
}

TEST_CASE("a combination that cannot work is refused with the reason") {
  const auto refused = [](std::string_view line, const Ring& ring, const std::string& reason) {
    Settings settings;
    use_ring(settings, ring, 0);
    apply_variant(settings, line);
    INFO(line);
    CHECK_THROWS_WITH(check_variant(settings), Catch::Contains(reason));
  };
  refused("dot=function", z64(), "cannot be truncated locally");
  refused("multiply=function,truncation=local", z64(), "cannot be truncated locally");
  refused("truncation=fused", z64(), "a function-dependent product");
  refused("truncation=msb", q121(), "is a prime field");
  refused("truncation=msb", m61(), "is a prime field");
  refused("truncation=gap", z64(), "2B (2^kappa + 1) <= M + 1 with B = 2^40 and kappa = 40");
  refused("truncation=gap", q121(), "room for kappa = 39");  // B = 2^(16 + 64)
  refused("dot=scalar,reuse=training", z64(), "nothing to reuse");
  refused("corrections=alternating", z64(), "goes with material=seeded");
}
