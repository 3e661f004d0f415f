#include "protocol/operations/monomials.hpp"

#include <catch2/catch.hpp>

#include "protocol/materials/powers.hpp"

using namespace fathom;

namespace {

MonomialTable table(std::initializer_list<Monomial> wanted) {
  return MonomialTable(std::vector<Monomial>(wanted));
}

}  // namespace

TEST_CASE("the divisors of a monomial are all monomials with no greater exponent") {
  const std::vector<Monomial> expected{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 1}};
  CHECK(divisors({2, 1}) == expected);
  CHECK(divisors({0}) == std::vector<Monomial>{{0}});
  CHECK(divisors({9}).size() == 10);
}

TEST_CASE("binomials are those of the expansion of a power of a sum") {
  CHECK(binomial({9}, {4}) == 126);
  CHECK(binomial({3, 2}, {1, 1}) == 3 * 2);
  CHECK(binomial({3, 2}, {0, 0}) == 1);
  CHECK(quotient({3, 2}, {1, 2}) == Monomial{2, 0});
}

TEST_CASE("a table takes one product for each monomial, by degree, with what they are made of") {
  CHECK(table({{5}}).composed() == std::vector<Monomial>{{2}, {3}, {4}, {5}});
  CHECK(table({{0}, {1}}).composed().empty());
  const std::vector<Monomial> expected{{0, 2}, {1, 1}, {1, 2}};
  CHECK(table({{1, 2}, {0, 2}, {1, 0}}).composed() == expected);
}

TEST_CASE("a table's values are the monomials of its variables") {
  const Ring& ring = z64();
  const std::vector<double> two{2, -3}, five{5, 7};
  const auto tensor = [&](const std::vector<double>& values) {
    return Tensor::encode(ring, {2}, values.data(), 0, 100);
  };
  const MonomialValues values = table({{3, 2}}).values(Local(), {tensor(two), tensor(five)});
  CHECK(equal(values.at({3, 2}),
              Tensor::encode(ring, {2}, std::vector<double>{200, -1323}.data(), 0, 2000)));
  CHECK(equal(values.at({0, 1}), tensor(five)));
}

TEST_CASE("one monomial of degree two is a square pair or a multiplication triple") {
  CHECK(powers_type(table({{2}})) == MaterialType::square);
  CHECK(powers_type(table({{1, 1}})) == MaterialType::multiplication);
  CHECK(powers_type(table({{3}})) == MaterialType::powers);
  CHECK(powers_type(table({{1, 1}, {0, 2}})) == MaterialType::powers);
  CHECK(powers_type(table({{1, 0}})) == MaterialType::none);
}
