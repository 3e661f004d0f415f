#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "metrics/units.hpp"

namespace fathom {

/// What a probe does with a socket that does not block. Whoever waits gives up at a deadline with a
/// std::runtime_error, so that no measurement hangs.

/// Throws std::runtime_error, with what the system says of its last error.
[[noreturn]] void fail_probe(const std::string& what);

/// Whether the last call can be repeated later.
[[nodiscard]] bool would_block();

void wait_until_readable(int socket, SimTime deadline);
void wait_until_writable(int socket, SimTime deadline);

/// Without sleeping: a thread that slept would notice a tenth of a millisecond late. Threads of
/// equal urgency take turns.
void turn_until_writable(int socket, SimTime deadline);

/// Lets the kernel stamp what comes in, so that how soon the reader wakes up does not count. What a
/// listening socket accepts inherits it.
void stamp_arrivals(int socket);

struct Received {
  std::size_t bytes = 0;  ///< 0: nothing has come yet
  SimTime arrived;        ///< when the kernel had the last of them
};
[[nodiscard]] Received receive_some(int socket, std::span<char> buffer);

}  // namespace fathom
