#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace fathom {

/// A file NAME.csv, and what writes it.
struct CsvOutput {
  std::string name;
  std::function<void(std::ostream& out)> write;
};

/// Writes each to `directory`/NAME.csv: all of them under temporary names first, so that a failure,
/// or an exception of a writer, leaves nothing half-written. Throws UserError where `directory`
/// cannot be written.
void write_csv_files(const std::vector<CsvOutput>& files, const std::filesystem::path& directory);

}  // namespace fathom
