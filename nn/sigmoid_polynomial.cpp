#include "nn/sigmoid_polynomial.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

constexpr int kPoints = 4001;

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Evenly spread over [-1, 1].
double point(int i) { return -1.0 + 2.0 * i / (kPoints - 1); }

std::size_t terms_of(int degree) {
  if (degree < 3 || degree > 31 || degree % 2 == 0) {
    throw UserError(
        fmt::format("a polynomial sigmoid has an odd degree from 3 to 31, not {}", degree));
  }
  return static_cast<std::size_t>(degree + 1) / 2;
}

// The coefficient of T_k in the series of the sigmoid on [-2^h, 2^h].
double chebyshev_coefficient(int h, std::size_t k) {
  double sum = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double angle = std::numbers::pi * (i + 0.5) / kPoints;
    sum += sigmoid(std::ldexp(std::cos(angle), h)) * std::cos(static_cast<double>(k) * angle);
  }
  return 2.0 * sum / kPoints;
}

// T_k in powers of u: T_(k+1) = 2 u T_k - T_(k-1).
std::vector<double> next_chebyshev(const std::vector<double>& now,
                                   const std::vector<double>& before) {
  std::vector<double> next(now.size() + 1);
  for (std::size_t i = 0; i < now.size(); ++i) next[i + 1] = 2 * now[i];
  for (std::size_t i = 0; i < before.size(); ++i) next[i] -= before[i];
  return next;
}

}  // namespace

double SigmoidPolynomial::operator()(double x) const {
  const double u = std::ldexp(x, -half_width_log2);
  double power = u;
  double sum = 0.5;
  for (const double c : coefficients) {
    sum += c * power;
    power *= u * u;
  }
  return sum;
}

SigmoidPolynomial reference_sigmoid() {
  return sigmoid_by_coefficients(
      3, {0.2159198015, -0.0082176259, 0.0001825597, -0.0000018848, 0.0000000072});
}

SigmoidPolynomial sigmoid_by_coefficients(int half_width_log2, const std::vector<double>& of_x) {
  SigmoidPolynomial polynomial{half_width_log2, of_x};
  terms_of(polynomial.degree());
  for (std::size_t i = 0; i < of_x.size(); ++i) {
    const int power = 2 * static_cast<int>(i) + 1;
    polynomial.coefficients[i] = std::ldexp(of_x[i], half_width_log2 * power);
  }
  return polynomial;
}

SigmoidPolynomial fitted_sigmoid(int half_width_log2, int degree) {
  const auto terms = static_cast<Eigen::Index>(terms_of(degree));
  Eigen::MatrixXd powers(kPoints, terms);
  Eigen::VectorXd values(kPoints);
  for (int i = 0; i < kPoints; ++i) {
    const double u = point(i);
    for (Eigen::Index k = 0; k < terms; ++k) {
      powers(i, k) = std::pow(u, static_cast<double>(2 * k + 1));
    }
    values(i) = sigmoid(std::ldexp(u, half_width_log2)) - 0.5;
  }
  const Eigen::VectorXd solution = powers.colPivHouseholderQr().solve(values);
  return {half_width_log2, std::vector<double>(solution.begin(), solution.end())};
}

SigmoidPolynomial chebyshev_sigmoid(int half_width_log2, int degree) {
  SigmoidPolynomial polynomial{half_width_log2, std::vector<double>(terms_of(degree))};
  std::vector<double> before{1};
  std::vector<double> now{0, 1};
  for (std::size_t k = 1; k < 2 * polynomial.coefficients.size(); ++k) {
    const double c = k % 2 == 1 ? chebyshev_coefficient(half_width_log2, k) : 0;
    for (std::size_t i = 1; i < now.size(); i += 2) polynomial.coefficients[i / 2] += c * now[i];
    before = std::exchange(now, next_chebyshev(now, before));
  }
  return polynomial;
}

// z = s - 1/2 has z' = 1/4 - z^2, so (k + 1) a_(k+1) = -sum a_i a_(k-i), and a_1 = 1/4.
SigmoidPolynomial taylor_sigmoid(int degree) {
  std::vector<double> a(static_cast<std::size_t>(2 * terms_of(degree)));
  a[1] = 0.25;
  for (std::size_t k = 2; k + 1 < a.size(); k += 2) {
    for (std::size_t i = 1; i < k; i += 2) a[k + 1] -= a[i] * a[k - i];
    a[k + 1] /= static_cast<double>(k + 1);
  }
  std::vector<double> odd;
  for (std::size_t k = 1; k < a.size(); k += 2) odd.push_back(a[k]);
  return sigmoid_by_coefficients(1, odd);
}

double greatest_error(const SigmoidPolynomial& polynomial) {
  double greatest = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double x = std::ldexp(point(i), polynomial.half_width_log2);
    greatest = std::max(greatest, std::abs(polynomial(x) - sigmoid(x)));
  }
  return greatest;
}

}  // namespace fathom
