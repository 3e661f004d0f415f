#include "nn/optimizer.hpp"

#include <cmath>
#include <functional>
#include <utility>

#include "nn/clear_operation.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-7;

// A function of each element of the operands.
LocalOperationPtr real_function(
    const Shape& shape, std::function<double(const std::vector<const double*>&, std::size_t)> at) {
  return clear_operation(
      shape, "Adam divides by a private square root: on shares use SGD",
      [shape, at = std::move(at)](const Local& /*local*/, const std::vector<Tensor>& in) {
        std::vector<const double*> operands;
        operands.reserve(in.size());
        for (const Tensor& tensor : in) operands.push_back(doubles(tensor));
        Tensor out(reals(), shape);
        for (std::size_t i = 0; i < out.size(); ++i) doubles(out)[i] = at(operands, i);
        return out;
      });
}

}  // namespace

Task<Done> Sgd::update(Engine& engine, Parameter& parameter, std::size_t batch) {
  const int f = engine.fractional_bits();
  const PublicNumber rate = encode_public_significant(
      rate_ * factor_ * parameter.rate / static_cast<double>(batch), kRateBits);
  Secret direction = std::move(parameter.gradient);
  if (momentum_ != 0.0) {
    if (!parameter.state.empty()) {
      const PublicNumber momentum = encode_public_significant(momentum_, kRateBits);
      Secret kept = co_await engine.scale(parameter.state[0], momentum, momentum.bits);
      direction = co_await engine.add(std::move(kept), std::move(direction));
    }
    parameter.state.assign(1, direction);
  }
  const int excess = direction.fractional_bits() + rate.bits - f;
  Secret step = co_await engine.scale(std::move(direction), rate, excess);
  parameter.value = co_await engine.subtract(parameter.value, std::move(step));
  parameter.gradient = Secret();
  co_return Done{};
}

// state: first moment, second moment.
Task<Done> Adam::update(Engine& engine, Parameter& parameter, std::size_t batch) {
  const Shape shape = parameter.shape;
  const int f = engine.fractional_bits();
  if (parameter.state.empty()) {
    std::vector<double> zeros(shape.size(), 0.0);
    for (int i = 0; i < 2; ++i) {
      Secret zero = co_await engine.constant(shape, zeros);
      parameter.state.push_back(std::move(zero));
    }
  }
  const auto t = static_cast<double>(++parameter.updates);
  const double scale = 1.0 / static_cast<double>(batch);
  const auto moment = [&](double beta, bool squared) {
    return real_function(shape, [=](const auto& in, std::size_t i) {
      const double g = in[1][i] * scale;
      return beta * in[0][i] + (1.0 - beta) * (squared ? g * g : g);
    });
  };
  std::vector<Secret> first{parameter.state[0], parameter.gradient};
  parameter.state[0] = co_await engine.local(moment(kBeta1, false), std::move(first), f, 0);
  std::vector<Secret> second{parameter.state[1], parameter.gradient};
  parameter.state[1] = co_await engine.local(moment(kBeta2, true), std::move(second), f, 0);
  const double rate = rate_ / (1.0 - std::pow(kBeta1, t));
  const double correction = 1.0 / (1.0 - std::pow(kBeta2, t));
  auto step = real_function(shape, [rate, correction](const auto& in, std::size_t i) {
    return in[0][i] - rate * in[1][i] / (std::sqrt(correction * in[2][i]) + kEpsilon);
  });
  std::vector<Secret> all{parameter.value, parameter.state[0], parameter.state[1]};
  parameter.value = co_await engine.local(std::move(step), std::move(all), f, 0);
  parameter.gradient = Secret();
  co_return Done{};
}

}  // namespace fathom
