#include "nn/sigmoid_polynomial.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "metrics/errors.hpp"

using namespace fathom;

namespace {

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

/// The greatest error on [-width, width] over points other than the fit's.
double error_on(const SigmoidPolynomial& polynomial, double width) {
  double greatest = 0;
  for (int i = 0; i <= 10'007; ++i) {
    const double x = width * (2.0 * i / 10'007 - 1.0);
    greatest = std::max(greatest, std::abs(polynomial(x) - sigmoid(x)));
  }
  return greatest;
}

double sum_of_squares(const SigmoidPolynomial& polynomial) {
  const double width = std::ldexp(1.0, polynomial.half_width_log2);
  double sum = 0;
  for (int i = 0; i <= 4000; ++i) {
    const double x = width * (i / 2000.0 - 1.0);
    const double error = polynomial(x) - sigmoid(x);
    sum += error * error;
  }
  return sum;
}

}  // namespace

TEST_CASE("in powers of u = x / 8 the reference's coefficients are of order one") {
  const SigmoidPolynomial reference = reference_sigmoid();
  CHECK(reference.half_width_log2 == 3);
  const std::vector<double> expected{1.7274, -4.2074, 5.9821, -3.9527, 0.9664};
  REQUIRE(reference.coefficients.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(std::abs(reference.coefficients[i] - expected[i]) < 5e-5);
  }
}

TEST_CASE("the reference is the polynomial in x that the seed gives") {
  const SigmoidPolynomial reference = reference_sigmoid();
  for (int i = -80; i <= 80; ++i) {
    const double x = i / 10.0;
    const double in_x = 0.5 + 0.2159198015 * x - 0.0082176259 * std::pow(x, 3) +
                        0.0001825597 * std::pow(x, 5) - 0.0000018848 * std::pow(x, 7) +
                        0.0000000072 * std::pow(x, 9);
    CHECK(reference(x) == Approx(in_x).margin(1e-12));
  }
}

TEST_CASE("a polynomial is 1/2 at 0 and odd around it") {
  for (const SigmoidPolynomial& polynomial : {reference_sigmoid(), fitted_sigmoid(4)}) {
    CHECK(polynomial(0.0) == 0.5);
    for (const double x : {0.5, 1.0, 3.3, 8.0}) {
      CHECK(polynomial(x) + polynomial(-x) == Approx(1.0).margin(1e-14));
    }
  }
}

TEST_CASE("least squares on [-8, 8] is no worse than the reference") {
  CHECK(error_on(fitted_sigmoid(3), 8.0) <= error_on(reference_sigmoid(), 8.0));
  CHECK(sum_of_squares(fitted_sigmoid(3)) <= sum_of_squares(reference_sigmoid()));
}

TEST_CASE("no change of a coefficient makes the least squares smaller") {
  for (const int h : {3, 4, 5}) {
    const SigmoidPolynomial fitted = fitted_sigmoid(h);
    CHECK(fitted.half_width_log2 == h);
    REQUIRE(fitted.coefficients.size() == 5);
    const double least = sum_of_squares(fitted);
    for (std::size_t i = 0; i < 5; ++i) {
      for (const double step : {-1e-4, 1e-4}) {
        SigmoidPolynomial other = fitted;
        other.coefficients[i] += step;
        CHECK(sum_of_squares(other) > least);
      }
    }
  }
}

TEST_CASE("the greatest error is that of the interval") {
  for (const SigmoidPolynomial& polynomial :
       {reference_sigmoid(), fitted_sigmoid(3), fitted_sigmoid(4), fitted_sigmoid(5)}) {
    const double width = std::ldexp(1.0, polynomial.half_width_log2);
    CHECK(greatest_error(polynomial) == Approx(error_on(polynomial, width)).epsilon(1e-3));
  }
  const SigmoidPolynomial half{3, {0, 0, 0, 0, 0}};
  CHECK(greatest_error(half) == Approx(sigmoid(8.0) - 0.5));
}

TEST_CASE("wider intervals are fitted less well") {
  const double on8 = greatest_error(fitted_sigmoid(3)), on16 = greatest_error(fitted_sigmoid(4)),
               on32 = greatest_error(fitted_sigmoid(5));
  CHECK(on8 < on16);
  CHECK(on16 < on32);
  CHECK(on32 < 0.2);
}

TEST_CASE("a higher degree fits better, by least squares and by Chebyshev's series") {
  for (const int h : {3, 4}) {
    double fitted = 1, series = 1;
    for (const int degree : {3, 5, 7, 9, 11, 15, 21}) {
      CHECK(fitted_sigmoid(h, degree).degree() == degree);
      CHECK(chebyshev_sigmoid(h, degree).degree() == degree);
      const double width = std::ldexp(1.0, h);
      CHECK(error_on(fitted_sigmoid(h, degree), width) < fitted);
      CHECK(error_on(chebyshev_sigmoid(h, degree), width) < series);
      fitted = error_on(fitted_sigmoid(h, degree), width);
      series = error_on(chebyshev_sigmoid(h, degree), width);
    }
    CHECK(series < 0.01);
  }
}

TEST_CASE("the Chebyshev series is nearer at the ends, least squares on the whole") {
  for (const int h : {3, 4, 5}) {
    const double end = std::ldexp(1.0, h);
    const SigmoidPolynomial series = chebyshev_sigmoid(h), fitted = fitted_sigmoid(h);
    CHECK(std::abs(series(end) - sigmoid(end)) < std::abs(fitted(end) - sigmoid(end)));
    CHECK(sum_of_squares(fitted) < sum_of_squares(series));
  }
}

// Evenly spread angles give the weight.
TEST_CASE("no change of a coefficient makes the Chebyshev series' weighted squares smaller") {
  const auto squares = [](const SigmoidPolynomial& polynomial) {
    double sum = 0;
    for (int i = 0; i < 5000; ++i) {
      const double x = 8 * std::cos(3.14159265358979 * (i + 0.5) / 5000);
      sum += std::pow(polynomial(x) - sigmoid(x), 2);
    }
    return sum;
  };
  const SigmoidPolynomial series = chebyshev_sigmoid(3, 7);
  for (std::size_t i = 0; i < 4; ++i) {
    for (const double step : {-1e-4, 1e-4}) {
      SigmoidPolynomial other = series;
      other.coefficients[i] += step;
      CHECK(squares(other) > squares(series));
    }
  }
}

TEST_CASE("the Taylor series begins with x/4 - x^3/48 + x^5/480 - 17 x^7/80640 + 31 x^9/1451520") {
  const SigmoidPolynomial taylor = taylor_sigmoid();
  const std::vector<double> of_x{1.0 / 4, -1.0 / 48, 1.0 / 480, -17.0 / 80640, 31.0 / 1451520};
  REQUIRE(taylor.coefficients.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const double of_u = std::ldexp(of_x[i], taylor.half_width_log2 * (2 * int(i) + 1));
    CHECK(taylor.coefficients[i] == Approx(of_u).epsilon(1e-12));
  }
  CHECK(error_on(taylor_sigmoid(21), 2.0) < 2e-5);  // the next term is below 2 2^23 / pi^24
}

TEST_CASE("a user's own polynomial is given in x") {
  const SigmoidPolynomial cubic = sigmoid_by_coefficients(2, {0.2, -0.004});
  CHECK(cubic(1.5) == Approx(0.5 + 0.2 * 1.5 - 0.004 * 1.5 * 1.5 * 1.5));
  CHECK(cubic.degree() == 3);
  CHECK_THROWS_WITH(sigmoid_by_coefficients(2, {0.2}), Catch::Contains("from 3 to 31, not 1"));
  CHECK_THROWS_AS(fitted_sigmoid(3, 8), UserError);
  CHECK_THROWS_AS(chebyshev_sigmoid(3, 33), UserError);
}
