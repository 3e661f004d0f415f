#include "protocol/local.hpp"

#include <chrono>

namespace fathom {

namespace work_of {

Work elements(std::size_t n) { return Work{0, static_cast<std::int64_t>(n), 0, 0}; }
Work products(std::size_t multiply_adds) {
  return Work{static_cast<std::int64_t>(multiply_adds), 0, 0, 0};
}
Work generator(const Ring& ring, std::size_t n) {
  return Work{0, 0, generator_bytes(ring, n).count(), 0};
}
Work memory(std::size_t bytes) { return Work{0, 0, 0, static_cast<std::int64_t>(bytes)}; }

}  // namespace work_of

template <class Kernel>
Tensor Local::charged(const Ring& ring, const Work& work, Kernel kernel) const {
  if (party_ == nullptr) return kernel();
  if (!party_->measures_time()) {
    Tensor result = kernel();
    party_->charge(*strand_, ring, work);
    return result;
  }
  const auto start = std::chrono::steady_clock::now();
  Tensor result = kernel();
  const auto elapsed = std::chrono::steady_clock::now() - start;
  party_->charge(*strand_, ring, work, SimDuration{std::chrono::nanoseconds(elapsed).count()});
  return result;
}

Tensor Local::run(const Ring& ring, const Work& work, const std::function<Tensor()>& kernel) const {
  return charged(ring, work, kernel);
}

Tensor Local::add(const Tensor& a, const Tensor& b) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return a.has_elements() ? fathom::add(a, b) : a; });
}

Value Local::masked_value(const Tensor& opening, const Tensor& mask) const {
  return {adds_constants() ? add(opening, mask) : mask, opening, mask};
}

Tensor Local::subtract(const Tensor& a, const Tensor& b) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return a.has_elements() ? fathom::subtract(a, b) : a; });
}

Tensor Local::negate(const Tensor& a) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::negate(a); });
}

Tensor Local::multiply(const Tensor& a, const Tensor& b) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::multiply(a, b); });
}

Tensor Local::scale(const Tensor& a, PublicNumber factor) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::scale(a, factor); });
}

Tensor Local::add_constant(const Tensor& a, PublicNumber constant) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return fathom::add_constant(a, constant); });
}

Tensor Local::weighted_sum(std::span<const WeightedTerm> terms, PublicNumber constant) const {
  const Tensor& first = terms.front().tensor;
  return charged(first.ring(), work_of::elements(terms.size() * first.size()),
                 [&] { return fathom::weighted_sum(terms, constant); });
}

Tensor Local::add_row(const Tensor& a, const Tensor& row) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::add_row(a, row); });
}

Tensor Local::sum_rows(const Tensor& a) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::sum_rows(a); });
}

namespace {

Work product_work(const Tensor& a, Transpose ta, const Tensor& b, Transpose tb) {
  const std::size_t inner = a.shape()[ta == Transpose::no ? 1 : 0];
  const std::size_t rows = a.shape()[ta == Transpose::no ? 0 : 1];
  const std::size_t columns = b.shape()[tb == Transpose::no ? 1 : 0];
  return work_of::products(rows * inner * columns);
}

}  // namespace

Tensor Local::matmul(const Tensor& a, Transpose ta, const Tensor& b, Transpose tb) const {
  return charged(a.ring(), product_work(a, ta, b, tb),
                 [&] { return fathom::matmul(a, ta, b, tb); });
}

Tensor Local::add_products(const Tensor& sum, const Factors& first, const Factors& second,
                           Transpose ta, Transpose tb) const {
  count(sum.ring(), product_work(first.a, ta, first.b, tb));
  count(sum.ring(), product_work(second.a, ta, second.b, tb));
  element_operations(sum.ring(), sum.size());
  return charged(sum.ring(), work_of::elements(sum.size()),
                 [&] { return fathom::add_products(sum, first, second, ta, tb); });
}

Tensor Local::truncate_share(const Tensor& a, int bits) const {
  const int server = party_ == nullptr || party_->id() == kServer0 ? 0 : 1;
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return fathom::truncate_share(a, bits, server); });
}

Tensor Local::floor_shift(const Tensor& a, int bits) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return fathom::floor_shift(a, bits); });
}

Tensor Local::logical_shift(const Tensor& a, int bits) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return fathom::logical_shift(a, bits); });
}

Tensor Local::low_bits(const Tensor& a, int bits) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::low_bits(a, bits); });
}

Tensor Local::bit(const Tensor& a, int index) const {
  return charged(a.ring(), work_of::elements(a.size()), [&] { return fathom::bit(a, index); });
}

Tensor Local::drop_bits(const Tensor& a, int bits) const {
  return down_ ? fathom::floor_shift(a, bits) : round_shift(a, bits);
}

Tensor Local::uniform(const Generator& generator, const Ring& ring, const Shape& shape, Tag tag,
                      std::uint8_t part) const {
  return charged(ring, work_of::generator(ring, shape.size()),
                 [&] { return generator.uniform(ring, shape, tag, part); });
}

Tensor Local::add_uniform(const Tensor& x, const Generator& generator, Tag tag,
                          std::uint8_t part) const {
  count(x.ring(), work_of::generator(x.ring(), x.size()));
  return charged(x.ring(), work_of::elements(x.size()),
                 [&] { return generator.add_uniform(x, tag, part); });
}

Tensor Local::subtract_uniform(const Tensor& x, const Generator& generator, Tag tag,
                               std::uint8_t part) const {
  count(x.ring(), work_of::generator(x.ring(), x.size()));
  return charged(x.ring(), work_of::elements(x.size()),
                 [&] { return generator.subtract_uniform(x, tag, part); });
}

Tensor Local::uniform_bits(const Generator& generator, const Ring& ring, const Shape& shape,
                           Tag tag, std::uint8_t part, int bits) const {
  return charged(ring, work_of::generator(ring, shape.size()),
                 [&] { return generator.uniform_bits(ring, shape, tag, part, bits); });
}

Tensor Local::convert(const Tensor& a, const Ring& to, Reading reading) const {
  return charged(a.ring(), work_of::elements(a.size()),
                 [&] { return fathom::convert(a, to, reading); });
}

Tensor Local::uniform_rows(const Ring& ring, const Shape& shape,
                           std::span<const RowStream> rows) const {
  return charged(ring, work_of::generator(ring, shape.size()),
                 [&] { return fathom::uniform_rows(ring, shape, rows); });
}

void Local::add_rows_to(Tensor& sum, const Tensor& rows) const {
  static_cast<void>(charged(rows.ring(), work_of::elements(rows.size()), [&] {
    if (rows.has_elements()) fathom::add_rows_to(sum, rows);
    return Tensor{};
  }));
}

void Local::count(const Ring& ring, const Work& work) const {
  if (party_ != nullptr) party_->charge(*strand_, ring, work);
}

void Local::element_operations(const Ring& ring, std::size_t n) const {
  if (party_ != nullptr) party_->charge(*strand_, ring, work_of::elements(n));
}

void Local::memory_bytes(const Ring& ring, std::size_t n) const {
  if (party_ != nullptr) party_->charge(*strand_, ring, work_of::memory(n));
}

}  // namespace fathom
