#pragma once

#include <cstddef>

#include "protocol/kernels/deferral.hpp"

namespace fathom {

/// Memory of a tensor and all views of it, and the deferred work that is to write it. It is
/// allocated when it is first written.
class Storage {
 public:
  explicit Storage(std::size_t bytes) : bytes_(bytes) {}
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  /// For whoever makes the tensor.
  [[nodiscard]] std::byte* written();
  /// Waits for the work that writes it, and throws what that threw.
  [[nodiscard]] const std::byte* read() const {
    if (maker_ != nullptr) await_done(*maker_);
    return memory_;
  }

  void set_maker(DeferredPtr maker) { maker_ = std::move(maker); }
  /// Null when it was written at once.
  [[nodiscard]] const DeferredPtr& maker() const { return maker_; }

 private:
  std::size_t bytes_;
  std::byte* memory_ = nullptr;
  DeferredPtr maker_;
};

}  // namespace fathom
