#include "protocol/packing.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "metrics/errors.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"

namespace fathom {

namespace {

static_assert(kElementGrain % 8 == 0, "pieces of work must begin at whole bytes of the stream");

std::size_t stream_size(const Ring& ring, std::size_t elements) {
  return (elements * static_cast<std::size_t>(ring.bits) + 7) / 8;
}

/// Appends bits to bytes, up to 64 at once.
class BitWriter {
 public:
  explicit BitWriter(std::byte* out) : out_(out) {}

  void put(std::uint64_t bits, int count) {
    waiting_ |= static_cast<unsigned __int128>(bits) << count_;
    for (count_ += count; count_ >= 8; count_ -= 8, waiting_ >>= 8) {
      *out_++ = static_cast<std::byte>(waiting_);
    }
  }
  void finish() {
    if (count_ > 0) *out_ = static_cast<std::byte>(waiting_);
  }

 private:
  std::byte* out_;
  unsigned __int128 waiting_ = 0;
  int count_ = 0;
};

class BitReader {
 public:
  explicit BitReader(const std::byte* in) : in_(in) {}

  std::uint64_t take(int count) {
    for (; count_ < count; count_ += 8) {
      waiting_ |= static_cast<unsigned __int128>(*in_++) << count_;
    }
    const auto ones = ~std::uint64_t{0} >> (64 - count);
    const auto bits = static_cast<std::uint64_t>(waiting_) & ones;
    waiting_ >>= count;
    count_ -= count;
    return bits;
  }
  /// Whether what is left of the last byte is zeros.
  [[nodiscard]] bool ends() const { return waiting_ == 0; }

 private:
  const std::byte* in_;
  unsigned __int128 waiting_ = 0;
  int count_ = 0;
};

/// Calls each(byte offset of a word within the element, its bits that count), the lowest first.
template <class Each>
void for_words(const Ring& ring, const Each& each) {
  int left = ring.bits;
  for (std::size_t offset = 0; left > 0; offset += 8, left -= 64) each(offset, std::min(left, 64));
}

void pack_range(const Tensor& a, std::size_t first, std::size_t last, std::byte* out) {
  BitWriter writer(out);
  for (std::size_t i = first; i < last; ++i) {
    for_words(a.ring(), [&](std::size_t offset, int count) {
      std::uint64_t word;
      std::memcpy(&word, at(a, i) + offset, sizeof word);
      writer.put(word, count);
    });
  }
  writer.finish();
}

bool unpack_range(const std::byte* in, Tensor& out, std::size_t first, std::size_t last) {
  BitReader reader(in);
  for (std::size_t i = first; i < last; ++i) {
    for_words(out.ring(), [&](std::size_t offset, int count) {
      const std::uint64_t word = reader.take(count);
      std::memcpy(at(out, i) + offset, &word, sizeof word);
    });
  }
  return reader.ends();
}

}  // namespace

Bytes packed_bytes(const Ring& ring, std::size_t elements) {
  return Bytes{static_cast<std::int64_t>(stream_size(ring, elements))};
}

ScratchBlock pack(const Tensor& a) {
  ensure(a.ring().id != RingId::reals, "reals are not packed");
  ScratchBlock stream(stream_size(a.ring(), a.size()));
  std::byte* const out = stream.bytes().data();
  parallel_for(a.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    pack_range(a, first, last, out + stream_size(a.ring(), first));
  });
  return stream;
}

std::optional<Tensor> unpack(const Ring& ring, Shape shape, std::span<const std::byte> stream) {
  ensure(ring.id != RingId::reals, "reals are not packed");
  if (stream.size() != stream_size(ring, shape.size())) return std::nullopt;
  Tensor out(ring, shape);
  std::atomic<bool> good = true;
  parallel_for(out.size(), kElementGrain, [&](std::size_t first, std::size_t last) {
    const bool ends = unpack_range(stream.data() + stream_size(ring, first), out, first, last);
    if (!ends || !ring.kernels.is_canonical(at(out, first), last - first)) good = false;
  });
  if (!good) return std::nullopt;
  return out;
}

}  // namespace fathom
