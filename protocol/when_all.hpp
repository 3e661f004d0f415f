#pragma once

#include <array>
#include <tuple>
#include <utility>

#include "protocol/task.hpp"

namespace fathom {

/// How the children of a fork run: side by side, or each to its end before the next begins (the
/// names of their strands are the same). The producer and the output receiver read a program in
/// order, so that nothing that they do depends on when messages arrive; what they themselves do is
/// then one line of causality through the children, while the servers' depths fork as ever.
enum class ForkOrder { side_by_side, in_order };

/// Runs several tasks, each on a strand forked from the caller's, and ends when all have ended,
/// with the greatest depth of them. When one fails, the siblings are destroyed where they wait and
/// the first error in the order of the children is thrown.
template <class... T>
class [[nodiscard]] WhenAll final : private TaskPromise::Group {
 public:
  WhenAll(ForkOrder order, Task<T>... tasks) : tasks_(std::move(tasks)...), order_(order) {}
  WhenAll(WhenAll&&) = delete;
  WhenAll(const WhenAll&) = delete;
  WhenAll& operator=(const WhenAll&) = delete;
  ~WhenAll() = default;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    parent_ = parent;
    strand_ = parent.promise().strand;
    fork_ = strand_->forks++;
    advance();
    starting_ = false;
    return !finished();
  }
  std::tuple<T...> await_resume() {
    throw_first_error(std::index_sequence_for<T...>{});
    for (const Strand& child : strands_) strand_->join(child);
    return std::apply([](auto&... task) { return std::tuple<T...>(task.result()...); }, tasks_);
  }

 private:
  static constexpr std::size_t kCount = sizeof...(T);

  std::coroutine_handle<> child_ended() noexcept override {
    if (starting_) return std::noop_coroutine();
    if (order_ == ForkOrder::in_order) {
      starting_ = true;
      advance();
      starting_ = false;
    }
    return finished() ? parent_ : std::noop_coroutine();
  }

  // Starts children until the next one must wait for its turn, or one has failed.
  void advance() {
    while (started_ < kCount && !failed()) {
      const std::size_t index = started_++;
      strands_[index] = strand_->child(fork_, static_cast<std::uint32_t>(index));
      if (order_ == ForkOrder::in_order && index > 0) {
        for (const std::size_t alone : {2U, 3U}) {
          strands_[index].depth[alone] = strands_[index - 1].depth[alone];
        }
      }
      visit(index, [this, index](auto& task) { task.start(strands_[index], this); });
      if (order_ == ForkOrder::in_order && !ended(index)) return;
    }
  }

  [[nodiscard]] bool ended(std::size_t index) {
    bool done = false;
    visit(index, [&done](auto& task) { done = task.done(); });
    return done;
  }
  [[nodiscard]] bool failed() {
    return std::apply([](auto&... task) { return ((task.done() && task.error()) || ...); }, tasks_);
  }
  [[nodiscard]] bool finished() {
    return failed() || std::apply([](auto&... task) { return (task.done() && ...); }, tasks_);
  }

  template <std::size_t... I>
  void throw_first_error(std::index_sequence<I...> /*indices*/) {
    std::exception_ptr first;
    const auto look = [&first](auto& task) {
      if (!first && task.done()) first = task.error();
    };
    (look(std::get<I>(tasks_)), ...);
    if (!first) return;
    // Siblings that still wait end here, in their own order.
    std::apply(
        [](auto&... task) {
          ((void)std::remove_reference_t<decltype(task)>(std::move(task)), ...);
        },
        tasks_);
    std::rethrow_exception(first);
  }

  template <class Visitor>
  void visit(std::size_t index, Visitor visitor) {
    std::size_t i = 0;
    std::apply([&](auto&... task) { ((i++ == index ? visitor(task) : void()), ...); }, tasks_);
  }

  std::tuple<Task<T>...> tasks_;
  std::array<Strand, kCount> strands_{};
  std::coroutine_handle<> parent_;
  Strand* strand_ = nullptr;
  std::uint32_t fork_ = 0;
  std::size_t started_ = 0;
  ForkOrder order_;
  bool starting_ = true;
};

template <class... T>
WhenAll<T...> when_all(ForkOrder order, Task<T>... tasks) {
  return WhenAll<T...>(order, std::move(tasks)...);
}

}  // namespace fathom
