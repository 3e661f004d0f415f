#include <openssl/sha.h>

#include <cstring>
#include <vector>

#include "nn/data/gzip.hpp"
#include "nn/data/idx.hpp"
#include "nn/data/model_share.hpp"
#include "nn/data/npy.hpp"
#include "nn/data/npy_images.hpp"
#include "nn/data/npz.hpp"
#include "tests/fuzz/reader.hpp"

namespace fathom::fuzz {
namespace {

constexpr const char* kSubject = "'file'";

template <class Parse>
Reader reader(std::string name, Parse parse) {
  return {std::move(name), [parse](ByteView bytes) {
            return is_taken([&] { static_cast<void>(parse(bytes, kSubject)); });
          }};
}

/// With the length and the checksum that go with what was changed, or nothing behind them is read.
bool read_model_share_sealed(ByteView bytes) {
  constexpr std::size_t kLengthAt = 12, kHead = 20, kSum = 32;
  std::vector<std::uint8_t> file(bytes.begin(), bytes.end());
  if (file.size() >= kHead + kSum) {
    const std::uint64_t length = file.size();
    std::memcpy(&file[kLengthAt], &length, sizeof length);
    SHA256(file.data(), file.size() - kSum, &file[file.size() - kSum]);
  }
  return is_taken([&] { static_cast<void>(parse_model_share(file, kSubject)); });
}

}  // namespace

std::vector<Reader> data_readers() {
  return {
      reader("idx", [](ByteView b, const char* s) { return parse_idx<std::uint8_t>(b, s); }),
      reader("npy", [](ByteView b, const char* s) { return parse_npy<double>(b, s); }),
      reader("npy_images", [](ByteView b, const char* s) { return parse_npy_images(b, s); }),
      reader("npy_labels", [](ByteView b, const char* s) { return parse_npy_labels(b, s); }),
      reader("npz", [](ByteView b, const char* s) { return parse_npz(b, s); }),
      reader("gzip", [](ByteView b, const char* s) { return unpack_gzip(b, s); }),
      reader("model_share", [](ByteView b, const char* s) { return parse_model_share(b, s); }),
      {"model_share_sealed", read_model_share_sealed},
  };
}

}  // namespace fathom::fuzz
