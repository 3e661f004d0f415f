#include "protocol/materials/powers.hpp"

#include <algorithm>

namespace fathom {

MaterialType powers_type(const MonomialTable& monomials) {
  const std::vector<Monomial>& all = monomials.composed();
  if (all.empty()) return MaterialType::none;
  if (all.size() > 1 || degree(all.front()) > 2) return MaterialType::powers;
  const bool square = std::ranges::max(all.front()) == 2;
  return square ? MaterialType::square : MaterialType::multiplication;
}

Request powers(const MonomialTable& monomials, const Ring& ring, const Shape& shape) {
  Request request;
  request.type = powers_type(monomials);
  request.ring = &ring;
  request.derived.assign(monomials.composed().size(), shape);
  request.relation = [monomials](const Local& local, const std::vector<Tensor>& masks) {
    const MonomialValues values = monomials.values(local, masks);
    std::vector<Tensor> derived;
    for (const Monomial& monomial : monomials.composed()) derived.push_back(values.at(monomial));
    return derived;
  };
  request.relation_work = work_of::elements(request.derived_elements());
  return request;
}

}  // namespace fathom
