#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "metrics/tables.hpp"
#include "protocol/inputs.hpp"
#include "protocol/trace/trace.hpp"

namespace fathom {

/// A run that can be played again on other networks: what its strands did, and what does not depend
/// on the network, so that a replay makes the same tables as the run itself would have made there.
struct RecordedRun {
  RunReport report;  ///< without its measurement; its `predicted` is the ledger below
  Ledger predicted;

  bool packed = false;  ///< elements travel packed
  bool sized = false;   ///< it was run without elements: no digest of contents
  bool likelihood_server = false;
  bool tls = false;  ///< its wire bytes count records of TLS
  Providers providers = Providers::apart;
  InputPlan plan;                  ///< names, shards and batches of streams
  std::set<PartyId> own_programs;  ///< parties that ran a program of their own

  std::map<Label, TruncationCounts> truncations;
  BoundRows bounds;
  std::map<RevealKey, RevealCount> reveals;
  Accuracies accuracies;
  std::string traffic_digest;  ///< on its own network
  std::string content_digest;

  Trace trace;
};

// clang-format off
/// The file: JSON, a line each. The first holds everything but the strands; each of the others up
/// to 1,000 events of one strand, in order: {"strand": number, "party": name, "events": [...]}; the
/// last {"end": lines before it, "digest": their hash}. An event is an array that begins with its
/// kind's name, label and step; then
///
///     wait, item   peer, tag, message, ring, elements
///     send         peer, tag, message, ring, elements, part, packed, content
///     charge       ring, multiply_adds, element_operations, generator_bytes, memory_bytes, and
///                  measured_ns
///     enter, leave tag
///     fork, join, await, fill, gather, take   index
///     pause        time_ns
///     milestone    name, number
///
/// Labels are packed into 32 bits as in a message's header: phase 3, pass 3, layer 10, operation 8,
/// material 8.
// clang-format on

/// The old file or the new one is there, never a part. Throws UserError.
void write_recorded_run(const RecordedRun& run, const std::filesystem::path& file);
/// Throws UserError, naming the line, for anything that is not such a file, whole and playable.
[[nodiscard]] RecordedRun read_recorded_run(const std::filesystem::path& file);

}  // namespace fathom
