#pragma once

#include "metrics/units.hpp"

namespace fathom {

/// The life of one message on its way, in virtual time.
struct MessageLife {
  SimTime sent;         ///< handed over by the sender
  SimTime started;      ///< at the head of its connection
  SimTime transmitted;  ///< last byte left
  SimTime delivered;    ///< transmitted + latency
  SimDuration alone;    ///< serialisation, had it had the path to itself
};

}  // namespace fathom
