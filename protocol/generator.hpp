#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "protocol/tag.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// A 128-bit key of a generator, known to exactly one pair of parties. Every copy of it is wiped
/// when it ends.
struct Key : std::array<std::byte, 16> {
  ~Key();
};

/// A key from the operating system's generator, for runs on real data.
[[nodiscard]] Key random_key();

/// The key numbered `number` of a run with `seed`: AES-128 of the number under the seed, so that
/// keys of one run tell nothing of one another.
[[nodiscard]] Key derive_key(std::uint64_t seed, std::uint64_t number);

struct RowStream;

/// AES-128 in counter mode, addressed and never drawn in order: the stream at (tag, part, row) is
/// the same whoever asks first. The counter block is tag (8 bytes), part (1), row (3), counter (4);
/// each address is used for one thing only. [NIST SP 800-38A section 6.5; seed, "Tensor
/// operations"]
class Generator {
 public:
  explicit Generator(const Key& key);
  ~Generator();
  Generator(Generator&&) noexcept;
  Generator& operator=(Generator&&) noexcept;

  /// Fills `out` from the stream at (tag, part, row), from its start plus `offset` bytes, a
  /// multiple of
  /// 16. Safe to call from several threads at once.
  void fill(Tag tag, std::uint8_t part, std::uint32_t row, std::uint64_t offset,
            std::span<std::byte> out) const;

  /// Uniform elements of `ring`, in parallel: rows of kChunk elements, each its own stream, so that
  /// rejection in one does not move the others.
  [[nodiscard]] Tensor uniform(const Ring& ring, Shape shape, Tag tag, std::uint8_t part) const;

  /// Elements uniform in [0, 2^bits), for fewer bits than the ring's: element_bytes of the same
  /// streams each, masked. Nothing is rejected.
  [[nodiscard]] Tensor uniform_bits(const Ring& ring, Shape shape, Tag tag, std::uint8_t part,
                                    int bits) const;

  /// x plus, or minus, what `uniform` draws for its shape, a chunk at a time.
  [[nodiscard]] Tensor add_uniform(const Tensor& x, Tag tag, std::uint8_t part) const;
  [[nodiscard]] Tensor subtract_uniform(const Tensor& x, Tag tag, std::uint8_t part) const;

  static constexpr std::size_t kChunk = 4096;

 private:
  using Binary = void (*)(const void* a, const void* b, void* out, std::size_t n);
  [[nodiscard]] Tensor combine(const Tensor& x, Tag tag, std::uint8_t part, Binary kernel) const;
  friend Tensor uniform_rows(const Ring& ring, const Shape& shape, std::span<const RowStream> rows);

  struct State;
  std::shared_ptr<State> state_;  ///< which deferred draws hold too
};

/// Generator bytes that `uniform` is charged with: element_bytes each, rejections not counted.
[[nodiscard]] Bytes generator_bytes(const Ring& ring, std::size_t elements);

/// Where one row of a tensor is drawn: part 0 of a name of its own.
struct RowStream {
  const Generator* generator;
  Tag tag;
};
/// Uniform elements, each row from its own stream, so that it is the same in whatever tensor.
[[nodiscard]] Tensor uniform_rows(const Ring& ring, const Shape& shape,
                                  std::span<const RowStream> rows);

}  // namespace fathom
