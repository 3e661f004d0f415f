#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fathom {

/// Sentences about a network's description quote it, and anybody may have written it: what is
/// quoted is cut where it is long and printable whatever it holds, so that a sentence stays a line.

/// At most `most` characters, and "..." if there are more. Control characters, separators of lines
/// and what is no UTF-8 are written as \xNN.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most);

/// The same in quotation marks, at most 60 characters.
[[nodiscard]] std::string quoted_text(std::string_view text);

/// Refuses part of a description, quoting it. Throws UserError.
[[noreturn]] void refuse_in(std::string_view where, const std::string& why);

}  // namespace fathom
