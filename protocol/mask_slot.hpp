#pragma once

#include <array>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "metrics/depth.hpp"
#include "protocol/strand.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

class MaskSlot;
using MaskSlotPtr = std::shared_ptr<MaskSlot>;
class LocalOperation;

/// Where the mask of one value is remembered, shared by all views of the value, so that the value
/// is opened (masked) once however often it is used. A mask belongs to a value, not to a variable:
/// a slot is filled once and never again, and an updated weight is a new value with a new slot.
/// What `opening` and `mask` hold at each party stands with `Value`. [seed, "Generalised triples"]
///
/// States: open (never masked); claimed (a strand is opening it; others wait for that opening);
/// filled. A value that is a public linear map of filled ones needs no opening of its own: the same
/// map of their openings and masks is its opening and mask. A batch of an input's rows is one, of
/// the values with which its rows were opened.
class MaskSlot {
 public:
  explicit MaskSlot(Tag owner) : owner_(owner), number_(next_number()) {}
  MaskSlot(const MaskSlot&) = delete;
  MaskSlot& operator=(const MaskSlot&) = delete;

  [[nodiscard]] Tag owner() const { return owner_; }
  [[nodiscard]] bool is_open() const { return state_ == State::open; }
  [[nodiscard]] bool is_filled() const { return state_ == State::filled; }

  /// A value that will be used many times: weights. Only these are masked under reuse "weights".
  void keep() { kept_ = true; }
  [[nodiscard]] bool is_kept() const { return kept_; }

  /// Each asserts that the value was not masked before: a mask serves one value only, once.
  void claim();
  /// Fills the slot from the strand that opened the value, and wakes those who wait for it; from
  /// outside of any coroutine, or where nobody can wait yet.
  void fill(const Strand& strand, Tensor opening, Tensor mask);
  /// The same without waking them.
  void put(const Strand& strand, Tensor opening, Tensor mask);
  /// Awaitable: wakes those who wait. The coroutine that filled the slot is suspended meanwhile,
  /// for one of them may fail, and then its siblings end, of which the one that filled may be one.
  class Wake;
  [[nodiscard]] static Wake wake(std::shared_ptr<MaskSlot> slot);

  [[nodiscard]] const Tensor& opening() const { return opening_; }
  [[nodiscard]] const Tensor& mask() const { return mask_; }

  /// The affine map of masked values that the value is, if it is one, and how it saw them.
  struct Source {
    MaskSlotPtr slot;
    Shape shape;
  };
  struct Derivation {
    std::shared_ptr<const LocalOperation> map;
    std::vector<Source> sources;
  };
  /// The rows of an input source that the value is, when each of them has a mask of its own.
  struct Rows {
    std::string source;
    std::vector<std::uint32_t> rows;
    Shape shape;   ///< of the value
    Tensor share;  ///< what lies behind its handle
  };
  void set_rows(Rows rows) { rows_ = std::make_shared<const Rows>(std::move(rows)); }
  [[nodiscard]] const std::shared_ptr<const Rows>& rows() const { return rows_; }

  void derive(Derivation derivation) { derivation_ = std::move(derivation); }
  [[nodiscard]] const Derivation& derivation() const { return derivation_; }

  /// Awaitable: ends when the slot is filled; the awaiting strand then is at least as deep as the
  /// opening.
  class Filled;
  [[nodiscard]] Filled filled();

 private:
  enum class State { open, claimed, filled };

  void wake_all();

  /// A number that no other slot of the process has: the name of the slot in a trace.
  [[nodiscard]] static std::uint64_t next_number();

  Tag owner_;
  std::uint64_t number_;
  State state_ = State::open;
  bool kept_ = false;
  decltype(Strand::depth) depth_{};
  Tensor opening_;
  Tensor mask_;
  Derivation derivation_;
  std::shared_ptr<const Rows> rows_;
  std::vector<Filled*> waiting_;
};

/// The wait for a slot that another strand of the same party is filling.
class MaskSlot::Filled {
 public:
  explicit Filled(MaskSlot& slot) : slot_(slot) {}
  Filled(const Filled&) = delete;
  Filled& operator=(const Filled&) = delete;
  ~Filled();

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> handle) {
    strand_ = handle.promise().strand;
    return wait(handle);
  }
  void await_resume();

 private:
  friend class MaskSlot;
  bool wait(std::coroutine_handle<> handle);

  MaskSlot& slot_;
  Strand* strand_ = nullptr;
  std::coroutine_handle<> handle_;
};

class MaskSlot::Wake {
 public:
  explicit Wake(MaskSlotPtr slot) : slot_(std::move(slot)) {}
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;
  ~Wake() {
    if (ended_ != nullptr) *ended_ = true;
  }

  [[nodiscard]] bool await_ready() const noexcept { return slot_->waiting_.empty(); }
  /// Whether the coroutine stays where it is: it does not exist any more.
  bool await_suspend(std::coroutine_handle<> /*handle*/) {
    bool ended = false;
    ended_ = &ended;
    const MaskSlotPtr slot = slot_;  // lives on when this does not
    slot->wake_all();
    if (!ended) ended_ = nullptr;
    return ended;
  }
  void await_resume() const noexcept {}

 private:
  MaskSlotPtr slot_;
  bool* ended_ = nullptr;
};

inline MaskSlot::Wake MaskSlot::wake(MaskSlotPtr slot) { return Wake(std::move(slot)); }

inline MaskSlot::Filled MaskSlot::filled() { return Filled(*this); }

}  // namespace fathom
