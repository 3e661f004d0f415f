#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "protocol/mask_slot.hpp"
#include "protocol/tag.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// A private value as the program sees it: an immutable handle with a shape, a ring, its fractional
/// bits, the id of the value and its mask slot. What lies behind it (doubles, nothing, a share)
/// only the engine can open; no layer reads an element, so every program is data-oblivious.
class Secret {
 public:
  Secret() = default;
  Secret(Shape shape, const Ring& ring, int fractional_bits, Tag id, Tensor data)
      : shape_(shape),
        ring_(&ring),
        fractional_bits_(fractional_bits),
        id_(id),
        slot_(std::make_shared<MaskSlot>(id)),
        data_(std::move(data)) {}

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return shape_.size(); }
  [[nodiscard]] const Ring& ring() const { return *ring_; }
  [[nodiscard]] int fractional_bits() const { return fractional_bits_; }
  [[nodiscard]] Tag id() const { return id_; }
  [[nodiscard]] const MaskSlotPtr& slot() const { return slot_; }

  /// The same value, seen with another shape of the same size.
  [[nodiscard]] Secret reshaped(Shape shape) const {
    Secret view = *this;
    view.shape_ = shape;
    if (!data_.empty_handle()) view.data_ = data_.reshaped(shape);
    return view;
  }

  /// The same value with a mask of its own, apart from that of the other handles.
  [[nodiscard]] Secret masked_apart() const {
    Secret other = *this;
    other.slot_ = std::make_shared<MaskSlot>(id_);
    return other;
  }

 private:
  friend class Engine;
  Shape shape_;
  const Ring* ring_ = nullptr;
  int fractional_bits_ = 0;
  Tag id_;
  MaskSlotPtr slot_;
  Tensor data_;
};

/// A value that has been revealed: whoever may see it holds its elements, the others an empty
/// handle.
struct Public {
  Shape shape;
  int fractional_bits = 0;
  Tensor opened;
};

}  // namespace fathom
