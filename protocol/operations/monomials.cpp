#include "protocol/operations/monomials.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

namespace fathom {
namespace {

std::size_t last_variable(const Monomial& monomial) {
  std::size_t last = 0;
  for (std::size_t i = 0; i < monomial.size(); ++i) {
    if (monomial[i] > 0) last = i;
  }
  return last;
}

// The monomial without one factor of its last variable.
Monomial parent(Monomial monomial) {
  --monomial[last_variable(monomial)];
  return monomial;
}

std::int64_t binomial(int n, int k) {
  std::int64_t result = 1;
  for (int i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

}  // namespace

int degree(const Monomial& monomial) {
  return std::accumulate(monomial.begin(), monomial.end(), 0);
}

std::vector<Monomial> divisors(const Monomial& monomial) {
  std::vector<Monomial> all{{}};
  for (const int exponent : monomial) {
    std::vector<Monomial> longer;
    for (const Monomial& head : all) {
      for (int e = 0; e <= exponent; ++e) {
        longer.push_back(head);
        longer.back().push_back(e);
      }
    }
    all = std::move(longer);
  }
  return all;
}

Monomial quotient(const Monomial& monomial, const Monomial& divisor) {
  Monomial rest = monomial;
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= divisor[i];
  return rest;
}

std::int64_t binomial(const Monomial& monomial, const Monomial& divisor) {
  std::int64_t product = 1;
  for (std::size_t i = 0; i < monomial.size(); ++i) product *= binomial(monomial[i], divisor[i]);
  return product;
}

MonomialTable::MonomialTable(const std::vector<Monomial>& wanted) {
  std::set<std::pair<int, Monomial>> ordered;
  for (Monomial monomial : wanted) {
    for (; degree(monomial) > 1; monomial = parent(std::move(monomial))) {
      ordered.emplace(degree(monomial), monomial);
    }
  }
  for (const auto& [degree, monomial] : ordered) composed_.push_back(monomial);
}

MonomialValues MonomialTable::values(const Local& local,
                                     const std::vector<Tensor>& variables) const {
  MonomialValues values = variable_values(variables);
  for (const Monomial& monomial : composed_) {
    const Tensor& factor = variables[last_variable(monomial)];
    values[monomial] = local.multiply(values.at(parent(monomial)), factor);
  }
  return values;
}

MonomialValues variable_values(const std::vector<Tensor>& variables) {
  MonomialValues values;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    Monomial monomial(variables.size());
    monomial[i] = 1;
    values.emplace(std::move(monomial), variables[i]);
  }
  return values;
}

}  // namespace fathom
