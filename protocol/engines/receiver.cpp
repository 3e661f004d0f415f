#include "protocol/engines/receiver.hpp"

#include <utility>

#include "protocol/local.hpp"

namespace fathom {

Task<Done> ReceiverReading::do_output(Shape shape, int fractional_bits, Tensor /*data*/,
                                      std::string name, Tag tag) {
  Strand& strand = co_await this_strand();
  const Ring& ring = *settings().ring;
  const Expected expected{MessageKind::output, ring.id, static_cast<std::int64_t>(shape.size())};
  const std::vector<Shape> shapes{shape};
  std::vector<Tensor> shares;
  for (const PartyId server : {kServer0, kServer1}) {
    const auto parts = co_await me_.receive(server, tag, expected);
    shares.push_back(unpack(ring, parts, shapes)[0]);
  }
  const Local local(strand, me_);
  const Tensor opened = local.add(shares[0], shares[1]);
  local.element_operations(ring, opened.size());
  Output output{shape, std::vector<double>(opened.has_elements() ? shape.size() : 0)};
  if (opened.has_elements()) opened.decode(fractional_bits, output.values.data());
  me_.recorder().ledger().add_reveal(strand.label, name,
                                     Elements{static_cast<std::int64_t>(shape.size())}, me_.id());
  outputs_[std::move(name)].push_back(std::move(output));
  co_return Done{};
}

}  // namespace fathom
