#include "protocol/engines/clear.hpp"

#include <cmath>
#include <utility>

#include "protocol/audit.hpp"

namespace fathom {

Clear::Clear(const Settings& settings, const Ring& arithmetic, InputData data)
    : Engine(settings), arithmetic_(arithmetic), data_(std::move(data)) {}

void Clear::read(const std::function<Task<Done>(Engine&)>& program) {
  const Hops hops;
  Strand strand = program_strand(hops);
  Task<Done> task = program(*this);
  task.start(strand);
  task.result();
}

void Clear::note_magnitude(const Strand& strand, const Performance& performance, Scale scale,
                           const Tensor& value) {
  Label row = strand.label;
  row.step = 0;
  Magnitude& magnitude = magnitudes_[row];
  const double sum = std::ldexp(absolute_sum(value), scale.bits);
  magnitude.sum += sum;
  magnitude.values += static_cast<std::int64_t>(value.size());
  if (performance.operation->wraps()) magnitude.expected += sum / performance.ring->modulus;
}

Task<Values> Clear::perform(Performance performance) {
  const Strand& strand = co_await this_strand();
  std::vector<Tensor> inputs;
  for (Value& input : performance.inputs) inputs.push_back(std::move(input.share));
  const SecureOperation& operation = *performance.operation;
  Values results;
  for (Tensor& value : operation.in_the_clear(Local(), inputs)) {
    const Scale scale = performance.scales[results.size()];
    if (scale.drop > 0 && arithmetic_.id == RingId::reals) {
      note_magnitude(strand, performance, scale, value);
    } else if (scale.drop > 0 && !operation.truncates()) {
      value = round_shift(value, scale.drop);
    }
    results.emplace_back(std::move(value));
  }
  co_return results;
}

Task<Done> Clear::do_take_inputs(InputPlan /*plan*/) { co_return Done{}; }

Task<Tensor> Clear::do_sum_inputs(InputPlan plan) {
  const InputSource& source = plan.sources.front();
  Tensor sum = Tensor::zeros(arithmetic_, {source.shape.row_size()});
  for (const InputBlock& block : blocks_of(source, *settings().ring)) {
    const Value rows = co_await do_input(source.name, block.all_rows());
    add_rows_to(sum, rows.share);
  }
  co_return sum;
}

Task<Value> Clear::do_input(std::string source, std::vector<std::uint32_t> rows) {
  const RowSource& from = *data_.at(source);
  const Shape shape = from.shape().with_rows(rows.size());
  std::vector<double> values(shape.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    from.read(rows[i], 1, values.data() + i * shape.row_size());
  }
  co_return do_constant(shape, values);
}

Tensor Clear::do_constant(const Shape& shape, const std::vector<double>& values) {
  return Tensor::encode(arithmetic_, shape, values.data(), fractional_bits(),
                        std::ldexp(1.0, settings().integral_bits));
}

Task<Done> Clear::do_output(Shape shape, int fractional_bits, Tensor data, std::string name,
                            Tag /*tag*/) {
  Output output{shape, std::vector<double>(shape.size())};
  data.decode(fractional_bits, output.values.data());
  if (sink_) {
    sink_(name, std::move(output));
  } else {
    outputs_[name].push_back(std::move(output));
  }
  co_return Done{};
}

void Clear::on_reveal(const Strand& /*strand*/, const std::vector<PartyId>& /*audience*/,
                      const Shape& /*shape*/, const std::string& /*value*/) {}

void Clear::on_interval(const Strand& strand, const Secret& x, const Tensor& data,
                        double half_width) {
  Label row = strand.label;
  row.step = 0;
  BoundCounts& sum = bounds_[{row, Bound::interval}];
  const BoundCounts more = count_beyond(data, x.fractional_bits(), half_width);
  sum.values += more.values;
  sum.beyond += more.beyond;
}

Task<Done> Clear::do_keep(std::string name, std::size_t first_row, Tensor x) {
  kept_.put(name, first_row, std::move(x));
  co_return Done{};
}

Task<Tensor> Clear::do_read_kept(std::string name, std::vector<std::uint32_t> rows) {
  co_return kept_.gather(name, rows);
}

Tensor Clear::zeros(const Ring& ring, const Shape& shape) {
  return Tensor::zeros(arithmetic_.id == RingId::reals ? arithmetic_ : ring, shape);
}

}  // namespace fathom
