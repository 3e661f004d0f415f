#include "protocol/kernels/block_pool.hpp"

#include <openssl/crypto.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fathom {

namespace {

constexpr std::size_t kSmallest = std::size_t{1} << 14;  ///< below it the allocator is fast enough
constexpr std::size_t kMostIdle = std::size_t{1} << 30;
constexpr std::size_t kLargest = kMostIdle / 4;
constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kSlab = 4 * kHugePage;
constexpr std::size_t kMostSlabs = kMostIdle / kSlab;

/// From one huge page on, aligned to huge pages and asking for them: a hundred times fewer page
/// faults.
std::align_val_t alignment(std::size_t bytes) {
  return std::align_val_t{bytes >= kHugePage ? kHugePage : 64};
}

std::byte* allocate(std::size_t bytes, std::align_val_t aligned) {
  void* memory = ::operator new(bytes, aligned);
  if (bytes >= kHugePage)
    ::madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: refusal does not matter
  return static_cast<std::byte*>(memory);
}

std::byte* allocate(std::size_t bytes) { return allocate(bytes, alignment(bytes)); }

void release(std::byte* block, std::size_t bytes) { ::operator delete(block, alignment(bytes)); }

/// So that nearly equal sizes share blocks, up to the next quarter of a power of two, or the next
/// sixteenth where there may be a block for each sample; a multiple of the widest vector's bytes.
std::size_t round_up(std::size_t bytes) {
  const std::size_t step = std::bit_floor(bytes) / (bytes < kHugePage ? 16 : 4);
  return (bytes + step - 1) / step * step;
}

class BlockPool {
 public:
  /// Never destroyed, since tensors in static storage may outlive everything.
  static BlockPool& instance() {
    static auto* pool = new BlockPool;
    return *pool;
  }

  std::byte* take(std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      std::vector<std::byte*>& blocks = idle_[bytes];
      if (!blocks.empty()) {
        std::byte* block = blocks.back();
        blocks.pop_back();
        if (!is_carved(block)) idle_bytes_ -= bytes;
        return block;
      }
      if (std::byte* const block = carve(bytes); block != nullptr) return block;
    }
    return allocate(bytes);
  }

  void give_back(std::byte* block, std::size_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      const bool stays = is_carved(block);
      if (stays || idle_bytes_ + bytes <= kMostIdle) {
        idle_[bytes].push_back(block);
        if (!stays) idle_bytes_ += bytes;
        return;
      }
    }
    release(block, bytes);
  }

 private:
  /// Blocks smaller than a huge page share some, and are never released. What a slab has left when
  /// a block does not fit stays unused. Null for larger ones, and when there are slabs enough.
  std::byte* carve(std::size_t bytes) {
    if (bytes >= kHugePage) return nullptr;
    if (slab_.size() < bytes) {
      if (slabs_.size() == kMostSlabs) return nullptr;
      slab_ = {allocate(kSlab, std::align_val_t{kSlab}), kSlab};
      slabs_.insert(reinterpret_cast<std::uintptr_t>(slab_.data()) / kSlab);
    }
    std::byte* block = slab_.data();
    slab_ = slab_.subspan(bytes);
    return block;
  }

  [[nodiscard]] bool is_carved(const std::byte* block) const {
    return slabs_.contains(reinterpret_cast<std::uintptr_t>(block) / kSlab);
  }

  std::mutex mutex_;
  std::unordered_map<std::size_t, std::vector<std::byte*>> idle_;
  std::size_t idle_bytes_ = 0;                ///< of blocks that are in no slab
  std::unordered_set<std::uintptr_t> slabs_;  ///< where they begin, in slabs
  std::span<std::byte> slab_;                 ///< what is left of the last
};

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kReuse = false;  // so that a use after the last handle is found
#else
constexpr bool kReuse = true;
#endif

std::atomic<bool> wipes = false;

bool is_pooled(std::size_t bytes) { return kReuse && bytes >= kSmallest && bytes <= kLargest; }

}  // namespace

std::byte* take_block(std::size_t bytes) {
  if (!is_pooled(bytes)) return allocate(bytes);
  return BlockPool::instance().take(round_up(bytes));
}

void give_back_block(std::byte* block, std::size_t bytes) {
  if (wipes) OPENSSL_cleanse(block, bytes);
  if (!is_pooled(bytes)) return release(block, bytes);
  BlockPool::instance().give_back(block, round_up(bytes));
}

void wipe_returned_blocks(bool wipe) { wipes = wipe; }

}  // namespace fathom
