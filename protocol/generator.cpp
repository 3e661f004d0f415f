#include "protocol/generator.hpp"

#include <gcrypt.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "metrics/errors.hpp"
#include "protocol/draw_observer.hpp"
#include "protocol/kernels/block_pool.hpp"
#include "protocol/kernels/parallel.hpp"
#include "protocol/kernels/tensor_ranges.hpp"
#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"

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

/// Of Libgcrypt, which has AES in counter mode for whatever the processor offers (VAES and AVX2,
/// AES-NI). Closing it wipes the key.
struct CloseContext {
  void operator()(gcry_cipher_handle* context) const { gcry_cipher_close(context); }
};
using Context = std::unique_ptr<gcry_cipher_handle, CloseContext>;

void ensure_done(gcry_error_t error, const char* what) { ensure(error == 0, what); }

Context open_context(const Key& key) {
  static const bool ready = [] {
    if (gcry_check_version(GCRYPT_VERSION) == nullptr) return false;
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    return gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
  }();
  ensure(ready, "Libgcrypt is older than the one that this was built with");
  gcry_cipher_hd_t opened = nullptr;
  ensure_done(gcry_cipher_open(&opened, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_CTR, 0),
              "Libgcrypt offers no AES-128-CTR");
  Context context(opened);
  ensure_done(gcry_cipher_setkey(opened, key.data(), key.size()), "Libgcrypt refused a key");
  return context;
}

