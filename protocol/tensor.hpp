#pragma once

#include <cstddef>
#include <memory>

#include "metrics/errors.hpp"
#include "metrics/units.hpp"
#include "protocol/rings/ring.hpp"
#include "protocol/shape.hpp"
#include "protocol/storage.hpp"

namespace fathom {

/// Elements of one ring in contiguous row-major memory, with a shape. A cheap handle: copies share
/// the memory, which is written only while it is being made (`data()`), never afterwards; that may
/// be later than the handle (see `made`), and whoever reads elements waits for it. A run of rows
/// can be viewed without copying.
class Tensor {
 public:
  Tensor() = default;
  /// Uninitialised memory for `shape`.
  Tensor(const Ring& ring, Shape shape);
  [[nodiscard]] static Tensor zeros(const Ring& ring, Shape shape);
  /// For `made`: without memory until `data()` is first called, on one thread.
  [[nodiscard]] static Tensor promised(const Ring& ring, Shape shape);
  /// Of which only the size exists, for messages that are counted and never read: to look at its
  /// elements throws InternalError.
  [[nodiscard]] static Tensor sized(const Ring& ring, Shape shape);
  /// round(x 2^bits) of each value. Throws UserError with the value and the range when |x| >=
  /// limit.
  [[nodiscard]] static Tensor encode(const Ring& ring, Shape shape, const double* values, int bits,
                                     double limit);

  [[nodiscard]] const Ring& ring() const { return *ring_; }
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return shape_.size(); }
  [[nodiscard]] bool empty_handle() const { return ring_ == nullptr; }
  [[nodiscard]] Elements elements() const { return Elements{static_cast<std::int64_t>(size())}; }
  [[nodiscard]] std::size_t bytes() const { return size() * ring_->element_bytes; }

  /// Whether the elements exist, now or once they are made: false of a tensor that is only sized.
  [[nodiscard]] bool has_elements() const { return storage_ != nullptr || size() == 0; }
  /// Waits until they are made.
  [[nodiscard]] const void* data() const {
    if (storage_ != nullptr) return storage_->read() + offset_;
    ensure(empty_handle() || size() == 0, kOnlySized);
    return nullptr;
  }
  /// Only for whoever is making the tensor.
  [[nodiscard]] void* data() {
    return storage_ == nullptr ? nullptr : storage_->written() + offset_;
  }
  /// What is to write the elements; null where they are there.
  [[nodiscard]] DeferredPtr maker() const {
    return storage_ == nullptr ? nullptr : storage_->maker();
  }
  /// For `made`: what is going to write them.
  void set_maker(DeferredPtr maker) { storage_->set_maker(std::move(maker)); }

  [[nodiscard]] Tensor reshaped(Shape shape) const;  ///< the same elements; sizes must agree
  /// A view of `shape` that starts at element `first`.
  [[nodiscard]] Tensor slice(std::size_t first, Shape shape) const;
  void decode(int bits, double* out) const;

 private:
  static constexpr const char* kOnlySized = "the elements of a tensor that is only sized were read";

  const Ring* ring_ = nullptr;
  Shape shape_;
  std::shared_ptr<Storage> storage_;
  std::size_t offset_ = 0;  ///< bytes
};

}  // namespace fathom
