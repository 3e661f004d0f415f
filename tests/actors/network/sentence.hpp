#pragma once

#include <algorithm>
#include <string>

#include "metrics/errors.hpp"

namespace fathom::testing {

/// The sentence with which `action` refuses, or "accepted".
template <class Action>
std::string sentence_of(const Action& action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return "accepted";
}

/// Whether it is one line that prints and can be read: whatever it quotes.
inline bool is_sentence(const std::string& text) {
  constexpr std::size_t kMost = 1'000;
  const auto controls = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return !text.empty() && text.size() <= kMost && std::ranges::none_of(text, controls);
}

}  // namespace fathom::testing
