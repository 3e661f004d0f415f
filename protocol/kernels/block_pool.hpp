#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace fathom {

/// Uninitialised memory for `bytes`, aligned for every kernel, and back with it. Tensors come and
/// go by the same few sizes at every step, and fresh pages cost more than most kernels that fill
/// them (on a virtual machine up to 25 microseconds each). So blocks from 16 KiB on lie in huge
/// pages, several in one where they are smaller, and are kept for the next tensor of their size: of
/// those that share pages and of the others up to 1 GiB each, but none above a quarter of that.
/// From any thread.
[[nodiscard]] std::byte* take_block(std::size_t bytes);
void give_back_block(std::byte* block, std::size_t bytes);

/// Whether every block is wiped as it comes back: for a process that holds real secrets. A
/// simulation, whose keys come from a seed, goes without the extra pass over every tensor.
void wipe_returned_blocks(bool wipe);

/// For vectors that are as large as tensors and as short-lived.
template <class Byte>
struct BlockAllocator {
  using value_type = Byte;
  BlockAllocator() = default;
  template <class Other>
  explicit(false) BlockAllocator(const BlockAllocator<Other>& /*other*/) {}

  [[nodiscard]] Byte* allocate(std::size_t count) {
    return reinterpret_cast<Byte*>(take_block(count * sizeof(Byte)));
  }
  void deallocate(Byte* bytes, std::size_t count) {
    give_back_block(reinterpret_cast<std::byte*>(bytes), count * sizeof(Byte));
  }
  friend bool operator==(BlockAllocator /*a*/, BlockAllocator /*b*/) { return true; }
};

/// A block for as long as this lives: for what is drawn, packed or read on the way to a tensor.
class ScratchBlock {
 public:
  explicit ScratchBlock(std::size_t bytes) : data_(take_block(bytes)), bytes_(bytes) {}
  ScratchBlock(ScratchBlock&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  ScratchBlock(const ScratchBlock&) = delete;
  ScratchBlock& operator=(const ScratchBlock&) = delete;
  ScratchBlock& operator=(ScratchBlock&&) = delete;
  ~ScratchBlock() {
    if (data_ != nullptr) give_back_block(data_, bytes_);
  }

  [[nodiscard]] std::span<std::byte> bytes() const { return {data_, bytes_}; }

 private:
  std::byte* data_;
  std::size_t bytes_;
};

}  // namespace fathom
