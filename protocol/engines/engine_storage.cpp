#include <utility>

#include "metrics/errors.hpp"
#include "protocol/engines/engine.hpp"
#include "protocol/operations/refresh.hpp"

namespace fathom {

Task<Done> Engine::save(std::vector<std::string> names, std::vector<Secret> values) {
  ensure(names.size() == values.size(), "every saved value has a name");
  if (values.empty()) co_return Done{};
  std::vector<Shape> shapes;
  std::vector<Scale> scales;
  for (const Secret& value : values) {
    ensure(value.size() > 0, "a value without elements cannot be saved");
    shapes.push_back(value.shape());
    scales.push_back({value.fractional_bits(), 0});
  }
  OperationPtr operation = refresh_operation(values.front().ring(), std::move(shapes));
  const auto fresh = co_await apply(std::move(operation), std::move(values), std::move(scales));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (fresh[i].data_.empty_handle()) continue;  // on paper there is nothing to keep
    saved_.insert_or_assign(std::move(names[i]),
                            StoredShare{fresh[i].fractional_bits(), fresh[i].data_});
  }
  co_return Done{};
}

Task<Secret> Engine::stored(std::string name, Shape shape, int fractional_bits) {
  Strand& strand = co_await this_strand();
  const Tag tag = strand.tag();
  co_return Secret(shape, *settings_.ring, fractional_bits, tag,
                   do_stored(name, shape, fractional_bits));
}

Tensor Engine::do_stored(const std::string& name, const Shape& shape, int fractional_bits) {
  const auto found = stored_.find(name);
  ensure(found != stored_.end() && found->second.share.shape() == shape &&
             found->second.fractional_bits == fractional_bits,
         "a program took a stored value that is not there, or that is another one");
  return found->second.share;
}

Task<Done> Engine::take_batch(std::string stream, std::uint32_t batch) {
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand, Phase::input, Operation::share);
  const InputSource& source = plan_.source(stream);
  ensure(source.stream_batch > 0 && strand.label.step == batch + 1,
         "a batch of a stream is taken in its own step");
  strand.label.layer = source.layer;
  strand.label.pass = Pass::none;
  std::vector<InputBlock> blocks = blocks_of_batch(source, batch, *settings_.ring);
  co_await do_take_blocks(source, std::move(blocks));
  co_return Done{};
}

Task<Done> Engine::do_take_blocks(InputSource /*stream*/, std::vector<InputBlock> /*blocks*/) {
  co_return Done{};
}

}  // namespace fathom
