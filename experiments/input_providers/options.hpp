#pragma once

#include <cstdint>
#include <string>

#include "experiments/options.hpp"

namespace fathom {

/// All options of an upload by many providers.
struct InputProviderOptions {
  /// Up to so many providers upload real shares by default; above, messages that are only sized.
  static constexpr std::uint32_t kMostReal = 60'000;

  std::uint32_t providers = 1'000;
  std::uint32_t images_each = 1;
  std::string what = "images";
  std::string payload = "auto";
  std::string ring = "z64";
  int fractional_bits = 0;
  std::string inputs = "full", elements = "padded";
  std::uint64_t seed = 1;

  NetworkOptions network;
  OutputOptions output;

  /// On the preset `mobile`: providers on phones, all else on a LAN.
  InputProviderOptions();
  void add_to(CLI::App& app);

  /// Throws UserError for what does not exist or does not go together.
  void check() const;
  [[nodiscard]] Settings resolve() const;
  /// Values of an image (28 x 28 x 1), or of the features that the seed's network extracts from it
  /// (14 x 14 x 32).
  [[nodiscard]] std::size_t row_size() const;
  [[nodiscard]] std::size_t rows() const { return std::size_t{providers} * images_each; }
  /// Whether messages are only sized.
  [[nodiscard]] bool is_sized() const;

 private:
  void check_room_for_sum(const Settings& settings) const;
};

}  // namespace fathom
