#include "protocol/engines/engine.hpp"

#include <algorithm>

#include "metrics/errors.hpp"
#include "protocol/operations/change_ring.hpp"
#include "protocol/operations/hidden_softmax.hpp"
#include "protocol/operations/reveal.hpp"
#include "protocol/operations/truncation.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {

// What a party holds of a masked value, in the shape in which the handle sees it.
Value Engine::masked(const Secret& x) const {
  const auto seen = [&x](const Tensor& tensor) {
    return tensor.empty_handle() ? tensor : tensor.reshaped(x.shape());
  };
  return {x.data_, seen(x.slot()->opening()), seen(x.slot()->mask())};
}

// An operation on no elements sends nothing, asks for nothing and counts nothing.
Task<std::vector<Secret>> Engine::apply(OperationPtr operation, std::vector<Secret> inputs,
                                        std::vector<Scale> scales) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, operation->operation());
  strand.label.material = operation->material();
  Performance performance{operation, strand.tag(), {}, scales, &inputs.front().ring()};
  const Ring& ring = operation->result_ring() ? *operation->result_ring() : *performance.ring;
  bool empty = false;
  for (const Secret& input : inputs) {
    empty = empty || input.size() == 0;
    performance.inputs.push_back(operation->takes_masked() ? masked(input) : Value(input.data_));
  }
  inputs.clear();
  const std::vector<Shape> shapes = operation->results();
  const Tag id = performance.tag;
  Values values;
  if (empty) {
    for (const Shape& shape : shapes) values.emplace_back(zeros(ring, shape));
  } else {
    values = co_await perform(std::move(performance));
  }
  std::vector<Secret> results;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    results.emplace_back(shapes[i], ring, scales[i].bits - scales[i].drop,
                         i == 0 ? id : Tag{mix(id.value, i)}, std::move(values[i].share));
    if (operation->masks_results() && !empty) {
      results[i].slot()->fill(strand, std::move(values[i].opening), std::move(values[i].mask));
    }
  }
  co_return results;
}

Task<Secret> Engine::apply_truncated(OperationPtr operation, std::vector<Secret> inputs,
                                     Scale scale) {
  const bool at_once = settings_.truncation == Truncation::local || operation->truncates();
  std::vector<Scale> scales{at_once ? scale : Scale{scale.bits, 0}};
  auto results = co_await apply(std::move(operation), std::move(inputs), std::move(scales));
  if (at_once || scale.drop == 0) co_return std::move(results.front());
  co_return co_await truncate(std::move(results.front()), scale.drop);
}

Task<Secret> Engine::truncate(Secret x, int bits) {
  const Scale scale{x.fractional_bits(), bits};
  OperationPtr operation = truncation_operation(settings_, x.ring(), x.shape(), scale.bits, bits);
  std::vector<Secret> inputs{std::move(x)};
  std::vector<Scale> scales{scale};
  auto results = co_await apply(std::move(operation), std::move(inputs), std::move(scales));
  co_return std::move(results.front());
}

Task<Secret> Engine::change_ring(Secret x, const Ring& to, int bound_bits, int drop,
                                 PartyId sender) {
  const RingChange change{
      &x.ring(), &to, bound_bits, drop, settings_.kappa, sender == kServer0 ? 0 : 1};
  check_ring_change(change, "a switch to another ring");
  std::vector<Scale> scales{Scale{x.fractional_bits(), drop}};
  OperationPtr operation = change_ring_operation(change, x.shape());
  std::vector<Secret> inputs{std::move(x)};
  auto results = co_await apply(std::move(operation), std::move(inputs), std::move(scales));
  co_return std::move(results.front());
}

Task<Secret> Engine::local(LocalOperationPtr operation, std::vector<Secret> inputs,
                           int fractional_bits, int drop) {
  MaskSlot::Derivation derivation;
  const bool all_masked = std::ranges::none_of(inputs, [](const Secret& x) {
    const MaskSlot& slot = *x.slot();
    return slot.is_open() && slot.rows() == nullptr && slot.derivation().map == nullptr;
  });
  if (operation->is_affine() && drop == 0 && all_masked) {
    derivation.map = operation;
    for (const Secret& x : inputs) derivation.sources.push_back({x.slot(), x.shape()});
  }
  Secret result = co_await apply_truncated(std::move(operation), std::move(inputs),
                                           Scale{fractional_bits, drop});
  if (derivation.map) result.slot()->derive(std::move(derivation));
  co_return result;
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
  const int f = fractional_bits();
  return weighted_sum_at(2 * f, std::move(terms), std::move(factors), constant, f);
}

