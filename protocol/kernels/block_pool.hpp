#pragma once

#include <cstddef>

namespace fathom {

/// Uninitialised memory for `bytes`, aligned for every kernel, and back with it. Tensors come and
/// go by the same few sizes at every step, and fresh pages cost more than most kernels that fill
/// them (on a virtual machine up to 25 microseconds each), so large blocks are kept for the next
/// tensor of their size: up to 1 GiB of them, but none above a quarter of that. From any thread.
[[nodiscard]] std::byte* take_block(std::size_t bytes);
void give_back_block(std::byte* block, std::size_t bytes);

/// Whether every block is wiped as it comes back: for a process that holds real secrets. A
/// simulation, whose keys come from a seed, goes without the extra pass over every tensor.
void wipe_returned_blocks(bool wipe);

}  // namespace fathom
