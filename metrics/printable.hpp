#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fathom {

/// Messages quote what users and files hold, and anybody may have written it: at most `most`
/// characters, and "..." if there are more. Control characters, separators of lines, what turns the
/// direction of writing, and what is no UTF-8 are written as \xNN.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most);

}  // namespace fathom
