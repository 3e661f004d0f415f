#include "protocol/audit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "protocol/made.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {

BoundCounts count_beyond(const Tensor& value, int bits, double limit) {
  std::vector<double> numbers(value.size());
  value.decode(bits, numbers.data());
  const auto beyond =
      std::ranges::count_if(numbers, [limit](double x) { return std::abs(x) > limit; });
  return {static_cast<std::int64_t>(value.size()), beyond};
}

std::optional<Audit::Halves> Audit::put(int server, Tag tag, Half half) {
  Halves& pair = halves_[tag];
  pair[static_cast<std::size_t>(server)] = std::move(half);
  if (!pair[0] || !pair[1]) return std::nullopt;
  Halves both = std::move(pair);
  halves_.erase(tag);
  return both;
}

void Audit::count(const Label& label, const Tensor& x0, const Tensor& x1, const Halves& halves,
                  int bits) {
  Truncated& truncated =
      truncated_.emplace_back(Truncated{label, static_cast<std::int64_t>(x0.size()), {}});
  fathom::after(std::array{x0, x1, halves[0]->after, halves[1]->after},
                [&truncated, bits](const auto& in) {
                  truncated.check = check_truncation(in[0], in[1], in[2], in[3], bits);
                });
}

void Audit::add(int server, Tag tag, const Label& label, int bits, Tensor before, Tensor after) {
  std::vector<Tensor> inputs{std::move(before)};
  const auto halves = put(server, tag, Half{std::move(inputs), std::move(after)});
  if (halves) count(label, (*halves)[0]->before[0], (*halves)[1]->before[0], *halves, bits);
}

void Audit::add(int server, Tag tag, const Label& label, OperationPtr operation,
                std::vector<Tensor> inputs, Tensor after) {
  const auto halves = put(server, tag, Half{std::move(inputs), std::move(after)});
  if (!halves) return;
  std::vector<Tensor> opened;
  for (std::size_t i = 0; i < (*halves)[0]->before.size(); ++i) {
    opened.push_back(fathom::add((*halves)[0]->before[i], (*halves)[1]->before[i]));
  }
  const Tensor exact = operation->in_the_clear(Local().rounding_down(), opened)[0];
  count(label, exact, Tensor::zeros(exact.ring(), exact.shape()), *halves, 0);
}

void Audit::add_bounded(int server, Tag tag, const Label& label, const Limit& limit, Tensor share) {
  const Tag name{mix(tag.value, 1 + static_cast<std::uint64_t>(limit.bound))};
  const auto halves = put(server, name, Half{{}, std::move(share)});
  if (!halves) return;
  const Tensor value = fathom::add((*halves)[0]->after, (*halves)[1]->after);
  Bounded& bounded = bounded_.emplace_back(Bounded{label, limit.bound, {}});
  fathom::after(std::array{value}, [&bounded, limit](const auto& in) {
    bounded.counts = count_beyond(in[0], limit.bits, limit.greatest);
  });
}

void Audit::settle() {
  for (const auto& [label, values, check] : truncated_) {
    recorder_.add_truncations(label, {values, check.off_by_one, check.catastrophic});
  }
  for (const auto& [label, bound, counts] : bounded_) {
    recorder_.add_bounded(label, bound, counts);
  }
  truncated_.clear();
  bounded_.clear();
}

}  // namespace fathom
