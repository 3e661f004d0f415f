#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "nn/data/model_share.hpp"

namespace fathom {

/// Where the two servers' shares of a model lie: in a directory of their own or, as two servers
/// would have it, each in its place.
struct ModelFiles {
  std::filesystem::path share0, share1;

  [[nodiscard]] static ModelFiles in(const std::filesystem::path& directory);
};

/// The name of the classifier in its files: what its layers compute beyond their names.
[[nodiscard]] std::string classifier_model_name(int half_width, const std::string& powers_of);

/// Writes both files, under one new pair id, and says so on standard error. The directory is made
/// when it is not there. Throws UserError.
void write_model_shares(const std::filesystem::path& directory, const ModelDescription& model,
                        const std::array<StoredShares, 2>& saved);

/// Both shares of one saving. Throws UserError where they are not.
[[nodiscard]] std::array<ModelShare, 2> read_model_shares(const ModelFiles& files);

}  // namespace fathom
