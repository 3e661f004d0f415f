#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "nn/data/array.hpp"
#include "nn/data/file.hpp"

namespace fathom {

/// The .npy files of numpy, at most four dimensions. Read are the little-endian element types <f8,
/// <f4, |u1, <i8 and <i4 of versions 1.0 and 2.0, in C order, in Fortran order up to two
/// dimensions. Anything else throws UserError. T is double or float; integers that T cannot hold
/// exactly are rounded, as by numpy's astype, and so are doubles to floats, but a double beyond the
/// range of floats is refused.
template <class T>
[[nodiscard]] HostArray<T> parse_npy(ByteView bytes, const std::string& subject);

[[nodiscard]] HostArray<double> read_npy(const std::filesystem::path& path);
[[nodiscard]] HostArray<float> read_npy_float(const std::filesystem::path& path);

/// Version 1.0, C order, of T double, float, std::uint8_t, std::int64_t or std::int32_t.
template <class T>
[[nodiscard]] std::vector<std::uint8_t> encode_npy(const HostArray<T>& array);

/// Writes atomically, see write_file.
template <class T>
void write_npy(const std::filesystem::path& path, const HostArray<T>& array);

}  // namespace fathom
