#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "protocol/inputs.hpp"
#include "protocol/local.hpp"
#include "protocol/value.hpp"

namespace fathom {

/// How inputs come to the servers. Of every row x, as the settings say:
///
///   full    the provider draws r; server 0 gets r, server 1 gets x - r: n elements to each
///   seeded  server 0 draws r from a key that the provider gives it, server 1 gets x - r:
///           16 bytes once and n elements
///   masked  server 0 draws a0 and server 1 a1, from the halves of a key that the provider gives
///           the producer; both servers get the opening alpha = x - a0 - a1: n elements to each
///           and 16 bytes once to each and to the producer. Server 0's share is alpha + a0, server
///           1's is a1. The producer knows a0 + a1 and never sees alpha. What a first layer would
///           open has travelled opened. [ABY2.0, ePrint 2020/1225, input sharing]
///
/// No round: phase input. [seed, "Tensor operations"] Every row is drawn at a name of its own, so
/// whoever draws it does so when the row is read and keeps nothing: a server's memory holds what it
/// has received, and a second reading gives the same.

/// Awaited by a provider before it shares a row of a stream: until it has it.
using BeforeRow = std::function<Task<Done>(const InputSource& stream, std::size_t row)>;

/// An input provider shares its shards, streams after everything else, in the order of their rows.
/// `key` is its own; no other provider has it.
[[nodiscard]] Task<Done> share_inputs(Party& provider, InputPlan plan, Settings settings,
                                      InputData data, Key key, BeforeRow before = nullptr);

/// A server takes all keys and, in the order of the plan, all inputs but the streams.
[[nodiscard]] Task<Done> take_inputs(Party& server, InputPlan plan, Settings settings,
                                     InputStore& store);
/// A server takes these blocks of a source: a batch of a stream. The strand's label names them.
[[nodiscard]] Task<Done> take_blocks(Party& server, InputSource source,
                                     std::vector<InputBlock> blocks, Settings settings,
                                     InputStore& store);

/// What a server holds of rows of a source, once it has taken the inputs: its share and, masked,
/// the opening and its half of the mask.
[[nodiscard]] Value read_rows(const Local& local, Party& server, const InputSource& source,
                              const std::vector<std::uint32_t>& rows, const Settings& settings,
                              const InputStore& store);

/// The producer's side of masked inputs: it takes the providers' keys, and knows the masks.
class InputMasks {
 public:
  [[nodiscard]] Task<Done> take_keys(Party& producer, InputPlan plan);
  /// a0 + a1 of rows of a source.
  [[nodiscard]] Tensor read_rows(const Local& local, const InputSource& source,
                                 const std::vector<std::uint32_t>& rows, const Ring& ring) const;

 private:
  std::array<std::map<PartyId, Generator>, 2> halves_;
};

/// The key of the halves that server `which` draws, from the one that the producer knows.
[[nodiscard]] Key half_key(const Key& key, int which);

/// The random part of rows of a source, each from the generator that its provider has too; in a
/// sized run only its size.
[[nodiscard]] Tensor draw_rows(const Local& local, const Settings& settings,
                               const InputSource& source, const std::vector<std::uint32_t>& rows,
                               const std::function<const Generator&(PartyId provider)>& generator);
/// Whether a server receives elements of the inputs.
[[nodiscard]] bool receives_elements(PartyId server, Delivery inputs);

/// Those who draw for a provider: they take a key of it.
[[nodiscard]] std::vector<PartyId> takers_of_keys(Delivery inputs);

/// Work of sharing n elements, and of reading them.
[[nodiscard]] Work sharing_work(const Settings& settings, std::size_t elements);
struct ReadingWork {
  std::array<Work, 2> server{};
  Work producer;
};
[[nodiscard]] ReadingWork reading_work(const Settings& settings, std::size_t elements);

}  // namespace fathom