/// Writes the key stream that begins at `counter`.
void write_stream(gcry_cipher_handle* context, const Block& counter, std::span<std::byte> out) {
  ensure_done(gcry_cipher_setctr(context, counter.data(), counter.size()),
              "Libgcrypt refused a counter block");
  while (!out.empty()) {
    const std::size_t size = std::min(out.size(), kZeros.size());
    ensure_done(gcry_cipher_encrypt(context, out.data(), size, kZeros.data(), size),
                "Libgcrypt refused to encrypt");
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

  /// As Generator::fill.
  void fill(Tag tag, std::uint8_t part, std::uint32_t row, std::uint64_t offset,
            std::span<std::byte> out);
  /// Uniform elements from the stream at (tag, part, row) on, kChunk a row.
  void draw(const Ring& ring, Tag tag, std::uint8_t part, std::byte* out, std::size_t size);
  void draw_chunk(const Ring& ring, Tag tag, std::uint8_t part, std::uint32_t row,
                  std::span<std::byte> out);

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
  return key;
}

Key random_key() {
  Key key;
  ensure(RAND_priv_bytes(reinterpret_cast<unsigned char*>(key.data()),
                         static_cast<int>(key.size())) == 1,
         "the system's generator gives no random bytes");
  return key;
}

Key::~Key() { OPENSSL_cleanse(data(), size()); }

Generator::Generator(const Key& key) : state_(std::make_shared<State>(key)) {}
Generator::~Generator() = default;
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;

void Generator::fill(Tag tag, std::uint8_t part, std::uint32_t row, std::uint64_t offset,
                     std::span<std::byte> out) const {
  state_->fill(tag, part, row, offset, out);
}

void Generator::State::fill(Tag tag, std::uint8_t part, std::uint32_t row, std::uint64_t offset,
                            std::span<std::byte> out) {
  ensure(offset % kBlockBytes == 0, "a stream is read from a multiple of 16 bytes");
  ensure(row < kMostRows, "a generator's streams have rows below 2^24");
  ensure(offset <= kStreamBytes && out.size() <= kStreamBytes - offset,
         "a generator's stream ends after 2^36 bytes");
  Block counter;
  write_big_endian(tag.value, counter.data(), 8);
  write_big_endian(part, counter.data() + 8, 1);
  write_big_endian(row, counter.data() + 9, 3);
  write_big_endian(offset / kBlockBytes, counter.data() + 12, 4);
  Context context = borrow();
  write_stream(context.get(), counter, out);
  give_back(std::move(context));
}

void Generator::State::draw(const Ring& ring, Tag tag, std::uint8_t part, std::byte* out,
                            std::size_t size) {
  const std::size_t width = ring.element_bytes;
  parallel_for(HostPart::generator, size, kChunk, [&](std::size_t first, std::size_t last) {
    draw_chunk(ring, tag, part, static_cast<std::uint32_t>(first / kChunk),
               {out + first * width, (last - first) * width});
  });
}

/// Candidates are written where the elements go; rejected ones leave a gap at the end, which the
/// next candidates of the same stream fill, from its next whole block of the cipher.
void Generator::State::draw_chunk(const Ring& ring, Tag tag, std::uint8_t part, std::uint32_t row,
                                  std::span<std::byte> out) {
  if (!ring.rejects) return fill(tag, part, row, 0, out);
  for (std::uint64_t offset = 0; !out.empty();) {
    fill(tag, part, row, offset, out);
    offset += (out.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    const std::size_t missing = out.size() / ring.element_bytes;
    out = out.subspan(ring.element_bytes *
                      ring.kernels.from_uniform_bytes(out.data(), out.size(), out.data(), missing));
  }
}

Tensor Generator::uniform_bits(const Ring& ring, Shape shape, Tag tag, std::uint8_t part,
                               int bits) const {
  ensure_uniform(ring, shape);
  ensure(bits >= 0 && bits < ring.bits, "uniform bits must be fewer than the ring's");
  const auto draw = [state = state_, tag, part, bits](const auto&, Tensor& out) {
    const Ring& of = out.ring();
    std::byte* const data = at(out, 0);
    parallel_for(HostPart::generator, out.size(), kChunk, [&](std::size_t first, std::size_t last) {
      std::byte* const begin = data + first * of.element_bytes;
      state->fill(tag, part, static_cast<std::uint32_t>(first / kChunk), 0,
                  {begin, (last - first) * of.element_bytes});
      of.kernels.low_bits(begin, bits, begin, last - first);
    });
  };
  return observed({*this, state_->key, tag, part, bits},
                  made(ring, shape, std::array<Tensor, 0>{}, draw));
}

Tensor Generator::uniform(const Ring& ring, Shape shape, Tag tag, std::uint8_t part) const {
  ensure_uniform(ring, shape);
  const auto draw = [state = state_, tag, part](const auto&, Tensor& out) {
    state->draw(out.ring(), tag, part, at(out, 0), out.size());
  };
  return observed({*this, state_->key, tag, part, ring.bits},
                  made(ring, shape, std::array<Tensor, 0>{}, draw));
}

Tensor Generator::add_uniform(const Tensor& x, Tag tag, std::uint8_t part) const {
  if (draw_observer != nullptr) return add(x, uniform(x.ring(), x.shape(), tag, part));
  return combine(x, tag, part, x.ring().kernels.add);
}

Tensor Generator::subtract_uniform(const Tensor& x, Tag tag, std::uint8_t part) const {
  if (draw_observer != nullptr) return subtract(x, uniform(x.ring(), x.shape(), tag, part));
  return combine(x, tag, part, x.ring().kernels.subtract);
}

Tensor Generator::combine(const Tensor& x, Tag tag, std::uint8_t part, Binary kernel) const {
  ensure_uniform(x.ring(), x.shape());
  const auto fill = [state = state_, tag, part, kernel](const auto& in, Tensor& out) {
    const Ring& ring = out.ring();
    std::byte* const to = at(out, 0);
    parallel_for(HostPart::generator, out.size(), kChunk, [&](std::size_t first, std::size_t last) {
      const ScratchBlock drawn((last - first) * ring.element_bytes);
      const auto row = static_cast<std::uint32_t>(first / kChunk);
      state->draw_chunk(ring, tag, part, row, drawn.bytes());
      kernel(at(in[0], first), drawn.bytes().data(), to + first * ring.element_bytes, last - first);
    });
  };
  return made(x.ring(), x.shape(), std::array{x}, fill);
}

DrawObserver* observe_draws(DrawObserver* observer) { return draw_observer.exchange(observer); }

Tensor uniform_rows(const Ring& ring, const Shape& shape, std::span<const RowStream> rows) {
  ensure(rows.size() == shape.rows(), "every row has a name");
  ensure_uniform(ring, Shape{shape.row_size()});
  if (draw_observer != nullptr) {
    std::vector<Tensor> drawn;
    for (const auto& [generator, tag] : rows) {
      const Tensor row = generator->uniform(ring, Shape{shape.row_size()}, tag, 0);
      drawn.push_back(row.reshaped(shape.with_rows(1)));
    }
    return drawn.empty() ? Tensor(ring, shape) : concatenate_rows(drawn);
  }
  std::vector<std::pair<std::shared_ptr<Generator::State>, Tag>> streams;
  for (const auto& [generator, tag] : rows) streams.emplace_back(generator->state_, tag);
  return made(
      ring, shape, std::array<Tensor, 0>{},
      [streams = std::move(streams)](const auto&, Tensor& out) {
        const std::size_t size = out.shape().row_size();
        parallel_for(streams.size(), row_grain(size), [&](std::size_t first, std::size_t last) {
          for (std::size_t i = first; i < last; ++i) {
            streams[i].first->draw(out.ring(), streams[i].second, 0, at(out, i * size), size);
          }
        });
      });
}

Bytes generator_bytes(const Ring& ring, std::size_t elements) {
  return Bytes{static_cast<std::int64_t>(elements * ring.element_bytes)};
}

}  // namespace fathom
