#include "protocol/truncation_audit.hpp"

#include <utility>

#include "protocol/tensor_math.hpp"

namespace fathom {

void TruncationAudit::add(int server, Tag tag, const Label& label, int bits, Tensor before,
                          Tensor after) {
  auto& pair = halves_[tag];
  pair[static_cast<std::size_t>(server)] = Half{std::move(before), std::move(after)};
  if (!pair[0] || !pair[1]) return;
  const TruncationCheck check =
      check_truncation(pair[0]->before, pair[1]->before, pair[0]->after, pair[1]->after, bits);
  const auto values = static_cast<std::int64_t>(pair[0]->before.size());
  recorder_.add_truncations(label, {values, check.off_by_one, check.catastrophic});
  halves_.erase(tag);
}

}  // namespace fathom
