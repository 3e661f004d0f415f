#include "protocol/operands.hpp"

#include <numeric>
#include <utility>

namespace fathom {

std::string operand_name(std::size_t number) { return "x" + std::to_string(number); }

InputPlan operand_plan(const std::vector<Shape>& shapes, std::uint32_t providers) {
  InputPlan plan;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    plan.sources.push_back(
        {operand_name(i), 0, shapes[i], even_shards(shapes[i].rows(), providers)});
  }
  return plan;
}

Task<Done> read_operations(Engine& engine, InputPlan plan, Operations operations,
                           std::shared_ptr<ResultForm> form) {
  co_await engine.take_inputs(plan);
  std::vector<Secret> operands;
  for (const InputSource& source : plan.sources) {
    std::vector<std::uint32_t> rows(source.shape.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    Secret operand = co_await engine.input(source.name, std::move(rows));
    operands.push_back(std::move(operand));
  }
  Secret result = co_await operations(engine, std::move(operands));
  *form = {result.shape(), result.fractional_bits()};
  co_await engine.output(std::move(result), "result");
  co_return Done{};
}

}  // namespace fathom
