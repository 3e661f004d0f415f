#pragma once

#include <cstddef>

#include "protocol/kernels/parallel.hpp"

namespace fathom {

/// Kernels run on the calling thread alone while it lives.
class OneThread {
 public:
  OneThread() { set_threads(1); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
  ~OneThread() { set_threads(before_); }

 private:
  std::size_t before_ = threads();
};

/// Each registers benchmarks of one kind, before the command line is read.
void register_peaks();
void register_products();
void register_generator();
void register_elements();
void register_event_loop();
void register_training_steps();

}  // namespace fathom
