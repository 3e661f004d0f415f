#pragma once

#include <string>

#include "metrics/csv_reader.hpp"
#include "tests/experiments/small_features.hpp"

namespace fathom::test {

/// Directories of tables in a scratch directory, and the report of them.
class Reports {
 public:
  Reports() { write_features(scratch_, 42, 5); }

  [[nodiscard]] const std::filesystem::path& scratch() const { return scratch_.path(); }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return scratch_ / name;
  }
  [[nodiscard]] std::filesystem::path page(const std::string& name) const {
    return path(name) / "report.html";
  }

  /// Runs a small training whose tables go to the directory `name`.
  void train(const std::string& name, const std::string& options = "") const {
    const std::string line = small_options(scratch_) + " --epochs 1 " + options;
    const Ended ended =
        run_command(scratch(), "train_classifier", line + " --out " + path(name).string());
    INFO(ended.err);
    REQUIRE(ended.code == 0);
  }

  /// Copies the directory `from`, for a test that changes its tables.
  void copy(const std::string& from, const std::string& to) const {
    std::filesystem::copy(path(from), path(to));
  }

  [[nodiscard]] Ended report(const std::string& name, const std::string& options = "") const {
    return run_command(scratch(), "report", path(name).string() + " " + options);
  }

 private:
  testing::ScratchDirectory scratch_;
};

/// Replaces the first `from` in a file, which must hold it.
inline void change(const std::filesystem::path& file, const std::string& from,
                   const std::string& to) {
  std::string text = text_of(file);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  std::ofstream(file, std::ios::binary) << text.replace(at, from.size(), to);
}

}  // namespace fathom::test
