#include "tests/mutator.hpp"

#include <algorithm>

namespace fathom::testing {
namespace {

const std::vector<std::string> kNumbers{"0",
                                        "1",
                                        "-1",
                                        "7",
                                        "0.5",
                                        "00",
                                        "1e9",
                                        "255",
                                        "65536",
                                        "4294967295",
                                        "4294967296",
                                        "999999999999999999",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "18446744073709551616",
                                        "1234567890123456789012345678901234567890"};

}  // namespace

std::string Mutator::mutated(std::string text) {
  for (std::size_t changes = below(4) + 1; changes > 0; --changes) change(text);
  return text;
}

void Mutator::change(std::string& text) {
  constexpr std::size_t kLongestRun = 12;
  const std::size_t at = below(text.size() + 1);
  const std::size_t length = std::min(below(kLongestRun) + 1, text.size() - at);
  switch (below(8)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      break;
    case 1:
      text.erase(at, length);
      break;
    case 2:
      text.insert(below(text.size() + 1), text.substr(at, length));
      break;
    case 3:
      text.insert(at, 1, static_cast<char>(below(256)));
      break;
    case 4:
      text.resize(once_in(8) ? at : text.size());
      break;
    case 5:
    case 6:
      change_number(text);
      break;
    default:
      text.insert(at, one_of(pieces_));
  }
}

void Mutator::change_number(std::string& text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto from = text.begin() + static_cast<std::ptrdiff_t>(below(text.size() + 1));
  const auto begin = std::find_if(from, text.end(), is_digit);
  const auto end = std::find_if_not(begin, text.end(), is_digit);
  if (begin != end) text.replace(begin, end, one_of(kNumbers));
}

std::vector<std::string> Mutator::mutated(std::vector<std::string> lines) {
  for (std::size_t changes = below(3) + 1; changes > 0 && !lines.empty(); --changes) {
    const std::size_t at = below(lines.size());
    const auto line = lines.begin() + static_cast<std::ptrdiff_t>(at);
    switch (below(6)) {
      case 0:
        lines.erase(line);
        break;
      case 1:
        lines.insert(line, std::string(one_of(lines)));
        break;
      case 2:
        std::swap(*line, lines[below(lines.size())]);
        break;
      default:
        *line = mutated(std::move(*line));
    }
  }
  return lines;
}

}  // namespace fathom::testing
