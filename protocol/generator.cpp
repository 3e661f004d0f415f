#include "protocol/generator.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/draw_observer.hpp"
#include "protocol/kernels/parallel.hpp"

namespace fathom {

namespace {

using Block = std::array<unsigned char, 16>;

constexpr std::uint64_t kBlockBytes = sizeof(Block);
constexpr std::uint64_t kStreamBytes = kBlockBytes << 32U;  ///< until the block counter is full
constexpr std::uint32_t kMostRows = 1U << 24U;
constexpr std::array<unsigned char, 16384> kZeros{};  ///< small enough to stay in the nearest cache

std::atomic<DrawObserver*> draw_observer = nullptr;

Tensor observed(const Draw& draw, Tensor drawn) {
  DrawObserver* const observer = draw_observer;
  if (observer == nullptr) return drawn;
  return observer->on_draw(draw, std::move(drawn));
}

void write_big_endian(std::uint64_t value, unsigned char* out, int bytes) {
  for (int i = bytes - 1; i >= 0; --i, value >>= 8U) out[i] = static_cast<unsigned char>(value);
}

/// A cipher context that holds the key. Closing it wipes the key.
struct CloseContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, CloseContext>;

Context open_context(const Key& key) {
  Context context(EVP_CIPHER_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
  ensure(
      context && EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, bytes, nullptr) == 1,
      "OpenSSL offers no AES-128-CTR");
  return context;
}

/// Writes the key stream that begins at `counter`.
void write_stream(EVP_CIPHER_CTX* context, const Block& counter, std::span<std::byte> out) {
  ensure(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, counter.data()) == 1,
         "OpenSSL refused a counter block");
  while (!out.empty()) {
    const std::size_t size = std::min(out.size(), kZeros.size());
    int written = 0;
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    ensure(EVP_EncryptUpdate(context, bytes, &written, kZeros.data(), static_cast<int>(size)) == 1,
           "OpenSSL refused to encrypt");
    out = out.subspan(size);
  }
}

void ensure_uniform(const Ring& ring, const Shape& shape) {
  ensure(ring.id != RingId::reals, "there are no uniform reals");
  ensure(shape.size() <= kMostRows * Generator::kChunk, "a uniform tensor has at most 2^24 chunks");
}

}  // namespace

/// Contexts with the key scheduled, as many as ever were in use at once; a fill borrows one.
struct Generator::State {
  explicit State(const Key& generator_key) : key(generator_key) {}
  ~State() { OPENSSL_cleanse(key.data(), key.size()); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Context borrow() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        Context context = std::move(idle.back());
        idle.pop_back();
        return context;
      }
    }
    return open_context(key);
  }

  void give_back(Context context) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(context));
  }

  Key key;
  std::mutex mutex;
  std::vector<Context> idle;
};

Key derive_key(std::uint64_t seed, std::uint64_t number) {
  Key seed_key{};
  write_big_endian(seed, reinterpret_cast<unsigned char*>(seed_key.data()), 8);
  Block block{};
  write_big_endian(number, block.data() + 8, 8);
  Key key;
  write_stream(open_context(seed_key).get(), block, key);  // a stream's first block is AES(counter)
  OPENSSL_cleanse(seed_key.data(), seed_key.size());
  return key;
}

Generator::Generator(const Key& key) : state_(std::make_unique<State>(key)) {}
Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

void Generator::fill(Tag tag, std::uint8_t part, std::uint32_t row, std::uint64_t offset,
                     std::span<std::byte> out) const {
  ensure(offset % kBlockBytes == 0, "a stream is read from a multiple of 16 bytes");
  ensure(row < kMostRows, "a generator's streams have rows below 2^24");
  ensure(offset <= kStreamBytes && out.size() <= kStreamBytes - offset,
         "a generator's stream ends after 2^36 bytes");
  Block counter;
  write_big_endian(tag.value, counter.data(), 8);
  write_big_endian(part, counter.data() + 8, 1);
  write_big_endian(row, counter.data() + 9, 3);
  write_big_endian(offset / kBlockBytes, counter.data() + 12, 4);
  Context context = state_->borrow();
  write_stream(context.get(), counter, out);
  state_->give_back(std::move(context));
}

Tensor Generator::uniform_bits(const Ring& ring, Shape shape, Tag tag, std::uint8_t part,
                               int bits) const {
  ensure_uniform(ring, shape);
  ensure(bits >= 0 && bits < ring.bits, "uniform bits must be fewer than the ring's");
  Tensor tensor(ring, shape);
  auto* data = static_cast<std::byte*>(tensor.data());
  parallel_for(HostPart::generator, tensor.size(), kChunk,
               [&](std::size_t first, std::size_t last) {
                 std::byte* begin = data + first * ring.element_bytes;
                 fill(tag, part, static_cast<std::uint32_t>(first / kChunk), 0,
                      {begin, (last - first) * ring.element_bytes});
                 ring.kernels.low_bits(begin, bits, begin, last - first);
               });
  return observed({*this, state_->key, tag, part, bits}, std::move(tensor));
}

Tensor Generator::uniform(const Ring& ring, Shape shape, Tag tag, std::uint8_t part) const {
  ensure_uniform(ring, shape);
  Tensor tensor(ring, shape);
  auto* data = static_cast<std::byte*>(tensor.data());
  parallel_for(
      HostPart::generator, tensor.size(), kChunk, [&](std::size_t first, std::size_t last) {
        const auto row = static_cast<std::uint32_t>(first / kChunk);
        std::uint64_t offset = 0;
        if (!ring.rejects) {
          const std::size_t size = (last - first) * ring.element_bytes;
          return fill(tag, part, row, offset, {data + first * ring.element_bytes, size});
        }
        // Candidates are written where the elements go; rejected ones leave a gap at the end, which
        // the next candidates of the same stream fill, from its next whole block of the cipher.
        while (first < last) {
          const std::span<std::byte> gap(data + first * ring.element_bytes,
                                         (last - first) * ring.element_bytes);
          fill(tag, part, row, offset, gap);
          offset += (gap.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
          first +=
              ring.kernels.from_uniform_bytes(gap.data(), gap.size(), gap.data(), last - first);
        }
      });
  return observed({*this, state_->key, tag, part, ring.bits}, std::move(tensor));
}

DrawObserver* observe_draws(DrawObserver* observer) { return draw_observer.exchange(observer); }

Tensor uniform_rows(const Ring& ring, const Shape& shape, std::span<const RowStream> rows) {
  ensure(rows.size() == shape.rows(), "every row has a name");
  Tensor tensor(ring, shape);
  auto* to = static_cast<std::byte*>(tensor.data());
  for (const RowStream& row : rows) {
    const Tensor drawn = row.generator->uniform(ring, Shape{shape.row_size()}, row.tag, 0);
    std::memcpy(to, drawn.data(), drawn.bytes());
    to += drawn.bytes();
  }
  return tensor;
}

Bytes generator_bytes(const Ring& ring, std::size_t elements) {
  return Bytes{static_cast<std::int64_t>(elements * ring.element_bytes)};
}

}  // namespace fathom
