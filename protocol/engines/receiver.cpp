#include "protocol/engines/receiver.hpp"

#include <utility>

#include "protocol/local.hpp"
#include "protocol/operations/receive_tensor.hpp"

namespace fathom {

Task<Done> ReceiverReading::do_output(Shape shape, int fractional_bits, Tensor /*data*/,
                                      std::string name, Tag tag) {
  Strand& strand = co_await this_strand();
  const Ring& ring = *settings().ring;
  std::vector<Tensor> shares;
  for (const PartyId server : {kServer0, kServer1}) {
    shares.push_back(co_await receive_tensor(me_, server, MessageKind::output, tag, ring, shape));
  }
  const Local local(strand, me_);
  const Tensor opened = local.add(shares[0], shares[1]);
  local.element_operations(ring, opened.size());
  Output output{shape, std::vector<double>(shape.size())};
  opened.decode(fractional_bits, output.values.data());
  me_.recorder().ledger().add_reveal(strand.label, name,
                                     Elements{static_cast<std::int64_t>(shape.size())}, me_.id());
  outputs_[std::move(name)].push_back(std::move(output));
  co_return Done{};
}

}  // namespace fathom
