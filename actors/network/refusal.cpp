#include "actors/network/refusal.hpp"

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {

std::string quoted_text(std::string_view text) {
  constexpr std::size_t kMost = 60;
  return "'" + printable(text, kMost) + "'";
}

void refuse_in(std::string_view where, const std::string& why) {
  throw UserError("network: in " + quoted_text(where) + ", " + why);
}

}  // namespace fathom
