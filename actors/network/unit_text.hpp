#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "metrics/units.hpp"

namespace fathom {

/// Values of a network as the user writes them: a decimal number directly followed by its unit.
/// Units are required and strict: ns, us, ms, s; bit/s, kbit/s, Mbit/s, Gbit/s (powers of 1000), or
/// `unlimited`. Fractions are allowed where the result is a whole number of nanoseconds or bits per
/// second. Each function throws UserError; `where` is the text that the value stands in, quoted in
/// the sentence.

/// From 0s to 1000s.
SimDuration parse_duration(std::string_view text, std::string_view where);

/// From 1kbit/s to 1000000Gbit/s, or `unlimited`. `Mbps` and bytes are refused.
Bandwidth parse_bandwidth(std::string_view text, std::string_view where);

/// A part of all, from 0% to 50%, such as 0.1%: in billionths.
std::int64_t parse_share(std::string_view text, std::string_view where);

/// A window of TCP, from 14480B (ten segments) to 1GiB, such as 3MiB.
Bytes parse_size(std::string_view text, std::string_view where);

/// How many times as fast, from 0.001 to 1000: in millionths.
std::int64_t parse_speed(std::string_view text, std::string_view where);

/// From 1 to 1024.
std::int64_t parse_cores(std::string_view text, std::string_view where);

/// The shortest exact text, such as `150us` or `0.1%`; parses to the same value.
std::string to_text(SimDuration duration);
std::string to_text(Bandwidth bandwidth);
std::string to_text(Bytes size);
std::string share_text(std::int64_t billionths);
std::string speed_text(std::int64_t millionths);

}  // namespace fathom
