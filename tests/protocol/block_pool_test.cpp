#include "protocol/kernels/block_pool.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <thread>
#include <vector>

using namespace fathom;

namespace {

constexpr std::size_t kWidestVector = 64;
/// About each border: what is left to the allocator, what shares huge pages, what has its own.
constexpr std::size_t kSizes[] = {1,         100,           (1 << 14) - 1, 1 << 14,
                                  50'176,    (1 << 16) + 8, 1'605'632,     (1 << 21) - 8,
                                  (1 << 21), (1 << 21) + 8, 6'422'528};

struct Block {
  std::byte* data;
  std::size_t bytes;
};

std::vector<Block> take_some(int of_each) {
  std::vector<Block> blocks;
  for (int i = 0; i < of_each; ++i) {
    for (const std::size_t bytes : kSizes) blocks.push_back({take_block(bytes), bytes});
  }
  return blocks;
}

void give_back(const std::vector<Block>& blocks) {
  for (const Block& block : blocks) give_back_block(block.data, block.bytes);
}

}  // namespace

TEST_CASE("blocks of every size are aligned for every kernel, and apart") {
  for (int round = 0; round < 2; ++round) {  // fresh, and used before
    std::vector<Block> blocks = take_some(5);
    for (const Block& block : blocks) {
      CHECK(reinterpret_cast<std::uintptr_t>(block.data) % kWidestVector == 0);
    }
    std::ranges::sort(blocks, {}, &Block::data);
    for (std::size_t i = 1; i < blocks.size(); ++i) {
      CHECK(blocks[i - 1].data + blocks[i - 1].bytes <= blocks[i].data);
    }
    give_back(blocks);
  }
}

#if !defined(__SANITIZE_ADDRESS__)
TEST_CASE("a block that came back is the next one of nearly its size") {
  for (const std::size_t bytes :
       {std::size_t{50'176}, std::size_t{1'605'632}, std::size_t{1} << 23}) {
    std::byte* const block = take_block(bytes);
    give_back_block(block, bytes);
    std::byte* const next = take_block(bytes - 8);
    CHECK(next == block);
    give_back_block(next, bytes - 8);
  }
}
#endif

TEST_CASE("threads take blocks and give them back beside each other") {
  std::vector<std::thread> threads;
  std::vector<int> broken(4);
  for (std::size_t t = 0; t < broken.size(); ++t) {
    threads.emplace_back([t, &broken] {
      const auto mark = static_cast<std::byte>(t + 1);
      for (int i = 0; i < 50; ++i) {
        const std::vector<Block> blocks = take_some(1);
        for (const Block& block : blocks)
          std::fill_n(block.data, std::min<std::size_t>(block.bytes, 4096), mark);
        for (const Block& block : blocks) {
          const auto* end = block.data + std::min<std::size_t>(block.bytes, 4096);
          broken[t] += std::any_of(static_cast<const std::byte*>(block.data), end,
                                   [mark](std::byte byte) { return byte != mark; })
                           ? 1
                           : 0;
        }
        give_back(blocks);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(broken == std::vector<int>(4, 0));
}
