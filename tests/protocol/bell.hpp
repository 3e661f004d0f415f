#pragma once

#include <coroutine>
#include <utility>

namespace fathom::test {

/// Something that one coroutine waits for and a test rings. The wait deregisters when it is
/// destroyed.
class Bell {
 public:
  class Wait {
   public:
    explicit Wait(Bell& bell) : bell_(bell) {}
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;
    ~Wait() {
      if (handle_ && bell_.waiting_ == handle_) bell_.waiting_ = {};
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { bell_.waiting_ = handle_ = handle; }
    void await_resume() noexcept {}

   private:
    Bell& bell_;
    std::coroutine_handle<> handle_;
  };

  [[nodiscard]] Wait wait() { return Wait(*this); }
  [[nodiscard]] bool awaited() const { return static_cast<bool>(waiting_); }
  void ring() { std::exchange(waiting_, {}).resume(); }

 private:
  std::coroutine_handle<> waiting_;
};

/// Counts how many of its copies live: one held in a coroutine shows when its frame is destroyed.
class Alive {
 public:
  explicit Alive(int& count) : count_(&count) { ++*count_; }
  Alive(const Alive& other) : Alive(*other.count_) {}
  Alive& operator=(const Alive&) = delete;
  ~Alive() { --*count_; }

 private:
  int* count_;
};

}  // namespace fathom::test
