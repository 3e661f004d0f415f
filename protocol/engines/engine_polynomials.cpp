#include <algorithm>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/engines/engine.hpp"
#include "protocol/operations/masked_polynomial.hpp"

namespace fathom {

Task<std::vector<Secret>> Engine::polynomials(std::vector<Secret> x,
                                              std::vector<PlainPolynomial> polynomials) {
  ensure(!x.empty() && !polynomials.empty(), "polynomials have a variable and are at least one");
  std::vector<int> bits;
  for (Secret& variable : x) {
    ensure(variable.shape() == x.front().shape(), "the variables of a polynomial have one shape");
    bits.push_back(variable.fractional_bits());
    if (!reuses_masks() && !variable.slot()->is_kept()) variable = variable.masked_apart();
  }
  const bool at_once = settings_.truncation == Truncation::local;
  std::vector<EncodedPolynomial> terms;
  std::vector<Scale> scales;
  std::vector<int> drops;
  for (const PlainPolynomial& polynomial : polynomials) {
    terms.push_back(encoded(polynomial, bits));
    scales.push_back({polynomial.scale_bits, at_once ? polynomial.drop : 0});
    drops.push_back(at_once ? 0 : polynomial.drop);
  }
  co_await mask(x);
  auto operation =
      std::make_shared<MaskedPolynomial>(x.front().ring(), x.front().shape(), std::move(terms));
  auto results = co_await apply(std::move(operation), std::move(x), std::move(scales));
  co_return co_await truncate_each(std::move(results), std::move(drops));
}

Task<std::vector<Secret>> Engine::truncate_each(std::vector<Secret> values,
                                                std::vector<int> drops) {
  if (std::ranges::all_of(drops, [](int drop) { return drop == 0; })) co_return values;
  const int drop = drops.back();
  Secret last = std::move(values.back());
  drops.pop_back();
  values.pop_back();
  if (!values.empty()) {
    Task<std::vector<Secret>> before = truncate_each(std::move(values), std::move(drops));
    if (drop == 0) {
      values = co_await before;
    } else {
      Task<Secret> this_one = truncate(std::move(last), drop);
      auto both = co_await all(std::move(before), std::move(this_one));
      values = std::move(both.first);
      last = std::move(both.second);
    }
  } else {
    last = co_await truncate(std::move(last), drop);
  }
  values.push_back(std::move(last));
  co_return values;
}

}  // namespace fathom
