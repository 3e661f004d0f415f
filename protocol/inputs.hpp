#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "metrics/party_id.hpp"
#include "protocol/party.hpp"
#include "protocol/settings.hpp"
#include "protocol/task.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// A run of rows of a source that one input provider holds.
struct Shard {
  PartyId provider;
  std::size_t first_row = 0;
  std::size_t rows = 0;
};

/// A private tensor that the providers hold together, row by row: images, features, labels, or
/// weights.
struct InputSource {
  std::string name;
  LayerId layer = 0;  ///< the row of the tables under which its messages are counted
  Shape shape;
  std::vector<Shard> shards;  ///< in the order of their rows
  /// Above 0 the source is a stream: its rows come one by one, each in a message of its own, and
  /// are taken so many at a time, whenever the program asks for the next batch. What passes for
  /// batch b counts in step b + 1.
  std::uint32_t stream_batch = 0;

  /// The provider that holds a row.
  [[nodiscard]] PartyId holder(std::size_t row) const;
};

/// What the providers share with the servers: at the start of a job or, streams, as it comes. Known
/// to every party.
struct InputPlan {
  std::vector<InputSource> sources;

  /// The source of that name. Throws InternalError when there is none.
  [[nodiscard]] const InputSource& source(const std::string& name) const;
};

/// Rows of one shard that travel in one message: at most 64 MiB, never part of a row's batch.
struct InputBlock {
  PartyId provider;
  std::size_t first_row = 0;
  std::size_t rows = 0;
  Tag tag;

  [[nodiscard]] std::vector<std::uint32_t> all_rows() const;
};
[[nodiscard]] std::vector<InputBlock> blocks_of(const InputSource& source, const Ring& ring);

/// The batch of a stream that a row belongs to, and the rows of one.
[[nodiscard]] std::uint32_t batch_of(const InputSource& stream, std::size_t row);
[[nodiscard]] std::vector<InputBlock> blocks_of_batch(const InputSource& stream,
                                                      std::uint32_t batch, const Ring& ring);

/// `rows` rows split as evenly as possible over `providers` providers, in order.
[[nodiscard]] std::vector<Shard> even_shards(std::size_t rows, std::uint32_t providers);

/// The values behind a source, as its holder reads them.
class RowSource {
 public:
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;
  [[nodiscard]] virtual Shape shape() const = 0;
  /// Writes `count` rows from `first` to `out`.
  virtual void read(std::size_t first, std::size_t count, double* out) const = 0;
};
using InputData = std::map<std::string, std::shared_ptr<const RowSource>>;

/// What a server has received of the inputs, by source and block.
class InputStore {
 public:
  /// Rows of a source, in the order asked for, copied out of the blocks.
  [[nodiscard]] Tensor gather(const std::string& source,
                              const std::vector<std::uint32_t>& rows) const;
  void put(const std::string& source, std::size_t first_row, Tensor block);

 private:
  std::map<std::string, std::map<std::size_t, Tensor>> blocks_;
};

/// Those who hold a part of any source, and the name under which each sends its key.
[[nodiscard]] std::set<PartyId> providers_of(const InputPlan& plan);
[[nodiscard]] Tag input_key_tag(PartyId provider);

/// Encodes `count` rows from `first`, of a source that outlives deferred work. Throws UserError for
/// a value out of the encoding's range.
[[nodiscard]] Tensor encode_rows(const RowSource& values, const std::string& name,
                                 std::size_t first, std::size_t count, const Settings& settings);

}  // namespace fathom
