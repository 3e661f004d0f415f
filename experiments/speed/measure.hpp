#pragma once

#include <cstdint>

#include "experiments/options.hpp"
#include "metrics/csv.hpp"

namespace fathom {

struct SpeedOptions {
  NetworkOptions network;
  std::uint32_t messages = 1'000'000;
  std::uint32_t uploads = 100'000;
  std::uint32_t upload_bytes = 6'400;
};

/// Each measures one thing, and adds a row: what, messages, host_ns, per_s, elapsed_ns.

/// Two actors over wires, with work charged for each message.
void measure_event_loop(const SpeedOptions& options, CsvTable& table);
/// The same by parties of the protocol, with all that a run measures.
void measure_ping_pong(const SpeedOptions& options, CsvTable& table);
/// All at once to one server, without actors.
void measure_uploads(const SpeedOptions& options, CsvTable& table);

}  // namespace fathom
