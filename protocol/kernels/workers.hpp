#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "protocol/kernels/deferral.hpp"
#include "protocol/kernels/host_parts.hpp"

namespace fathom {

using PieceBody = std::function<void(std::size_t first, std::size_t last)>;

struct Deferred {
  std::uint64_t number = 0;  ///< in the order of deferral
  std::function<void()> work;
  std::size_t bytes = 0;
  std::size_t missing = 0;  ///< inputs that are not there yet
  std::vector<DeferredPtr> followers;
  std::exception_ptr error;
  std::atomic<bool> done = false;
};

/// The threads that do numeric work: the caller of a parallel_for or whoever waits for deferred
/// work, and workers beside it that sleep until there is something to do. Pieces of a parallel_for
/// come before deferred work, and that in the order of deferral.
class Workers {
 public:
  static Workers& instance();
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] std::size_t threads() const { return threads_; }
  void set_threads(std::size_t count);

  void run_pieces(HostPart part, std::size_t n, std::size_t grain, const PieceBody& body);

  void add(const DeferredPtr& deferred, std::span<const DeferredPtr> after);
  void await_done(const Deferred& deferred);
  void await_room();  ///< until little enough is put off
  void settle();      ///< until nothing is put off

  /// The error of the earliest deferred work that failed since the last call, if any did.
  [[nodiscard]] std::exception_ptr take_error();

 private:
  using Lock = std::unique_lock<std::mutex>;

  /// A parallel_for that is going on.
  struct Pieces {
    const PieceBody* body;
    HostPart part;
    std::size_t n, grain, count;
    std::size_t next = 0;     ///< first piece that nobody has taken
    std::size_t running = 0;  ///< pieces taken and not finished
    std::size_t error_piece = 0;
    std::exception_ptr error = nullptr;

    [[nodiscard]] bool all_taken() const { return next == count; }
    void keep(const std::exception_ptr& thrown, std::size_t piece);
  };

  Workers();
  void start_missing_workers();
  void stop();
  void work();

  [[nodiscard]] Pieces* open_pieces();
  void take_pieces(Lock& lock, Pieces& pieces);
  void run_one(Lock& lock);
  void finish(const DeferredPtr& deferred);
  template <class Reached>
  void help_until(const Reached& reached);
  bool do_something(Lock& lock);
  void idle(Lock& lock);
  void wake();

  std::atomic<std::size_t> threads_;
  std::vector<std::thread> workers_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::size_t asleep_ = 0;
  std::atomic<std::uint64_t> changes_ = 0;
  std::vector<Pieces*> published_;
  std::map<std::uint64_t, DeferredPtr> ready_;
  std::uint64_t next_number_ = 0;
  std::size_t waiting_ = 0, waiting_bytes_ = 0;  ///< put off and not done
  std::uint64_t error_number_ = 0;
  std::exception_ptr error_;
  bool stopping_ = false;
};

}  // namespace fathom
