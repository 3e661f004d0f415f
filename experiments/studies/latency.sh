#!/bin/sh
# Where the time of a training step goes as latency grows from 0.1 to 200 ms at 3 Gbit/s: 20 steps
# of the classifier, recorded once; parts of the critical path, in ms a step.
. "$(dirname "$0")/common.sh"
quiet training_step --steps 20 --record "$scratch/run.trace"
quiet replay "$scratch/run.trace" --sweep latency=0.1ms:200ms:log12 --table runs |
  show put -q 'func ms(ns) { return fmtnum(ns / 20 / 1e6, "%.2f") }
    emit1 {"latency_ms": $sweep_latency_ns / 1e6, "step_ms": ms($elapsed_ns),
      "computing": ms($critical_busy_ns), "latency": ms($critical_latency_ns),
      "slow_start": ms($critical_slow_start_ns), "serialisation": ms($critical_serialisation_ns),
      "queueing": ms($critical_queueing_ns), "bound": $bound}'
