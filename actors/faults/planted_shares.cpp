#include "actors/faults/planted_shares.hpp"

#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

class TooHigh final : public Shares {
 public:
  using Shares::Shares;

 protected:
  [[nodiscard]] Tensor truncate(const Strand& strand, const Tensor& value,
                                int drop) const override {
    const Tensor right = Shares::truncate(strand, value, drop);
    return server_index() == 1 ? fathom::add_constant(right, PublicNumber{.value = 1, .integer = 1})
                               : right;
  }
};

}  // namespace

std::unique_ptr<Shares> shares_that_truncate_too_high(const Settings& settings, Party& me,
                                                      Audit* audit) {
  return std::make_unique<TooHigh>(settings, me, audit);
}

}  // namespace fathom
