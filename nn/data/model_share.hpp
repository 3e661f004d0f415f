#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "nn/data/file.hpp"
#include "nn/data/npz.hpp"
#include "protocol/stored_shares.hpp"

namespace fathom {

/// One server's shares of a model in a file, and what the model is. One file alone is uniform and
/// tells nothing but this description; both files together open the model. All numbers are
/// little-endian, a text is its length (u16) and its bytes:
///
///     8 bytes   "FATHOMSH"
///     u32       version: 1
///     u64       length of the whole file
///     u8        server: 0 or 1
///     16 bytes  pair id: random for each saving, the same in both files
///     text      ring
///     text      name of the model, its settings included
///     u16       number of layers, then for each: text name
///     u16       number of parameters, then for each: text name, u16 fractional bits, u8 rank,
///               and its extents (u64), outermost first
///     elements  of the parameters, one after the other: the canonical representative of each,
///               padded to whole 8-byte words, the lowest first
///     32 bytes  SHA-256 of everything before
///
/// The checksum finds damage, not an adversary, who can compute it too: whoever can change the
/// file of a server stands where the server does.

/// Random for each saving; not secret.
using PairId = std::array<std::uint8_t, 16>;
[[nodiscard]] PairId new_pair_id();

struct ModelParameter {
  std::string name;  ///< "layer2_weights"
  Shape shape;
  int fractional_bits = 0;

  bool operator==(const ModelParameter&) const = default;
};

/// What a model is, the numbers apart. Public.
struct ModelDescription {
  std::string name;  ///< with the settings that change what its layers compute
  const Ring* ring = nullptr;
  std::vector<std::string> layers;
  std::vector<ModelParameter> parameters;
};

/// What one server keeps of a model.
struct ModelShare {
  int server = 0;
  PairId pair{};
  ModelDescription model;
  std::vector<Tensor> shares;  ///< of the parameters, in their order
};

[[nodiscard]] std::vector<std::uint8_t> encode_model_share(const ModelShare& share);
/// Throws UserError, `subject` first, for anything but what `encode_model_share` gives. Reserves no
/// more than a small multiple of the bytes that are there, whatever lengths they announce.
[[nodiscard]] ModelShare parse_model_share(ByteView bytes, const std::string& subject);

[[nodiscard]] ModelShare read_model_share(const std::filesystem::path& path);
/// Atomically (see write_file), for its owner alone to read.
void write_model_share(const std::filesystem::path& path, const ModelShare& share);

/// Throws UserError, `subject` first, unless the share is of exactly this model: ring, name,
/// layers, parameters.
void require_model(const ModelShare& share, const ModelDescription& model,
                   const std::string& subject);
/// Throws UserError unless the two are server 0's and server 1's of one saving. The subjects name
/// them.
void require_pair(const ModelShare& share0, const std::string& subject0, const ModelShare& share1,
                  const std::string& subject1);

/// The shares under the parameters' names, as an engine takes and gives them.
[[nodiscard]] StoredShares stored_shares(const ModelShare& share);
[[nodiscard]] ModelShare model_share(int server, const PairId& pair, ModelDescription model,
                                     const StoredShares& shares);
/// The model's parameters, out of both shares (see require_pair).
[[nodiscard]] NamedArrays open_model(const ModelShare& share0, const ModelShare& share1);

}  // namespace fathom
