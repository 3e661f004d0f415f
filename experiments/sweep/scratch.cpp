#include "experiments/sweep/scratch.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

#include "metrics/errors.hpp"

namespace fathom {

Scratch::Scratch() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "fathom-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr) {
    throw UserError("the tables of the points have no room in '" + name +
                    "'; let TMPDIR name a directory that can be written");
  }
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

}  // namespace fathom
