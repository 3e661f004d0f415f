#pragma once

#include "tests/protocol/views/findings.hpp"
#include "tests/protocol/views/view.hpp"

namespace fathom::test {

/// Whether each server's view can be made up without the inputs, from who holds which key.
///
/// Streams. Every draw stands in a register as (key, tag, part), from its first row on. A key
/// belongs to one pair of parties, and a party draws an address at most once; the two who share the
/// key may both draw it, in one ring and shape. So no position serves two purposes.
///
/// Messages. The job runs once more for each address, with the tensor drawn there moved by a
/// constant for all who draw it: what this changes in the messages says where the draw occurs, and
/// a message that moves by that constant or minus it, element by element, has the draw as a
/// summand. Each tensor that a server receives (inputs, material, openings) must then have a
/// summand of its own: a draw from a key that the server does not hold, which occurs in no message
/// before it, in some order of the messages. Given the inputs and everything else, the map from
/// those draws to the view is triangular with units on the diagonal, so the view is uniform, and
/// independent of the inputs. This is more than that each message has some unknown summand: x - r
/// and r both have one, and it is the same. The order is found by taking away, again and again, a
/// message that has a summand in no other message left.
///
/// Statistical masks. What is revealed, to a server or to the
/// receiver, is left out: it is a function of the view and of the value revealed, whose last places
/// tell of the rounding. Parties follow the protocol, and do not collude.
[[nodiscard]] Findings possession(const Settings& settings, const std::vector<Numbers>& values,
                                  std::uint64_t seed, const Fault& fault = {});

/// The two halves of it.
[[nodiscard]] Findings stream_faults(const View& view);
[[nodiscard]] Findings message_faults(const Settings& settings, const std::vector<Numbers>& values,
                                      std::uint64_t seed, const Fault& fault, const View& view);

}  // namespace fathom::test
