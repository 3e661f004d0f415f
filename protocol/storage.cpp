#include "protocol/storage.hpp"

#include "protocol/kernels/block_pool.hpp"

namespace fathom {

Storage::~Storage() {
  if (memory_ != nullptr) give_back_block(memory_, bytes_);
}

std::byte* Storage::written() {
  if (memory_ == nullptr) memory_ = take_block(bytes_);
  return memory_;
}

}  // namespace fathom
