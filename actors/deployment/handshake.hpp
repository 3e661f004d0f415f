#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "actors/deployment/frame.hpp"
#include "actors/deployment/party_end.hpp"

namespace fathom {

/// SHA-256 of what all parties of a deployment must agree on.
using JobDigest = std::array<std::uint8_t, 32>;
[[nodiscard]] JobDigest job_digest(std::string_view agreed);

/// Why a party that knocks is not let in.
enum class Refusal : std::uint8_t {
  not_this_party,  ///< it looks for another party
  not_named,       ///< the job has no such party, or none that dials this one
  there_already,   ///< that party is connected
  other_job,
  certificate,  ///< its certificate is another party's
};
inline constexpr std::size_t kRefusals = 5;

/// Two parties have two connections, one for what each of them says: on one for both, what is said
/// holds up the acknowledgements of what is heard, and two servers that open at once to each other
/// take up to half as long again.
enum class Direction : std::uint8_t { out, in };  ///< as the party sees it that one asks
[[nodiscard]] constexpr Direction opposite(Direction direction) {
  return direction == Direction::out ? Direction::in : Direction::out;
}
[[nodiscard]] Buffer hello_content(const JobDigest& job, Direction direction);

/// What a party knows about who may knock.
struct Doorkeeper {
  PartyId self;
  JobDigest job{};
  std::set<PartyId> expected;                         ///< that dial this one
  std::set<std::pair<PartyId, Direction>> connected;  ///< of these, as this party sees the way
};

/// Which way the connection of a hello goes, for the one that hears it. Throws FrameFault.
[[nodiscard]] Direction direction_of(const FrameReader::Frame& hello);

/// Looks at a hello; `certified` is the name in the certificate of who sent it, where there are
/// certificates. Nothing: it may come in. Throws FrameFault where it is no hello.
[[nodiscard]] std::optional<Refusal> refusal_of(const Doorkeeper& door,
                                                const FrameReader::Frame& hello,
                                                const std::optional<std::string>& certified);
[[nodiscard]] std::string_view to_string(Refusal refusal);

/// Contents of frames; reading throws FrameFault.
[[nodiscard]] Buffer refusal_content(Refusal refusal);
[[nodiscard]] Refusal read_refusal(std::span<const char> content);
[[nodiscard]] Buffer ending_content(const PartyEnd& end);
[[nodiscard]] PartyEnd read_ending(std::span<const char> content);
[[nodiscard]] Buffer number_content(std::uint64_t number);
[[nodiscard]] std::uint64_t read_number(std::span<const char> content);

/// No frame but a message has a longer content.
inline constexpr std::size_t kGreatestControl = 1024;

}  // namespace fathom
