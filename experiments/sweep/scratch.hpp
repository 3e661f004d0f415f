#pragma once

#include <filesystem>

namespace fathom {

/// A new directory for temporary files, which is gone with everything in it when this is.
class Scratch {
 public:
  /// In the system's directory for such files (TMPDIR). Throws UserError where none can be made.
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fathom
