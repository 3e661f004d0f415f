#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "experiments/sweep/plan.hpp"
#include "experiments/sweep/pool.hpp"

namespace fathom {

/// An experiment as a sweep runs it.
struct SweptExperiment {
  CLI::App& app;  ///< its options
  ParseLine parse;
  std::function<void()> body;  ///< what it does once its options are read
  PointProcess process = PointProcess::fresh;
};

/// Does what `request` asks: lists its points, or runs them all in processes of their own and puts
/// their tables together, on standard output and in the directory of --out. Throws UserError for
/// what the user did wrong, before anything is run where that can be seen; std::runtime_error for
/// another failure of a point; Interrupted. Then nothing was written.
void run_sweep(const SweepRequest& request, const SweptExperiment& experiment);

}  // namespace fathom
