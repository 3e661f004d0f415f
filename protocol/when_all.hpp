#pragma once

#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "protocol/task.hpp"

namespace fathom {

/// How the children of a fork run: side by side, or each to its end before the next begins (the
/// names of their strands are the same). The producer and the output receiver read a program in
/// order, so that nothing that they do depends on when messages arrive; what they themselves do is
/// then one line of causality through the children, while the servers' depths fork as ever.
enum class ForkOrder { side_by_side, in_order };

/// The children of one fork: runs them, each on a strand forked from the caller's, and ends when
/// all have ended, with the greatest depth of them. When one fails, the siblings are destroyed
/// where they wait and the first error in the order of the children is thrown.
class Fork : private TaskPromise::Group {
 public:
  Fork(const Fork&) = delete;
  Fork& operator=(const Fork&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    return begin(parent, *parent.promise().strand);
  }

 protected:
  Fork(ForkOrder order, std::size_t count) : strands_(count), order_(order) {}
  ~Fork() = default;

  /// All children have ended, or one has failed.
  void end();

  virtual void start(std::size_t child, Strand& strand, TaskPromise::Group& group) = 0;
  [[nodiscard]] virtual bool ended(std::size_t child) const = 0;
  /// Of a child that has ended.
  [[nodiscard]] virtual std::exception_ptr error(std::size_t child) const = 0;
  virtual void destroy(std::size_t child) = 0;

 private:
  bool begin(std::coroutine_handle<> parent, Strand& strand);
  std::coroutine_handle<> child_ended() noexcept override;
  void advance();
  [[nodiscard]] std::exception_ptr first_error() const;
  [[nodiscard]] bool finished() const;

  std::vector<Strand> strands_;
  std::coroutine_handle<> parent_;
  Strand* strand_ = nullptr;
  std::uint32_t fork_ = 0;
  std::size_t started_ = 0;
  ForkOrder order_;
  bool starting_ = true;
};

/// Children of several types.
template <class... T>
class [[nodiscard]] WhenAll final : public Fork {
 public:
  WhenAll(ForkOrder order, Task<T>... tasks)
      : Fork(order, sizeof...(T)), tasks_(std::move(tasks)...) {}

  std::tuple<T...> await_resume() {
    end();
    return std::apply([](auto&... task) { return std::tuple<T...>(task.result()...); }, tasks_);
  }

 private:
  void start(std::size_t child, Strand& strand, TaskPromise::Group& group) override {
    visit(tasks_, child, [&](auto& task) { task.start(strand, &group); });
  }
  [[nodiscard]] bool ended(std::size_t child) const override {
    bool ended = false;
    visit(tasks_, child, [&ended](const auto& task) { ended = task.done(); });
    return ended;
  }
  [[nodiscard]] std::exception_ptr error(std::size_t child) const override {
    std::exception_ptr error;
    visit(tasks_, child, [&error](const auto& task) { error = task.error(); });
    return error;
  }
  void destroy(std::size_t child) override {
    visit(tasks_, child, [](auto& task) {
      [[maybe_unused]] const std::remove_reference_t<decltype(task)> ends = std::move(task);
    });
  }

  template <class Tasks, class Visitor>
  static void visit(Tasks& tasks, std::size_t index, Visitor visitor) {
    std::size_t i = 0;
    std::apply([&](auto&... task) { ((i++ == index ? visitor(task) : void()), ...); }, tasks);
  }

  std::tuple<Task<T>...> tasks_;
};

template <class... T>
WhenAll<T...> when_all(ForkOrder order, Task<T>... tasks) {
  return WhenAll<T...>(order, std::move(tasks)...);
}

/// Any number of children that have nothing to give.
class [[nodiscard]] WhenAllOf final : public Fork {
 public:
  WhenAllOf(ForkOrder order, std::vector<Task<Done>> tasks)
      : Fork(order, tasks.size()), tasks_(std::move(tasks)) {}

  Done await_resume() {
    end();
    return {};
  }

 private:
  void start(std::size_t child, Strand& strand, TaskPromise::Group& group) override {
    tasks_[child].start(strand, &group);
  }
  [[nodiscard]] bool ended(std::size_t child) const override { return tasks_[child].done(); }
  [[nodiscard]] std::exception_ptr error(std::size_t child) const override {
    return tasks_[child].error();
  }
  void destroy(std::size_t child) override {
    [[maybe_unused]] const Task<Done> ends = std::move(tasks_[child]);
  }

  std::vector<Task<Done>> tasks_;
};

inline WhenAllOf when_all(ForkOrder order, std::vector<Task<Done>> tasks) {
  return WhenAllOf(order, std::move(tasks));
}

}  // namespace fathom
