#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "nn/data/array.hpp"
#include "nn/data/file.hpp"

namespace fathom {

/// IDX files, the format of MNIST, at most four dimensions. All numbers are big-endian:
///
///     0x00 0x00 type rank | rank extents, 4 bytes each | elements, row-major
///
/// The type byte is 0x08 uint8, 0x09 int8, 0x0B int16, 0x0C int32, 0x0D float or 0x0E double; T is
/// one of these. The file's type must be T's: nothing is converted. A file that is anything else
/// throws UserError. [http://yann.lecun.com/exdb/mnist, "The IDX file format"]
template <class T>
[[nodiscard]] HostArray<T> read_idx(const std::filesystem::path& path);

/// The same from memory; `subject` begins the error messages.
template <class T>
[[nodiscard]] HostArray<T> parse_idx(ByteView bytes, const std::string& subject);

template <class T>
[[nodiscard]] std::vector<std::uint8_t> encode_idx(const HostArray<T>& array);

/// Writes atomically, see write_file.
template <class T>
void write_idx(const std::filesystem::path& path, const HostArray<T>& array);

[[nodiscard]] inline HostArray<std::uint8_t> read_idx_ubyte(const std::filesystem::path& path) {
  return read_idx<std::uint8_t>(path);
}

}  // namespace fathom
