#include "metrics/csv_files.hpp"

#include <fmt/format.h>

#include <fstream>
#include <system_error>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

/// Files under temporary names, which are removed unless all were put in place.
class Temporaries {
 public:
  Temporaries() = default;
  ~Temporaries() {
    std::error_code error;
    for (const auto& [temporary, target] : moves_) fs::remove(temporary, error);
  }
  Temporaries(const Temporaries&) = delete;
  Temporaries& operator=(const Temporaries&) = delete;

  /// Whether it could be written.
  bool write(const CsvOutput& file, const fs::path& directory) {
    const fs::path temporary = directory / ("." + file.name + ".csv.new");
    moves_.emplace_back(temporary, directory / (file.name + ".csv"));
    std::ofstream out(temporary, std::ios::binary);
    file.write(out);
    out.close();
    return static_cast<bool>(out);
  }

  /// Whether all could be put in place.
  [[nodiscard]] bool rename() const {
    std::error_code error;
    for (const auto& [temporary, target] : moves_) {
      fs::rename(temporary, target, error);
      if (error) return false;
    }
    return true;
  }

 private:
  std::vector<std::pair<fs::path, fs::path>> moves_;
};

}  // namespace

void write_csv_files(const std::vector<CsvOutput>& files, const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  Temporaries temporaries;
  bool written = !error;
  for (const CsvOutput& file : files) written = written && temporaries.write(file, directory);
  if (written && temporaries.rename()) return;
  throw UserError(
      fmt::format("the tables cannot be written to {}: name a directory that can be written",
                  directory.string()));
}

}  // namespace fathom
