#include "nn/data/gzip.hpp"

#include <zlib.h>

#include <algorithm>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 31U;
constexpr std::size_t kMostAtOnce = std::size_t{1} << 30U;  ///< zlib counts in 32 bits
constexpr int kGzipOnly = 16 + MAX_WBITS;

[[noreturn]] void refuse_damaged(const std::string& subject, const std::string& why) {
  refuse(subject, "is not a sound gzip file: " + why);
}

class Inflation {
 public:
  explicit Inflation(ByteView bytes) {
    ensure(inflateInit2(&stream_, kGzipOnly) == Z_OK, "zlib has no memory to unpack");
    stream_.next_in = const_cast<Bytef*>(bytes.data());  // zlib only reads it
    left_ = bytes.size();
  }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { inflateEnd(&stream_); }

  /// Unpacks as much as fits into `out`; `used` is how much that was. zlib's verdict.
  int next(std::span<std::uint8_t> out, std::size_t& used) {
    stream_.avail_in = static_cast<uInt>(std::min(left_, kMostAtOnce));
    stream_.avail_out = static_cast<uInt>(out.size());
    stream_.next_out = out.data();
    const std::size_t given = stream_.avail_in;
    const int verdict = inflate(&stream_, Z_NO_FLUSH);
    left_ -= given - stream_.avail_in;
    used = out.size() - stream_.avail_out;
    return verdict;
  }
  void start_next_member() { ensure(inflateReset(&stream_) == Z_OK, "zlib starts anew"); }

  [[nodiscard]] std::size_t left() const { return left_; }
  [[nodiscard]] std::string why() const { return stream_.msg == nullptr ? "" : stream_.msg; }

 private:
  z_stream stream_{};
  std::size_t left_ = 0;
};

}  // namespace

bool is_gzip(ByteView bytes) { return bytes.size() >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B; }

std::vector<std::uint8_t> unpack_gzip(ByteView bytes, const std::string& subject) {
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  if (!is_gzip(bytes)) refuse_damaged(subject, "it does not begin as one");
  Inflation inflation(bytes);
  std::vector<std::uint8_t> unpacked;
  for (;;) {
    const std::size_t before = unpacked.size();
    unpacked.resize(before + kPiece);
    std::size_t used = 0;
    const int verdict = inflation.next(std::span(unpacked).subspan(before), used);
    unpacked.resize(before + used);
    if (unpacked.size() > kMostBytes) refuse(subject, "unpacks to more than 2 GiB");
    if (verdict == Z_STREAM_END) {
      if (inflation.left() == 0) return unpacked;
      inflation.start_next_member();
    } else if (verdict != Z_OK && verdict != Z_BUF_ERROR) {
      refuse_damaged(subject, inflation.why());
    } else if (inflation.left() == 0 && used == 0) {
      refuse_damaged(subject, "it is cut off");
    }
  }
}

std::vector<std::uint8_t> read_unpacked(const std::filesystem::path& path) {
  std::vector<std::uint8_t> bytes = read_file(path);
  return is_gzip(bytes) ? unpack_gzip(bytes, in_quotes(path.native())) : std::move(bytes);
}

}  // namespace fathom
