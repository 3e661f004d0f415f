#pragma once

#include <string_view>

#include "actors/faults/faulty_job.hpp"
#include "tests/actors/job_runs.hpp"

namespace fathom::test {

/// Two steps of a small training on `lan`, to which faults happen.
inline FaultyJob small_faulty_job(const Settings& settings = Settings{}) {
  const TrainingSpec training = small_training(2);
  FaultyJob job;
  job.spec = job_spec(training, settings, "lan", Compute::modelled);
  job.make_program = [training] { return program_of(training); };
  return job;
}

/// The number of the first message of a kind from one party to another, from `first` on.
inline std::size_t message_number(const FaultFree& right, MessageKind kind, PartyId from,
                                  PartyId to, std::size_t first = 0) {
  for (std::size_t i = first; i < right.messages.size(); ++i) {
    const MessageFacts& facts = right.messages[i];
    if (facts.header.kind == kind && facts.from == from && facts.to == to) return i;
  }
  throw InternalError("no such message was sent");
}

inline FaultPlan plan_of(Fault fault) { return FaultPlan{1, {fault}}; }

inline Fault fault_at(FaultKind kind, std::size_t message) {
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  return fault;
}

}  // namespace fathom::test
