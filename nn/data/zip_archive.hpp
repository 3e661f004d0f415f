#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/data/file.hpp"

namespace fathom {

/// One file in a zip archive.
struct ZipEntry {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

/// Zip archives in memory, through libzip. All entries, in the order of the archive; their names
/// are distinct, their checksums verified, and a length that no compression could reach is refused
/// before it is allocated. Throws UserError, `subject` first.
[[nodiscard]] std::vector<ZipEntry> unpack_zip(ByteView archive, const std::string& subject);

/// The archive of `entries`, stored uncompressed and dated 1980-01-01: the same entries make the
/// same bytes. Throws UserError, `subject` first, for a name that a zip archive cannot hold.
[[nodiscard]] std::vector<std::uint8_t> pack_zip(const std::vector<ZipEntry>& entries,
                                                 const std::string& subject);

}  // namespace fathom
