#include "protocol/operations/local_operation.hpp"

#include <cstring>

#include "protocol/made.hpp"

namespace fathom {
namespace {

std::array<Work, 2> on_both(std::size_t elements) {
  return {work_of::elements(elements), work_of::elements(elements)};
}

bool is_one(const PublicNumber& factor) { return factor.integer == 1 && factor.shift == 0; }

LocalOperationPtr make(Operation operation, const Shape& result, std::array<Work, 2> work,
                       LocalOperation::Body body) {
  return std::make_shared<LocalOperation>(operation, result, work, std::move(body),
                                          LocalOperation::Kind::affine);
}

void gather(Tensor& out, const std::vector<Tensor>& in, const std::vector<RowFrom>& rows) {
  const std::size_t bytes = out.shape().row_size() * out.ring().element_bytes;
  auto* to = static_cast<std::byte*>(out.data());
  for (const RowFrom& from : rows) {
    std::memcpy(to, static_cast<const std::byte*>(in[from.input].data()) + from.row * bytes, bytes);
    to += bytes;
  }
}

}  // namespace

Task<Values> LocalOperation::run(Party& me, RunContext /*context*/, Values inputs) const {
  Strand& strand = co_await this_strand();
  std::vector<Tensor> shares;
  for (Value& input : inputs) shares.push_back(std::move(input.share));
  inputs.clear();
  co_return Values{body_(Local(strand, me), shares)};
}

LocalOperationPtr add_operation(const Shape& shape) {
  return make(Operation::add, shape, on_both(shape.size()),
              [](const Local& local, const auto& in) { return local.add(in[0], in[1]); });
}

LocalOperationPtr subtract_operation(const Shape& shape) {
  return make(Operation::subtract, shape, on_both(shape.size()),
              [](const Local& local, const auto& in) { return local.subtract(in[0], in[1]); });
}

LocalOperationPtr scale_operation(const Shape& shape, PublicNumber factor) {
  const std::size_t work = is_one(factor) ? 0 : shape.size();
  return make(Operation::scale, shape, on_both(work), [factor](const Local& local, const auto& in) {
    const bool as_it_is = is_one(factor) && in[0].ring().id != RingId::reals;
    return as_it_is ? in[0] : local.scale(in[0], factor);
  });
}

LocalOperationPtr add_constant_operation(const Shape& shape, PublicNumber constant) {
  return make(Operation::add_constant, shape, {work_of::elements(shape.size()), Work{}},
              [constant](const Local& local, const auto& in) {
                return local.adds_constants() ? local.add_constant(in[0], constant) : in[0];
              });
}

LocalOperationPtr weighted_sum_operation(const Shape& shape, std::vector<PublicNumber> factors,
                                         PublicNumber constant) {
  const std::size_t elements = shape.size() * factors.size();
  return make(Operation::weighted_sum, shape, on_both(elements),
              [factors = std::move(factors), constant](const Local& local, const auto& in) {
                std::vector<WeightedTerm> terms;
                for (std::size_t i = 0; i < in.size(); ++i) terms.push_back({in[i], factors[i]});
                return local.weighted_sum(terms,
                                          local.adds_constants() ? constant : PublicNumber{});
              });
}

LocalOperationPtr add_row_operation(const Shape& shape) {
  return make(Operation::add_row, shape, on_both(shape.size()),
              [](const Local& local, const auto& in) { return local.add_row(in[0], in[1]); });
}

LocalOperationPtr sum_rows_operation(const Shape& shape) {
  return make(Operation::sum_rows, Shape{shape.row_size()}, on_both(shape.size()),
              [](const Local& local, const auto& in) { return local.sum_rows(in[0]); });
}

LocalOperationPtr gather_operation(const Ring& ring, const Shape& result,
                                   std::vector<RowFrom> rows) {
  const Work moved = work_of::memory(result.size() * ring.element_bytes);
  const auto body = [result, rows = std::move(rows)](const Local& local, const auto& in) {
    Tensor out = made(in[0].ring(), result, in,
                      [rows](const auto& from, Tensor& gathered) { gather(gathered, from, rows); });
    local.memory_bytes(out.ring(), out.bytes());
    return out;
  };
  return std::make_shared<LocalOperation>(Operation::gather, result, std::array{moved, moved},
                                          body);
}

}  // namespace fathom
