#pragma once

namespace fathom {

/// Each registers benchmarks of one kind, before the command line is read.
void register_peaks();
void register_products();
void register_generator();
void register_elements();
void register_event_loop();
void register_training_steps();

}  // namespace fathom
