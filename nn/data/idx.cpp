#include "nn/data/idx.hpp"

#include <limits>

#include "metrics/errors.hpp"
#include "nn/data/endian.hpp"
#include "nn/data/extents.hpp"

namespace fathom {

namespace {

constexpr std::size_t kMagicBytes = 4;
constexpr std::size_t kExtentBytes = 4;

template <class T>
struct IdxType;
template <>
struct IdxType<std::uint8_t> {
  static constexpr std::uint8_t kCode = 0x08;
};
template <>
struct IdxType<std::int8_t> {
  static constexpr std::uint8_t kCode = 0x09;
};
template <>
struct IdxType<std::int16_t> {
  static constexpr std::uint8_t kCode = 0x0B;
};
template <>
struct IdxType<std::int32_t> {
  static constexpr std::uint8_t kCode = 0x0C;
};
template <>
struct IdxType<float> {
  static constexpr std::uint8_t kCode = 0x0D;
};
template <>
struct IdxType<double> {
  static constexpr std::uint8_t kCode = 0x0E;
};

std::string name_of(std::uint8_t code) {
  switch (code) {
    case 0x08:
      return "uint8";
    case 0x09:
      return "int8";
    case 0x0B:
      return "int16";
    case 0x0C:
      return "int32";
    case 0x0D:
      return "float";
    case 0x0E:
      return "double";
    default:
      return "type " + std::to_string(code);
  }
}

}  // namespace

template <class T>
HostArray<T> parse_idx(ByteView bytes, const std::string& subject) {
  if (bytes.size() < kMagicBytes) {
    refuse(subject, "is too short for an IDX file: it has not even the first 4 bytes");
  }
  if (bytes[0] == 0x1F && bytes[1] == 0x8B) {
    refuse(subject, "is compressed with gzip: unpack it with gunzip first");
  }
  if (bytes[0] != 0 || bytes[1] != 0) {
    refuse(subject, "is not an IDX file: its first two bytes must be zero");
  }
  if (bytes[2] != IdxType<T>::kCode) {
    refuse(subject, "holds elements of " + name_of(bytes[2]) + "; an IDX file of " +
                        name_of(IdxType<T>::kCode) + " is needed here");
  }
  const std::size_t rank = bytes[3];
  const std::size_t header_bytes = kMagicBytes + rank * kExtentBytes;
  if (bytes.size() < header_bytes) {
    refuse(subject, "is truncated: it ends within the " + std::to_string(rank) +
                        " extents of its IDX header");
  }
  std::vector<std::uint64_t> extents;
  for (std::size_t at = kMagicBytes; at < header_bytes; at += kExtentBytes) {
    extents.push_back(load_as<std::uint32_t>(std::endian::big, &bytes[at]));
  }
  const ByteView payload = bytes.subspan(header_bytes);
  HostArray<T> array{shape_that_fits(extents, Bytes{sizeof(T)},
                                     Bytes{static_cast<std::int64_t>(payload.size())}, subject),
                     {}};
  array.values.resize(array.shape.size());
  const std::uint8_t* next = payload.data();
  for (T& value : array.values) {
    value = load_as<T>(std::endian::big, next);
    next += sizeof(T);
  }
  return array;
}

template <class T>
HostArray<T> read_idx(const std::filesystem::path& path) {
  return parse_idx<T>(read_file(path), in_quotes(path.native()));
}

template <class T>
std::vector<std::uint8_t> encode_idx(const HostArray<T>& array) {
  ensure(array.values.size() == array.shape.size(), "an array's values do not fill its shape");
  const std::size_t rank = array.shape.rank();
  std::vector<std::uint8_t> bytes{0, 0, IdxType<T>::kCode, static_cast<std::uint8_t>(rank)};
  bytes.reserve(kMagicBytes + rank * kExtentBytes + array.values.size() * sizeof(T));
  for (std::size_t axis = 0; axis < rank; ++axis) {
    ensure(array.shape[axis] <= std::numeric_limits<std::uint32_t>::max(),
           "an extent does not fit into the 32 bits of an IDX header");
    append_as(std::endian::big, static_cast<std::uint32_t>(array.shape[axis]), bytes);
  }
  for (const T value : array.values) append_as(std::endian::big, value, bytes);
  return bytes;
}

template <class T>
void write_idx(const std::filesystem::path& path, const HostArray<T>& array) {
  write_file(path, encode_idx(array));
}

#define FATHOM_INSTANTIATE_IDX(T)                                     \
  template HostArray<T> parse_idx<T>(ByteView, const std::string&);   \
  template HostArray<T> read_idx<T>(const std::filesystem::path&);    \
  template std::vector<std::uint8_t> encode_idx(const HostArray<T>&); \
  template void write_idx(const std::filesystem::path&, const HostArray<T>&)

FATHOM_INSTANTIATE_IDX(std::uint8_t);
FATHOM_INSTANTIATE_IDX(std::int8_t);
FATHOM_INSTANTIATE_IDX(std::int16_t);
FATHOM_INSTANTIATE_IDX(std::int32_t);
FATHOM_INSTANTIATE_IDX(float);
FATHOM_INSTANTIATE_IDX(double);

#undef FATHOM_INSTANTIATE_IDX

}  // namespace fathom
