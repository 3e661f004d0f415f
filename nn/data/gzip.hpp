#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nn/data/file.hpp"

namespace fathom {

/// Whether bytes begin as a gzip file does.
[[nodiscard]] bool is_gzip(ByteView bytes);

/// What a gzip file holds, through zlib: all its members one after the other, their checksums and
/// lengths verified. Throws UserError, `subject` first, for a file that is damaged, cut off, has
/// anything behind it, or unpacks to more than 2 GiB. [RFC 1952]
[[nodiscard]] std::vector<std::uint8_t> unpack_gzip(ByteView bytes, const std::string& subject);

/// All bytes of a file, unpacked if it is a gzip file.
[[nodiscard]] std::vector<std::uint8_t> read_unpacked(const std::filesystem::path& path);

}  // namespace fathom
