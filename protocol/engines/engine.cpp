#include "protocol/engines/engine.hpp"

#include "metrics/errors.hpp"
#include "protocol/operations/local_operation.hpp"
#include "protocol/operations/product.hpp"
#include "protocol/operations/reveal.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {

// An operation on no elements sends nothing, asks for nothing and counts nothing.
Task<Secret> Engine::apply(OperationPtr operation, MaterialType material,
                           std::vector<Secret> inputs, int scale_bits, int drop) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, operation->operation());
  strand.label.material = material;
  Performance performance{operation, strand.tag(), {}, scale_bits, drop};
  bool empty = false;
  for (Secret& input : inputs) {
    empty = empty || input.size() == 0;
    performance.inputs.push_back(std::move(input.data_));
  }
  inputs.clear();
  const Shape shape = operation->result();
  const Tag id = performance.tag;
  Tensor data;
  if (empty) {
    data = zeros(shape);
  } else {
    data = co_await perform(std::move(performance));
  }
  co_return Secret(shape, *settings_.ring, scale_bits - drop, id, std::move(data));
}

Task<Secret> Engine::local(OperationPtr operation, std::vector<Secret> inputs, int fractional_bits,
                           int drop) {
  return apply(std::move(operation), MaterialType::none, std::move(inputs), fractional_bits, drop);
}

Task<Secret> Engine::add(Secret a, Secret b) {
  ensure(a.fractional_bits() == b.fractional_bits() && a.shape() == b.shape(),
         "add takes two values of one shape and scale");
  const int bits = a.fractional_bits();
  auto operation = add_operation(a.shape());
  std::vector<Secret> inputs{std::move(a), std::move(b)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Secret> Engine::subtract(Secret a, Secret b) {
  ensure(a.fractional_bits() == b.fractional_bits() && a.shape() == b.shape(),
         "subtract takes two values of one shape and scale");
  const int bits = a.fractional_bits();
  auto operation = subtract_operation(a.shape());
  std::vector<Secret> inputs{std::move(a), std::move(b)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Secret> Engine::add_row(Secret x, Secret row) {
  ensure(x.fractional_bits() == row.fractional_bits() && x.shape().row_size() == row.size(),
         "add_row takes (m, n) and (n) at one scale");
  const int bits = x.fractional_bits();
  auto operation = add_row_operation(x.shape());
  std::vector<Secret> inputs{std::move(x), std::move(row)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Secret> Engine::sum_rows(Secret x) {
  const int bits = x.fractional_bits();
  auto operation = sum_rows_operation(x.shape());
  std::vector<Secret> inputs{std::move(x)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Secret> Engine::add_constant(Secret x, double constant) {
  const int bits = x.fractional_bits();
  auto operation = add_constant_operation(x.shape(), encode_public(constant, bits));
  std::vector<Secret> inputs{std::move(x)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Secret> Engine::scale(Secret x, PublicNumber factor, int drop) {
  const int bits = x.fractional_bits() + factor.bits;
  auto operation = scale_operation(x.shape(), factor);
  std::vector<Secret> inputs{std::move(x)};
  return local(std::move(operation), std::move(inputs), bits, drop);
}

Task<Secret> Engine::weighted_sum(std::vector<Secret> terms, std::vector<double> factors,
                                  double constant) {
  ensure(!terms.empty() && terms.size() == factors.size(), "a weighted sum has a factor a term");
  const int total = 2 * fractional_bits();
  std::vector<PublicNumber> numbers;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    numbers.push_back(encode_public(factors[i], total - terms[i].fractional_bits()));
  }
  auto operation = weighted_sum_operation(terms.front().shape(), std::move(numbers),
                                          encode_public(constant, total));
  return local(std::move(operation), std::move(terms), total, fractional_bits());
}

Task<Secret> Engine::bilinear(BilinearMapPtr map, Secret x, Secret y, int drop) {
  const int bits = x.fractional_bits() + y.fractional_bits();
  const MaterialType material = map->material();
  auto operation = std::make_shared<Product>(std::move(map), *settings_.ring, x.shape(), y.shape());
  std::vector<Secret> inputs{std::move(x), std::move(y)};
  return apply(std::move(operation), material, std::move(inputs), bits, drop);
}

Task<Secret> Engine::multiply(Secret x, Secret y, int drop) {
  return bilinear(multiply_map(), std::move(x), std::move(y), drop);
}

Task<Secret> Engine::matmul(Secret x, Secret y, int drop, Transpose tx, Transpose ty) {
  return bilinear(matmul_map(tx, ty), std::move(x), std::move(y), drop);
}

Task<Secret> Engine::square(Secret x, int drop) {
  const int bits = 2 * x.fractional_bits();
  auto operation = std::make_shared<Square>(*settings_.ring, x.shape());
  std::vector<Secret> inputs{std::move(x)};
  return apply(std::move(operation), MaterialType::square, std::move(inputs), bits, drop);
}

Task<Public> Engine::reveal(Secret x, std::string value) {
  Strand& strand = co_await this_strand();
  const Shape shape = x.shape();
  const int bits = x.fractional_bits();
  auto operation = std::make_shared<RevealOperation>(*settings_.ring, shape, settings_.likelihoods);
  if (shape.size() > 0) {
    const LabelScope scope(strand, Operation::reveal);
    on_reveal(strand, operation->audience(), shape, value);
  }
  std::vector<Secret> inputs{std::move(x)};
  Secret opened = co_await apply(operation, MaterialType::none, std::move(inputs), bits, 0);
  co_return Public{shape, bits, std::move(opened.data_)};
}

Task<Secret> Engine::softmax_gradient(Public scores, Secret labels) {
  ensure(scores.shape == labels.shape() && scores.fractional_bits == labels.fractional_bits(),
         "scores and labels have one shape and scale");
  const int bits = scores.fractional_bits;
  auto operation = softmax_gradient_operation(scores.shape, bits);
  Secret known(scores.shape, *settings_.ring, bits, Tag{}, std::move(scores.opened));
  std::vector<Secret> inputs{std::move(known), std::move(labels)};
  return local(std::move(operation), std::move(inputs), bits, 0);
}

Task<Done> Engine::take_inputs(InputPlan plan) {
  plan_ = plan;
  return do_take_inputs(std::move(plan));
}

Task<Secret> Engine::input(std::string source, std::vector<std::uint32_t> rows) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Operation::gather);
  strand.label.layer = plan_.source(source).layer;
  const Tag tag = strand.tag();
  const Shape shape = plan_.source(source).shape.with_rows(rows.size());
  Tensor data;
  if (shape.size() == 0) {
    data = zeros(shape);
  } else {
    data = co_await do_input(std::move(source), std::move(rows), tag);
  }
  co_return Secret(shape, *settings_.ring, fractional_bits(), tag, std::move(data));
}

Task<Secret> Engine::constant(Shape shape, std::vector<double> values) {
  Strand& strand = co_await this_strand();
  ensure(shape.size() == values.size(), "a constant has as many values as its shape");
  co_return Secret(shape, *settings_.ring, fractional_bits(), strand.tag(),
                   do_constant(shape, values));
}

Task<Done> Engine::output(Secret x, std::string name) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::output, Operation::output);
  const Tag tag = strand.tag();
  if (x.size() > 0) {
    co_await do_output(x.shape(), x.fractional_bits(), std::move(x.data_), std::move(name), tag);
  }
  co_return Done{};
}

}  // namespace fathom
