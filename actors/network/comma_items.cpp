#include "actors/network/comma_items.hpp"

#include <cstddef>

namespace fathom {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n\r") - begin + 1);
}

std::vector<std::string_view> comma_items(std::string_view line) {
  std::vector<std::string_view> result;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = line.find(',');
    result.push_back(trimmed(line.substr(0, comma)));
    if (comma != std::string_view::npos) line.remove_prefix(comma + 1);
  }
  return result;
}

}  // namespace fathom
