#include "protocol/operations/change_ring.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/operations/receive_tensor.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr std::uint8_t kMaskPart = 0;

PublicNumber power_of_two(int exponent) { return encode_public(std::ldexp(1.0, exponent), 0); }

PublicNumber negated(PublicNumber number) {
  number.value = -number.value;
  number.integer = -number.integer;
  return number;
}

class ChangeRing final : public SecureOperation {
 public:
  ChangeRing(const RingChange& change, const Shape& shape) : change_(change), shape_(shape) {}

  [[nodiscard]] Operation operation() const override {
    return change_.from == change_.to ? Operation::truncate : Operation::change_ring;
  }
  [[nodiscard]] std::vector<Shape> results() const override { return {shape_}; }
  [[nodiscard]] const Ring* result_ring() const override { return change_.to; }
  [[nodiscard]] bool truncates() const override { return change_.drop > 0; }
  [[nodiscard]] bool wraps() const override { return false; }
  [[nodiscard]] std::optional<int> hides_within() const override { return change_.bound_bits; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& local,
                                                 const std::vector<Tensor>& inputs) const override;
  [[nodiscard]] std::vector<Exchange> exchanges() const override;
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  [[nodiscard]] int mask_bits() const { return change_.bound_bits + 1 + change_.kappa; }
  /// x >> drop, of representatives, as elements of the new ring.
  [[nodiscard]] Tensor carried_over(const Local& local, Tensor x) const;

  RingChange change_;
  Shape shape_;
};

std::vector<Tensor> ChangeRing::in_the_clear(const Local& local,
                                             const std::vector<Tensor>& inputs) const {
  if (inputs[0].ring().id == RingId::reals) return {inputs[0]};
  const Tensor x = change_.drop > 0 ? local.drop_bits(inputs[0], change_.drop) : inputs[0];
  return {convert(x, *change_.to, Reading::signed_value)};
}

std::vector<Exchange> ChangeRing::exchanges() const {
  Exchange exchange{MessageKind::opening, {0, 0}, change_.from};
  exchange.elements[static_cast<std::size_t>(change_.sender)] =
      static_cast<std::int64_t>(shape_.size());
  return {exchange};
}

// Both shift and convert what they keep; the sender draws r, adds it and B, and subtracts both; the
// receiver adds its share.
Work ChangeRing::work(int server) const {
  const std::size_t n = shape_.size();
  const std::size_t carried = (change_.drop > 0 ? n : 0) + (change_.from != change_.to ? n : 0);
  if (server != change_.sender) return work_of::elements(carried + n);
  return work_of::elements(carried + 4 * n) + work_of::generator(*change_.from, n);
}

Tensor ChangeRing::carried_over(const Local& local, Tensor x) const {
  if (change_.drop > 0) x = local.logical_shift(x, change_.drop);
  return change_.from == change_.to ? x : local.convert(x, *change_.to, Reading::representative);
}

Task<Values> ChangeRing::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Local local(strand, me);
  const Tensor x = std::move(inputs[0].share);
  const PartyId sender = PartyId::server(change_.sender);
  if (me.id() != sender) {
    const Tensor e = co_await receive_tensor(me, sender, MessageKind::opening, context.tag, x);
    co_return Values{carried_over(local, local.add(e, x))};
  }
  const Tensor r = local.uniform_bits(me.generator(me.id()), *change_.from, shape_, context.tag,
                                      kMaskPart, mask_bits());
  const Tensor masked = local.add(local.add_constant(x, power_of_two(change_.bound_bits)), r);
  std::vector<Tensor> message{masked};
  me.send(strand, peer_of(sender), MessageKind::opening, context.tag, std::move(message));
  const PublicNumber bound = power_of_two(change_.bound_bits - change_.drop);
  co_return Values{local.add_constant(local.negate(carried_over(local, r)), negated(bound))};
}

}  // namespace

OperationPtr change_ring_operation(const RingChange& change, const Shape& shape) {
  ensure(change.drop <= change.bound_bits, "a truncation drops no more than there is");
  ensure(change.kappa <= greatest_kappa(*change.from, change.bound_bits),
         "a statistical mask must not wrap");
  return std::make_shared<ChangeRing>(change, shape);
}

// 2^(b+1) (2^kappa + 1) <= M + 1: of M = 2^l for kappa = l - 2 - b; of a prime below 2^l likewise,
// unless it lies so far below that its upper half is cut.
int greatest_kappa(const Ring& ring, int bound_bits) {
  for (int kappa = ring.bits - 1 - bound_bits; kappa > 0; --kappa) {
    const double ratio = std::ldexp(1.0, bound_bits + 1 + kappa) / ring.modulus;
    if (ratio < 1 && std::ldexp(ratio, -kappa) < 1 - ratio) return kappa;
  }
  return 0;
}

void check_ring_change(const RingChange& change, const std::string& what) {
  const int most = greatest_kappa(*change.from, change.bound_bits);
  if (change.kappa >= 1 && change.kappa <= most) return;
  throw UserError(fmt::format(
      "{} from {} needs 2B (2^kappa + 1) <= M + 1 with B = 2^{} and kappa = {}; the ring leaves "
      "room for kappa = {}",
      what, change.from->name, change.bound_bits, change.kappa, most));
}

}  // namespace fathom
