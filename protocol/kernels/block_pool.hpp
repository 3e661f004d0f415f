#pragma once

#include <cstddef>
#include <memory>

namespace fathom {

/// Uninitialised memory for `bytes`, aligned for every kernel. Tensors come and go by the same few
/// sizes at every step, and fresh pages cost more than most kernels that fill them (on a virtual
/// machine up to 25 microseconds each), so large blocks are kept for the next tensor of their size
/// when the last handle is gone: up to 1 GiB of them, but none above a quarter of that.
[[nodiscard]] std::shared_ptr<std::byte> allocate_block(std::size_t bytes);

}  // namespace fathom
