#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace fathom {

/// Work that was put off, or is done.
struct Deferred;
using DeferredPtr = std::shared_ptr<Deferred>;

/// While one lives, kernels that its thread calls on whole tensors, but in no piece of another
/// kernel's work, are put off: they run on any thread once their inputs are there, so that the
/// numeric work of parties overlaps while the simulation, which needs shapes alone, goes on.
/// Results are the same bits as at once: a kernel reads nothing but its inputs and writes nothing
/// but its tensor. Not more than some hundred MB of unwritten tensors wait: beyond, the thread
/// helps. With one thread nothing is put off.
class Deferral {
 public:
  Deferral();
  Deferral(const Deferral&) = delete;
  Deferral& operator=(const Deferral&) = delete;
  ~Deferral();  ///< waits for all that was put off; what it threw is lost

  /// Waits for all that was put off, and throws what the earliest of it threw, if any did.
  static void settle();

 private:
  bool before_;
};

/// Whether this thread puts kernels off.
[[nodiscard]] bool deferring();

/// Puts off `work`, which makes so many bytes, until all of `after` (null: nothing) is done. Only
/// while deferring.
[[nodiscard]] DeferredPtr defer(std::span<const DeferredPtr> after, std::size_t bytes,
                                std::function<void()> work);

/// Whether it is done.
[[nodiscard]] bool is_done(const Deferred& deferred);
/// Helps until it is done; throws what it threw. Not from inside deferred work, which has to name
/// all that it reads.
void await_done(const Deferred& deferred);

}  // namespace fathom
