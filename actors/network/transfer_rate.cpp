#include "actors/network/transfer_rate.hpp"

#include "metrics/framing.hpp"

namespace fathom {
namespace {

__extension__ typedef unsigned __int128 Wide;

/// The greatest integer whose square is at most `value`.
Wide square_root(Wide value) {
  Wide root = 0;
  for (Wide bit = Wide{1} << 63U; bit != 0; bit >>= 1U) {
    const Wide tried = root | bit;
    if (tried * tried <= value) root = tried;
  }
  return root;
}

}  // namespace

// Bits of a segment a round trip, times sqrt(3 * 10^9 / 2 loss): under the root all is squared.
Bandwidth rate_under_loss(SimDuration round_trip, std::int64_t loss) {
  if (loss == 0 || round_trip == SimDuration{0}) return Bandwidth::unlimited();
  constexpr Wide kSegmentBitNs = Wide{1500} * 8 * 1'000'000'000;
  constexpr Wide kFine = 1'000'000'000;  // the root, in billionths
  const Wide root = square_root(kFine * kFine * 3'000'000'000 / (2 * static_cast<Wide>(loss)));
  const Wide rate = kSegmentBitNs * root / kFine / static_cast<Wide>(round_trip.count());
  constexpr Wide kSlowest = 1'000;
  return Bandwidth::bits_per_s(static_cast<std::int64_t>(rate < kSlowest ? kSlowest : rate));
}

void check_share(TransferRate share) {
  if (share.count() > 0) return;
  throw UserError(
      "network: a link is shared by so many transfers at once that one of them gets less than "
      "7.7 bit/s, the least that the model resolves; raise the bandwidth of that link");
}

}  // namespace fathom
