#include "nn/sigmoid_polynomial.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace fathom {
namespace {

constexpr int kTerms = 5;
constexpr int kPoints = 4001;

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// Evenly spread over [-1, 1].
double point(int i) { return -1.0 + 2.0 * i / (kPoints - 1); }

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
  constexpr double kInX[kTerms] = {0.2159198015, -0.0082176259, 0.0001825597, -0.0000018848,
                                   0.0000000072};
  SigmoidPolynomial polynomial{3, {}};
  for (int i = 0; i < kTerms; ++i) {
    polynomial.coefficients.push_back(std::ldexp(kInX[i], 3 * (2 * i + 1)));
  }
  return polynomial;
}

SigmoidPolynomial fitted_sigmoid(int half_width_log2) {
  Eigen::MatrixXd powers(kPoints, kTerms);
  Eigen::VectorXd values(kPoints);
  for (int i = 0; i < kPoints; ++i) {
    const double u = point(i);
    for (int k = 0; k < kTerms; ++k) powers(i, k) = std::pow(u, 2 * k + 1);
    values(i) = sigmoid(std::ldexp(u, half_width_log2)) - 0.5;
  }
  const Eigen::VectorXd solution = powers.colPivHouseholderQr().solve(values);
  return {half_width_log2, std::vector<double>(solution.begin(), solution.end())};
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
