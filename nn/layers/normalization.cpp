#include "nn/layers/normalization.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr int kScaleBits = 12;

}  // namespace

Normalization::Normalization(double scale, std::string name)
    : Layer(std::move(name)), scale_(scale) {}

Shape Normalization::build(const Shape& input) {
  if (input.rank() != 2) {
    throw UserError(fmt::format("layer {} takes (batch, features), not {}: put a Flatten before it",
                                name(), input.to_string()));
  }
  parameters_.clear();
  parameters_.push_back({"mean", Shape{input[1]}, {}, {}, {}, 0});
  parameters_[0].trained = false;
  return input;
}

Task<Secret> Normalization::forward(Engine& engine, Secret x, Pass pass) {
  const LabelScope scope(co_await this_strand(), id(), pass);
  // The mean is read at x's scale: the same value with more fractional bits.
  const int raised = x.fractional_bits() - engine.fractional_bits();
  const auto power = static_cast<std::int64_t>(1) << raised;
  const PublicNumber minus_one{-1.0, -static_cast<__int128>(power), raised};
  Secret minus_mean = co_await engine.scale(parameters_[0].value, minus_one);
  Secret centred = co_await engine.add_row(std::move(x), std::move(minus_mean));
  co_return co_await engine.scale(std::move(centred),
                                  encode_public_significant(scale_, kScaleBits));
}

Task<Secret> Normalization::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  if (!needs_dx) co_return Secret();
  co_return co_await engine.scale(std::move(dy), encode_public_significant(scale_, kScaleBits));
}

}  // namespace fathom
