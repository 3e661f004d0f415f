#pragma once

#include <string>
#include <string_view>

#include "metrics/units.hpp"

namespace fathom {

/// Durations and rates as the user writes them: a decimal number directly followed by its unit.
/// Units are required and strict: ns, us, ms, s; bit/s, kbit/s, Mbit/s, Gbit/s (powers of 1000), or
/// `unlimited`. Fractions are allowed where the result is a whole number of nanoseconds or bits per
/// second. Each function throws UserError; `where` is the text that the value stands in, quoted in
/// the sentence.

/// From 0s to 1000s.
SimDuration parse_duration(std::string_view text, std::string_view where);

/// From 1kbit/s to 1000000Gbit/s, or `unlimited`. `Mbps` and bytes are refused.
Bandwidth parse_bandwidth(std::string_view text, std::string_view where);

/// The shortest exact text without a fraction, such as `150us`; parses to the same value.
std::string to_text(SimDuration duration);
std::string to_text(Bandwidth bandwidth);

}  // namespace fathom
