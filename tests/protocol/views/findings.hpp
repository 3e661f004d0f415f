#pragma once

#include <string>
#include <vector>

namespace fathom::test {

/// What a check found wrong, a sentence each; none is a pass.
using Findings = std::vector<std::string>;

inline std::string to_text(const Findings& findings) {
  std::string text;
  for (const std::string& finding : findings) text += finding + "\n";
  return text;
}

}  // namespace fathom::test
