#pragma once

#include <span>
#include <string_view>

namespace fathom {

/// A network that can be asked for by name.
struct NetworkPreset {
  std::string_view name;
  std::string_view line;    ///< the description that it stands for
  std::string_view source;  ///< what it is like, and where its figures come from
};

std::span<const NetworkPreset> network_presets();

}  // namespace fathom
