#pragma once

#include <cmath>

#include "nn/layers/layer.hpp"
#include "nn/layers/sigmoid_forms.hpp"
#include "nn/sigmoid_polynomial.hpp"

namespace fathom {

/// In which variable the powers are formed.
enum class PowersOf : std::uint8_t {
  u,  ///< u = x / 2^h: room for all powers, coefficients of order one
  x,  ///< the reference implementation's; for comparison
};

/// What the backward pass takes for the derivative.
enum class Derivative : std::uint8_t {
  output,      ///< y (1 - y), the reference implementation's: that of the sigmoid itself
  polynomial,  ///< the polynomial's own, from the even powers of u
};

/// Sigmoid by a polynomial, element by element               x, y: any shape of n elements
/// Forward : in the form of the settings, with its rounds, elements and bound E as they stand with
///           `activation`. Reading x with h more fractional bits makes it u at no cost.
/// Backward: dx = dy s'. By output s' = y (1 - y): it needs only y and may go beside the next
///           layer's products. The sequential form without reuse has it as the reference, 2 rounds
///           and 4n elements each way; otherwise it is y - y^2, 2 rounds and 3n, and where the next
///           layer has masked y 1 round and 2n; two pieces of material of n.
///           By the polynomial's own derivative c1 + 3 c3 u2 + ... + 9 c9 u8 over 2^h: forms by
///           powers have it from their forward openings, so 1 round and 2n. The others form u4
///           (where they do not have it), then u6 and u8 side by side: sequential 4 rounds apart, 3
///           together, 8n (with reuse 3n: u4, s' and dy).
///           The square's 2x: 1 round, 2n, and n where masks are reused.
/// dx is off from the encoded reading by less than |dy| S + 3/2 units, with S = |1 - 2y| (E + 1/2)
/// + (E + 1/2)^2 / 2^f + 3/2, or with S = sum e_k (k + 1)|c_(k+1)| / 2^h + 3/2 for the polynomial's
/// own derivative, e_2, e_4, e_6, e_8 being 1, 3, 5, 7; by powers of y 1, 2, 3, 4; 3 by 3 1, 1, 2,
/// 3; by powers 0.                                              [seed, "Sigmoid activations"]
class Sigmoid final : public Layer {
 public:
  explicit Sigmoid(SigmoidPolynomial polynomial, PowersOf powers = PowersOf::u,
                   Derivative derivative = Derivative::output, std::string name = "sigmoid");

  Shape build(const Shape& input) override { return input; }
  [[nodiscard]] Task<Secret> forward(Engine& engine, Secret x, Pass pass) override;
  [[nodiscard]] Task<Done> prepare_backward(Engine& engine) override;
  [[nodiscard]] bool prepares_backward() const override { return true; }
  [[nodiscard]] Task<Secret> backward(Engine& engine, Secret dy, bool needs_dx) override;

 private:
  [[nodiscard]] Task<Secret> slope_by_output(Engine& engine);
  /// In the variable of the powers; with its derivative where a backward pass will want it.
  [[nodiscard]] OddPolynomial polynomial(bool with_slope) const;
  /// log2 of the factor between x and the variable of the powers.
  [[nodiscard]] int shift() const {
    return powers_ == PowersOf::u ? polynomial_.half_width_log2 : 0;
  }
  [[nodiscard]] double half_width() const { return std::ldexp(1.0, polynomial_.half_width_log2); }
  /// The coefficient of the odd power 2 i + 1 in that variable.
  [[nodiscard]] double coefficient(std::size_t i) const;

  SigmoidPolynomial polynomial_;
  PowersOf powers_;
  Derivative derivative_;
  Activation kept_;  ///< from the forward pass for the backward pass
};

}  // namespace fathom
