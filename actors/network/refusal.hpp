#pragma once

#include <string>
#include <string_view>

namespace fathom {

/// Part of a network's description in quotation marks: printable, at most 60 characters.
[[nodiscard]] std::string quoted_text(std::string_view text);

/// Refuses part of a description, quoting it. Throws UserError.
[[noreturn]] void refuse_in(std::string_view where, const std::string& why);

}  // namespace fathom
