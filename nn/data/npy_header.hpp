#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nn/data/file.hpp"
#include "protocol/shape.hpp"

namespace fathom {

/// What stands before the elements of a .npy file:
///
///     "\x93NUMPY" major minor | header length, 2 bytes little-endian (4 in version 2.0) | header
///
/// where the header is a Python literal such as
///
///     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
///
/// then spaces and one newline. [numpy/lib/format.py, format versions 1.0 and 2.0]
struct NpyHeader {
  std::string element_type;  ///< the text after 'descr', for example "<f8"
  bool fortran_order = false;
  std::vector<std::uint64_t> extents;
  std::size_t elements_begin = 0;  ///< position of the first element in the file
};

/// Reads the header strictly: each of the three keys once, in any order, and nothing else. Only its
/// form is checked, not the extents. Throws UserError, `subject` first.
[[nodiscard]] NpyHeader parse_npy_header(ByteView bytes, const std::string& subject);

/// Everything before the elements, version 1.0, padded with spaces to a multiple of 64 bytes.
[[nodiscard]] std::string encode_npy_header(std::string_view element_type, const Shape& shape);

}  // namespace fathom
