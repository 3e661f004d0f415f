#pragma once

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "protocol/engines/clear.hpp"
#include "protocol/engines/prediction.hpp"
#include "protocol/operands.hpp"
#include "tests/protocol/held_rows.hpp"
#include "tests/protocol/memory_network.hpp"

namespace fathom::test {

using Numbers = std::vector<double>;

/// Operations on private tensors to be tried: they take inputs "x0", "x1", ... of these shapes,
/// which two providers share, and give out one result.
struct Trial {
  std::vector<Shape> operands;
  Operations operations;
  std::vector<Numbers> values{};  ///< of the operands
};

/// The operands' values, uniform in (-magnitude, magnitude).
inline void fill(Trial& trial, std::mt19937_64& random, double magnitude = 4.0) {
  std::uniform_real_distribution<double> uniform(-magnitude, magnitude);
  trial.values.clear();
  for (const Shape& shape : trial.operands) {
    Numbers values(shape.size());
    for (double& value : values) value = uniform(random);
    trial.values.push_back(std::move(values));
  }
}

inline InputPlan plan_of(const Trial& trial) { return operand_plan(trial.operands, 2); }

inline InputData data_of(const Trial& trial) {
  InputData data;
  for (std::size_t i = 0; i < trial.operands.size(); ++i) {
    data[operand_name(i)] = std::make_shared<HeldRows>(trial.operands[i], trial.values.at(i));
  }
  return data;
}

/// A trial's result as one reading gives it.
struct Result {
  Numbers values;
  Shape shape;
  double last_place = 1.0;  ///< 2^-(fractional bits)
};

inline Result result_of(const Outputs& outputs, const ResultForm& form) {
  const auto found = outputs.find("result");
  Numbers values = found == outputs.end() ? Numbers{} : found->second.front().values;
  return {std::move(values), form.shape, std::ldexp(1.0, -form.fractional_bits)};
}

/// A trial on shares.
struct OnShares {
  Result result;
  std::int64_t chain = 0;
  std::unique_ptr<MemoryNetwork> network = std::make_unique<MemoryNetwork>();

  [[nodiscard]] const Ledger& ledger() const { return network->recorder().ledger(); }
  [[nodiscard]] Rounds rounds() const { return network->recorder().rounds(); }
};

inline OnShares on_shares(const Trial& trial, const Settings& settings, std::uint64_t seed = 3) {
  OnShares run;
  const auto form = std::make_shared<ResultForm>();
  const InputPlan plan = plan_of(trial);
  const MemoryRun ended = run_job(
      *run.network, settings, plan, data_of(trial), seed,
      [&](Engine& engine) { return read_operations(engine, plan, trial.operations, form); });
  run.result = result_of(ended.outputs, *form);
  run.chain = ended.chain;
  return run;
}

/// A trial in the clear, over reals() or the encoded integers of a ring.
inline Result in_the_clear(const Trial& trial, const Settings& settings, const Ring& arithmetic) {
  const auto form = std::make_shared<ResultForm>();
  Clear engine(settings, arithmetic, data_of(trial));
  engine.read([&](Engine& reading) {
    return read_operations(reading, plan_of(trial), trial.operations, form);
  });
  return result_of(engine.outputs(), *form);
}

/// A trial on paper.
struct OnPaper {
  Ledger ledger;
  Rounds rounds;
  std::int64_t chain = 0;
};

inline OnPaper on_paper(const Trial& trial, const Settings& settings) {
  Prediction prediction(settings);
  prediction.read([&](Engine& reading) {
    return read_operations(reading, plan_of(trial), trial.operations,
                           std::make_shared<ResultForm>());
  });
  return {prediction.ledger(), prediction.rounds(), prediction.chain()};
}

/// Every ring of shares, with 16 fractional bits (z64), 13 (m61) or 32 (the wider ones), each with
/// full and with seeded material.
inline std::vector<Settings> all_settings() {
  std::vector<Settings> all;
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61(), &m127()}) {
    for (const Delivery delivery : {Delivery::full, Delivery::seeded}) {
      Settings settings;
      use_ring(settings, *ring, 0);
      settings.material = settings.inputs = delivery;
      all.push_back(settings);
    }
  }
  return all;
}

/// "z64, seeded, ...": for messages of tests.
inline std::string describe(const Settings& settings) {
  const char* delivery = settings.material == Delivery::seeded ? ", seeded" : ", full";
  return std::string(settings.ring->name) + delivery + ", forms " +
         std::to_string(int(settings.multiply)) + std::to_string(int(settings.dot)) +
         std::to_string(int(settings.convolution)) + ", reuse " +
         std::to_string(int(settings.reuse)) + ", truncation " +
         std::to_string(int(settings.truncation)) + (settings.together ? ", together" : ", apart");
}

}  // namespace fathom::test
