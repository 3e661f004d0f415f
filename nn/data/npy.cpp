#include "nn/data/npy.hpp"

#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>

#include "metrics/errors.hpp"
#include "nn/data/endian.hpp"
#include "nn/data/extents.hpp"
#include "nn/data/npy_header.hpp"

namespace fathom {

namespace {

template <class T>
constexpr std::string_view element_type_of() {
  if constexpr (std::is_same_v<T, double>) return "<f8";
  if constexpr (std::is_same_v<T, float>) return "<f4";
  if constexpr (std::is_same_v<T, std::uint8_t>) return "|u1";
  if constexpr (std::is_same_v<T, std::int64_t>) return "<i8";
  if constexpr (std::is_same_v<T, std::int32_t>) return "<i4";
}

template <class T, class Stored>
T converted(Stored value, const std::string& subject) {
  if constexpr (std::is_same_v<T, float> && std::is_same_v<Stored, double>) {
    if (std::isfinite(value) && std::abs(value) > std::numeric_limits<float>::max()) {
      refuse(subject, "holds a value beyond the range of 32-bit floats");
    }
  }
  return static_cast<T>(value);
}

/// The elements behind the header, in the order of the file.
template <class T, class Stored>
HostArray<T> elements(const NpyHeader& header, ByteView bytes, const std::string& subject) {
  const ByteView payload = bytes.subspan(header.elements_begin);
  HostArray<T> array{shape_that_fits(header.extents, Bytes{sizeof(Stored)},
                                     Bytes{static_cast<std::int64_t>(payload.size())}, subject),
                     {}};
  array.values.resize(array.shape.size());
  const std::uint8_t* next = payload.data();
  for (T& value : array.values) {
    value = converted<T>(load_as<Stored>(std::endian::little, next), subject);
    next += sizeof(Stored);
  }
  return array;
}

template <class T>
HostArray<T> elements_of_any_type(const NpyHeader& header, ByteView bytes,
                                  const std::string& subject) {
  const std::string& type = header.element_type;
  if (type == "<f8") return elements<T, double>(header, bytes, subject);
  if (type == "<f4") return elements<T, float>(header, bytes, subject);
  if (type == "|u1") return elements<T, std::uint8_t>(header, bytes, subject);
  if (type == "<i8") return elements<T, std::int64_t>(header, bytes, subject);
  if (type == "<i4") return elements<T, std::int32_t>(header, bytes, subject);
  refuse(subject, "has elements of type " + in_quotes(type.substr(0, 16)) +
                      "; known here are '<f8', '<f4', '|u1', '<i8' and '<i4'");
}

/// Turns the columns-first order of a matrix into rows first.
template <class T>
void make_row_major(HostArray<T>& matrix) {
  const std::size_t rows = matrix.shape[0];
  const std::size_t columns = matrix.shape[1];
  std::vector<T> values(matrix.values.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      values[row * columns + column] = matrix.values[column * rows + row];
    }
  }
  matrix.values = std::move(values);
}

}  // namespace

template <class T>
HostArray<T> parse_npy(ByteView bytes, const std::string& subject) {
  const NpyHeader header = parse_npy_header(bytes, subject);
  HostArray<T> array = elements_of_any_type<T>(header, bytes, subject);
  if (header.fortran_order && array.shape.rank() == 2) make_row_major(array);
  if (header.fortran_order && array.shape.rank() > 2) {
    refuse(subject,
           "is in Fortran order with more than two dimensions: save it in C order, with "
           "numpy.ascontiguousarray");
  }
  return array;
}

HostArray<double> read_npy(const std::filesystem::path& path) {
  return parse_npy<double>(read_file(path), in_quotes(path.native()));
}

HostArray<float> read_npy_float(const std::filesystem::path& path) {
  return parse_npy<float>(read_file(path), in_quotes(path.native()));
}

template <class T>
std::vector<std::uint8_t> encode_npy(const HostArray<T>& array) {
  ensure(array.values.size() == array.shape.size(), "an array's values do not fill its shape");
  const std::string header = encode_npy_header(element_type_of<T>(), array.shape);
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  bytes.reserve(header.size() + array.values.size() * sizeof(T));
  for (const T value : array.values) append_as(std::endian::little, value, bytes);
  return bytes;
}

template <class T>
void write_npy(const std::filesystem::path& path, const HostArray<T>& array) {
  write_file(path, encode_npy(array));
}

template HostArray<double> parse_npy(ByteView, const std::string&);
template HostArray<float> parse_npy(ByteView, const std::string&);

#define FATHOM_INSTANTIATE_NPY(T)                                     \
  template std::vector<std::uint8_t> encode_npy(const HostArray<T>&); \
  template void write_npy(const std::filesystem::path&, const HostArray<T>&)

FATHOM_INSTANTIATE_NPY(double);
FATHOM_INSTANTIATE_NPY(float);
FATHOM_INSTANTIATE_NPY(std::uint8_t);
FATHOM_INSTANTIATE_NPY(std::int64_t);
FATHOM_INSTANTIATE_NPY(std::int32_t);

#undef FATHOM_INSTANTIATE_NPY

}  // namespace fathom
