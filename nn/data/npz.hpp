#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "nn/data/array.hpp"
#include "nn/data/file.hpp"

namespace fathom {

using NamedArrays = std::map<std::string, HostArray<double>>;

/// The .npz files of numpy: zip archives with one .npy entry per named array; here they carry the
/// weights of a model. Entries may be stored or deflated. Throws UserError for an archive that is
/// damaged or holds anything else. [numpy.savez, numpy.savez_compressed]
[[nodiscard]] NamedArrays read_npz(const std::filesystem::path& path);

/// The same from memory; `subject` begins the error messages.
[[nodiscard]] NamedArrays parse_npz(ByteView bytes, const std::string& subject);

/// Writes every array as <f8, stored, atomically (see write_file). The entries are in the order of
/// their names and carry a fixed date, so that the same arrays always make the same bytes.
void write_npz(const std::filesystem::path& path, const NamedArrays& arrays);

/// The array `name` out of what was read from `path`. Throws UserError when it is not there,
/// listing those that are, or when its shape is not `shape`.
[[nodiscard]] const HostArray<double>& require(const NamedArrays& arrays, const std::string& name,
                                               const Shape& shape,
                                               const std::filesystem::path& path);
const HostArray<double>& require(NamedArrays&& arrays, const std::string& name, const Shape& shape,
                                 const std::filesystem::path& path) = delete;

}  // namespace fathom
