#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/settings.hpp"

namespace fathom {

/// One value that a key of a variant can take.
struct VariantChoice {
  std::string_view name;
  std::string_view meaning;
  std::function<void(Settings&)> choose;
  std::function<bool(const Settings&)> is_chosen;
};

/// One choice to be made, such as "dot" or "truncation".
struct VariantKey {
  std::string_view name;
  std::string_view meaning;
  std::vector<VariantChoice> choices;
};

/// A combination worth a short name.
struct NamedVariant {
  std::string_view name;
  std::string_view meaning;
  std::string_view line;
};

/// All keys, in the order in which they are named; and all short names. The one list that the
/// command line, `--list-variants`, the tables and the tests read.
[[nodiscard]] const std::vector<VariantKey>& variant_keys();
[[nodiscard]] const std::vector<NamedVariant>& named_variants();

/// The line that trainings take when none is given: "fastest" in Z_2^64; in the wider rings, where
/// local truncation wraps less than once in a million jobs, the same with that.
[[nodiscard]] std::string_view training_variant(const Ring& ring);

/// The line that predictions take when none is given: every value masked once, the weights once for
/// all requests, so under "training" and not "weights" alone; in Z_2^64 with a truncation that
/// never wraps, in the wider rings with the local one, which costs nothing.
[[nodiscard]] std::string_view prediction_variant(const Ring& ring);

/// Changes `settings` as a line says: short names and key=value, separated by commas, for example
/// "seed,truncation=msb". Throws UserError, listing the choices, for what it does not know.
void apply_variant(Settings& settings, std::string_view line);
/// Sets one key.
void apply_choice(Settings& settings, std::string_view key, std::string_view value);

/// The line that leads from the default settings to these, in the order of the keys, separated by
/// spaces; "plain" when there is nothing to say.
[[nodiscard]] std::string variant_name(const Settings& settings);

/// Throws UserError, with the reason, for a combination that cannot work.
void check_variant(const Settings& settings);

}  // namespace fathom
