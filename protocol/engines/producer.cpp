#include "protocol/engines/producer.hpp"

#include "protocol/engines/shares.hpp"

namespace fathom {

ProducerReading::ProducerReading(const Settings& settings, Party& me,
                                 const std::array<Key, 2>& keys)
    : Paper(settings), me_(me), keys_(keys) {
  me_.set_key(kServer0, keys_[0]);
  me_.set_key(kServer1, keys_[1]);
}

void ProducerReading::begin(Strand& strand) {
  if (settings().material != Delivery::seeded) return;
  const LabelScope scope(strand, Phase::setup, Operation::key);
  me_.send_key(strand, kServer0, producer_key_tag(kServer0), keys_[0]);
  me_.send_key(strand, kServer1, producer_key_tag(kServer1), keys_[1]);
}

Task<Done> ProducerReading::on_operation(OperationPtr operation, Tag tag, int /*drop*/) {
  const auto request = operation->request();
  if (!request) co_return Done{};
  Strand& strand = co_await this_strand();
  const LabelScope scope(strand);
  strand.label = offline(strand.label, strand.label.operation);
  const auto window = static_cast<std::size_t>(settings().window);
  if (window > 0 && outstanding_.size() == window) {
    const Outstanding oldest = outstanding_.front();
    outstanding_.pop_front();
    for (const std::size_t which : {0U, 1U}) {
      if (!oldest.credit[which]) continue;
      const PartyId server = PartyId::server(static_cast<int>(which));
      co_await me_.receive(server, oldest.tag, Expected{MessageKind::credit});
    }
  }
  produce(me_, strand, *request, tag, settings().material);
  ++produced_;
  if (window > 0) {
    outstanding_.push_back({tag, delivery_cost(*request, settings().material).credit});
  }
  co_return Done{};
}

}  // namespace fathom
