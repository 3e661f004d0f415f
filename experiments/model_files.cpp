#include "experiments/model_files.hpp"

#include <fmt/format.h>

#include <iostream>
#include <system_error>

#include "metrics/errors.hpp"

namespace fathom {
namespace fs = std::filesystem;

ModelFiles ModelFiles::in(const fs::path& directory) {
  return {directory / "server0.share", directory / "server1.share"};
}

std::string classifier_model_name(int half_width, const std::string& powers_of) {
  return fmt::format("classifier, sigmoid on +-{} in powers of {}", half_width, powers_of);
}

void write_model_shares(const fs::path& directory, const ModelDescription& model,
                        const std::array<StoredShares, 2>& saved) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw UserError(fmt::format("{} cannot be made: {}", directory.string(), error.message()));
  }
  const ModelFiles files = ModelFiles::in(directory);
  const PairId pair = new_pair_id();
  write_model_share(files.share0, model_share(0, pair, model, saved[0]));
  write_model_share(files.share1, model_share(1, pair, model, saved[1]));
  std::cerr << fmt::format("shares of the model written to {} (server 0) and {} (server 1)\n",
                           files.share0.string(), files.share1.string());
}

std::array<ModelShare, 2> read_model_shares(const ModelFiles& files) {
  std::array<ModelShare, 2> shares{read_model_share(files.share0), read_model_share(files.share1)};
  require_pair(shares[0], in_quotes(files.share0.native()), shares[1],
               in_quotes(files.share1.native()));
  return shares;
}

}  // namespace fathom