Task<Secret> Engine::weighted_sum_at(int scale_bits, std::vector<Secret> terms,
                                     std::vector<double> factors, double constant, int drop) {
  ensure(!terms.empty() && terms.size() == factors.size(), "a weighted sum has a factor a term");
  std::vector<PublicNumber> numbers;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    numbers.push_back(encode_public(factors[i], scale_bits - terms[i].fractional_bits()));
  }
  auto operation = weighted_sum_operation(terms.front().shape(), std::move(numbers),
                                          encode_public(constant, scale_bits));
  return local(std::move(operation), std::move(terms), scale_bits, drop);
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
  Secret opened = co_await apply_truncated(operation, std::move(inputs), Scale{bits, 0});
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

Task<Secret> Engine::hidden_softmax(Secret z, std::string value) {
  Strand& strand = co_await this_strand();
  const int bits = z.fractional_bits();
  const auto operation = hidden_softmax_operation(settings_, z.ring(), z.shape(), bits);
  if (z.size() > 0) {
    const LabelScope scope(strand, Operation::permute);
    on_reveal(strand, {operation->audience()}, z.shape(), value);
  }
  std::vector<Secret> inputs{std::move(z)};
  co_return co_await apply_truncated(operation, std::move(inputs), Scale{bits, 0});
}

Task<Key> Engine::agree(std::string name, Key seed) {
  const LabelScope scope(co_await this_strand(), Phase::setup, Operation::key);
  co_return co_await do_agree(named_tag("seed of " + name), seed);
}

Task<Key> Engine::do_agree(Tag /*tag*/, Key seed) { co_return seed; }

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
  if (shape.size() == 0) {
    co_return Secret(shape, *settings_.ring, fractional_bits(), tag, zeros(*settings_.ring, shape));
  }
  Value value = co_await do_input(source, rows);
  Secret x(shape, *settings_.ring, fractional_bits(), tag, value.share);
  if (!keeps_masks(settings_)) co_return x;
  if (settings_.inputs == Delivery::masked) {
    x.slot()->keep();
    x.slot()->fill(strand, std::move(value.opening), std::move(value.mask));
  } else if (settings_.reuse == Reuse::data) {
    x.slot()->set_rows({std::move(source), std::move(rows), shape, std::move(value.share)});
  }
  co_return x;
}

Task<Secret> Engine::sum_inputs(InputPlan plan) {
  ensure(plan.sources.size() == 1, "the sum of inputs is one of a single source");
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  strand.label.layer = plan.sources.front().layer;
  const Tag tag = strand.tag();
  const Shape shape{plan.sources.front().shape.row_size()};
  Tensor sum = co_await do_sum_inputs(std::move(plan));
  co_return Secret(shape, *settings_.ring, fractional_bits(), tag, std::move(sum));
}

Task<Done> Engine::keep(std::string name, std::size_t first_row, Secret x) {
  Strand& strand = co_await this_strand();
  const Kept what{x.shape().with_rows(1), x.fractional_bits(), strand.label.layer};
  kept_.insert_or_assign(name, what);
  if (x.size() > 0) co_await do_keep(std::move(name), first_row, std::move(x.data_));
  co_return Done{};
}

Task<Secret> Engine::kept(std::string name, std::vector<std::uint32_t> rows) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Operation::gather);
  const Kept& what = kept_.at(name);
  strand.label.layer = what.layer;
  const Shape shape = what.row.with_rows(rows.size());
  const Tag tag = strand.tag();
  if (shape.size() == 0) {
    co_return Secret(shape, *settings_.ring, what.fractional_bits, tag,
                     zeros(*settings_.ring, shape));
  }
  Tensor data = co_await do_read_kept(name, rows);
  Secret x(shape, *settings_.ring, what.fractional_bits, tag, data);
  if (settings_.reuse == Reuse::data) {
    x.slot()->set_rows({"kept " + name, std::move(rows), shape, std::move(data)});
  }
  co_return x;
}

void Engine::watch_interval(const Strand& strand, const Secret& x, double half_width) {
  if (x.size() > 0) on_interval(strand, x, x.data_, half_width);
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

Task<Done> Engine::all(std::vector<Task<Done>> tasks) {
  if (tasks.empty()) co_return Done{};
  Task<Done> last = std::move(tasks.back());
  tasks.pop_back();
  if (tasks.empty()) co_return co_await last;
  Task<Done> before = all(std::move(tasks));
  co_await all(std::move(before), std::move(last));
  co_return Done{};
}

}  // namespace fathom
