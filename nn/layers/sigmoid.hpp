#pragma once

#include "nn/layers/layer.hpp"
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

/// Sigmoid by a polynomial of degree 9, element by element       x, y: any shape of n elements
/// Forward : sequential as the reference: u2 = u u, u3 = u2 u, u5 = u2 u3, u7 = u2 u5, u9 = u2 u7;
///           5 rounds, 10n elements each way, five multiplication triples of n; then one weighted
///           sum, truncated once. Reading x with h more fractional bits makes it u at no cost.
/// Backward: dx = dy y (1 - y): y (1 - y) needs only y and may go beside the next layer's products;
///           2 rounds, 4n elements each way, two multiplication triples. With the polynomial's own
///           derivative c1 + 3 c3 u2 + ... + 9 c9 u8 over 2^h: u4 = u2 u2, then u6 = u2 u4 and
///           u8 = u4 u4, one weighted sum, times dy: 4 rounds apart, 3 together, 8n, four triples.
/// On shares, for |u| <= 1, the powers are within 1, 2, 4, 6, 8 units of the last place of the
/// encoded reading (each product adds its factors' bounds and 1), y is off by less than
/// E = 2|c3| + 4|c5| + 6|c7| + 8|c9| + 3/2 units (1 for its own truncation, 1/2 for the encoded
/// one's rounding), and dx by less than |dy| S + 3/2 with S = |1 - 2y| E + E^2 / 2^f + 3/2, or with
/// S = (3|c3| + 15|c5| + 35|c7| + 63|c9|) / 2^h + 3/2 for the polynomial's own derivative.
///                                                                   [seed, "Sigmoid activations"]
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
  [[nodiscard]] Task<Secret> slope_by_polynomial(Engine& engine);
  /// log2 of the factor between x and the variable of the powers.
  [[nodiscard]] int shift() const {
    return powers_ == PowersOf::u ? polynomial_.half_width_log2 : 0;
  }
  /// The coefficient of the odd power 2 i + 1 in that variable.
  [[nodiscard]] double coefficient(std::size_t i) const;

  SigmoidPolynomial polynomial_;
  PowersOf powers_;
  Derivative derivative_;
  Secret y_;
  Secret u2_;
  Secret slope_;
};

}  // namespace fathom
