#include "protocol/operations/truncation.hpp"

#include <cmath>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/materials/delivery.hpp"
#include "protocol/materials/truncation_pair.hpp"
#include "protocol/operations/change_ring.hpp"

namespace fathom {
namespace {

/// What the two truncations have in common: n values of one ring, opened once under a mask r.
class OpenedTruncation : public SecureOperation {
 public:
  OpenedTruncation(const Ring& ring, Shape shape, int bits)
      : ring_(ring), shape_(shape), bits_(bits) {}

  [[nodiscard]] Operation operation() const override { return Operation::truncate; }
  [[nodiscard]] std::vector<Shape> results() const override { return {shape_}; }
  [[nodiscard]] bool truncates() const override { return true; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override {
    return {local.drop_bits(inputs[0], bits_)};
  }
  [[nodiscard]] std::vector<Exchange> exchanges() const override {
    return {opening_of(ring_, shape_.size())};
  }

 protected:
  const Ring& ring_;
  Shape shape_;
  int bits_;
};

class PairTruncation final : public OpenedTruncation {
 public:
  using OpenedTruncation::OpenedTruncation;
  [[nodiscard]] MaterialType material() const override { return MaterialType::truncation_pair; }
  [[nodiscard]] bool masks_results() const override { return true; }
  [[nodiscard]] std::optional<Request> request() const override {
    return truncation_pair(ring_, shape_, bits_);
  }
  // Add r, add the peer's half, shift; server 0 adds the opening to its share.
  [[nodiscard]] Work work(int server) const override {
    return work_of::elements((server == 0 ? 4 : 3) * shape_.size());
  }
  [[nodiscard]] std::vector<Tensor> result_masks(const Local& /*local*/,
                                                 const std::vector<Tensor>& /*masks*/,
                                                 const ProducedMaterial& made) const override {
    return {made.derived[0]};
  }
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;
};

Task<Values> PairTruncation::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const MaterialShare pair = co_await take_material(me, *request(), context.tag, context.settings);
  const Tensor& r = pair.masks[0];

  std::vector<Tensor> masked{local.add(inputs[0].share, r)};
  const std::vector<Tensor> v = co_await open(me, context.tag, std::move(masked));
  const Tensor opening = local.floor_shift(v[0], bits_);
  co_return Values(1, local.masked_value(opening, pair.derived[0]));
}

class MsbTruncation final : public OpenedTruncation {
 public:
  using OpenedTruncation::OpenedTruncation;
  [[nodiscard]] MaterialType material() const override { return MaterialType::msb_pair; }
  [[nodiscard]] bool wraps() const override { return false; }
  [[nodiscard]] std::optional<Request> request() const override {
    return msb_truncation_pair(ring_, shape_, bits_);
  }
  // Add r and the peer's half; the top bit of v, its share of the xor (three); scale it, add it.
  // Server 0 adds 2^(l-2) before; and the top bit, v's lower bits (two) and a constant after.
  [[nodiscard]] Work work(int server) const override {
    return work_of::elements((server == 0 ? 14 : 8) * shape_.size());
  }
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  [[nodiscard]] PublicNumber power_of_two(int exponent) const {
    return {std::ldexp(1.0, exponent), __int128{1} << exponent, 0};
  }
};

Task<Values> MsbTruncation::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const bool first = local.adds_constants();
  const int top = ring_.bits - 1;
  const MaterialShare pair = co_await take_material(me, *request(), context.tag, context.settings);
  const Tensor& r = pair.masks[0];
  const Tensor& minus_r_shifted = pair.derived[0];
  const Tensor& r_top = pair.derived[1];

  Tensor x = inputs[0].share;
  if (first) x = local.add_constant(x, power_of_two(top - 1));
  std::vector<Tensor> masked{local.add(x, r)};
  const std::vector<Tensor> v = co_await open(me, context.tag, std::move(masked));

  // v_top xor r_top = r_top - 2 v_top r_top (+ v_top at server 0).
  const Tensor v_top = local.bit(v[0], top);
  const Tensor both = local.multiply(v_top, r_top);
  Tensor wrapped = local.subtract(local.subtract(r_top, both), both);
  if (first) wrapped = local.add(wrapped, v_top);

  Tensor share = local.add(minus_r_shifted, local.scale(wrapped, power_of_two(top - bits_)));
  if (first) {
    share = local.add(share, local.logical_shift(local.low_bits(v[0], top), bits_));
    const PublicNumber offset = power_of_two(top - 1 - bits_);
    share = local.add_constant(share, {-offset.value, -offset.integer, 0});
  }
  co_return Values{share};
}

}  // namespace

OperationPtr pair_truncation(const Ring& ring, const Shape& shape, int bits) {
  return std::make_shared<PairTruncation>(ring, shape, bits);
}

OperationPtr msb_truncation(const Ring& ring, const Shape& shape, int bits) {
  ensure(ring.power_of_two, "top bits tell of a wrap only modulo a power of two");
  ensure(bits >= 0 && bits <= ring.bits - 2, "a truncation leaves room for the sign");
  return std::make_shared<MsbTruncation>(ring, shape, bits);
}

OperationPtr truncation_operation(const Settings& settings, const Ring& ring, const Shape& shape,
                                  int scale_bits, int bits) {
  if (settings.truncation == Truncation::gap) {
    const RingChange change{&ring, &ring,          settings.integral_bits + scale_bits,
                            bits,  settings.kappa, 0};
    check_ring_change(change, "truncation=gap");
    return change_ring_operation(change, shape);
  }
  if (settings.truncation == Truncation::msb) return msb_truncation(ring, shape, bits);
  return pair_truncation(ring, shape, bits);
}

}  // namespace fathom
