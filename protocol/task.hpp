#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/strand.hpp"

namespace fathom {

/// What every task's promise holds: the strand it runs on and whom to wake when it ends. A task
/// ends either into the coroutine that awaits it or, as a child of `when_all`, into the group.
class TaskPromise {
 public:
  /// A group of children that is told when one of them ends; returns the coroutine to go on with.
  class Group {
   public:
    virtual std::coroutine_handle<> child_ended() noexcept = 0;

   protected:
    ~Group() = default;
  };

  struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      TaskPromise& promise = ended.promise();
      if (promise.group != nullptr) return promise.group->child_ended();
      return promise.parent ? promise.parent : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }

  Strand* strand = nullptr;
  std::coroutine_handle<> parent;
  Group* group = nullptr;
  std::exception_ptr error;
};

/// A piece of protocol: lazy, move-only, owned by whoever awaits it, on one thread. Awaiting starts
/// the child in place; when it has ended without waiting the parent simply goes on, so a loop over
/// a million tasks that never wait needs no stack. Exceptions come out of the await. Destroying a
/// task that still waits is safe: every awaiter deregisters in its destructor; also while the task
/// is being awaited, when a wait that it begins wakes somebody who ends it.
///
/// Rules for the writer: parameters by value (a lazy task must own what it uses), no capturing
/// coroutine lambdas, no braced list inside a co_await expression (g++ 12.2 rejects or leaks it).
template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type : TaskPromise {
    std::optional<T> value;
    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    template <class U>
    void return_value(U&& result) {
      value.emplace(std::forward<U>(result));
    }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~Task() {
    if (gone_ != nullptr) *gone_ = true;
    if (handle_) handle_.destroy();
  }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> parent) {
    bool gone = false;
    gone_ = &gone;
    start(*parent.promise().strand);
    if (gone) return true;  // with the parent, by what the child has set off
    gone_ = nullptr;
    if (handle_.done()) return false;
    handle_.promise().parent = parent;
    return true;
  }
  T await_resume() { return result(); }

  /// Runs the task on `strand` up to its first wait or its end.
  void start(Strand& strand, TaskPromise::Group* group = nullptr) {
    handle_.promise().strand = &strand;
    handle_.promise().group = group;
    handle_.resume();
  }
  [[nodiscard]] bool done() const { return handle_ && handle_.done(); }
  [[nodiscard]] std::exception_ptr error() const { return handle_.promise().error; }

  /// The result of a task that has ended; its exception is thrown.
  T result() {
    ensure(done(), "the result of a task was taken before it ended");
    if (error()) std::rethrow_exception(error());
    return std::move(*handle_.promise().value);
  }

 private:
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
  bool* gone_ = nullptr;  ///< told at its end, while it starts
};

/// The value of a task that has none to give.
struct Done {};

/// Awaited, gives the strand that the coroutine runs on, without waiting.
class ThisStrand {
 public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> handle) noexcept {
    strand_ = handle.promise().strand;
    return false;
  }
  [[nodiscard]] Strand& await_resume() const noexcept { return *strand_; }

 private:
  Strand* strand_ = nullptr;
};

/// `Strand& strand = co_await this_strand();`
[[nodiscard]] inline ThisStrand this_strand() { return {}; }

}  // namespace fathom
