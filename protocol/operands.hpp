#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/engines/engine.hpp"
#include "protocol/inputs.hpp"

namespace fathom {

/// The smallest program that engines read: operations on operands that providers share, and one
/// result. What is compared and tried out is such a program.
using Operations = std::function<Task<Secret>(Engine&, std::vector<Secret>)>;

/// What a reading notes of its result.
struct ResultForm {
  Shape shape;
  int fractional_bits = 0;
};

/// "x0", "x1", ...
[[nodiscard]] std::string operand_name(std::size_t number);
/// Operands of these shapes, each shared by `providers` providers, a shard each.
[[nodiscard]] InputPlan operand_plan(const std::vector<Shape>& shapes, std::uint32_t providers);

/// Takes the plan's operands, whole, does the operations, and puts out "result".
[[nodiscard]] Task<Done> read_operations(Engine& engine, InputPlan plan, Operations operations,
                                         std::shared_ptr<ResultForm> form);

}  // namespace fathom
