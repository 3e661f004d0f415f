#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "protocol/party.hpp"

namespace fathom::test {

/// A host that keeps what its party does.
class TinyHost final : public Host {
 public:
  struct Sent {
    PartyId to;
    Envelope envelope;
  };
  struct Charge {
    Label label;
    RingId ring;
    Work work;
    SimDuration measured;
  };

  void send(PartyId to, Envelope envelope) override { sent.push_back({to, std::move(envelope)}); }
  void charge(const Label& label, const Ring& ring, const Work& work,
              SimDuration measured) override {
    charges.push_back({label, ring.id, work, measured});
  }
  void on_resume(const Label& label) override { resumed.push_back(label); }

  std::vector<Sent> sent;
  std::vector<Charge> charges;
  std::vector<Label> resumed;
};

/// Server 0 on a tiny host, with one strand.
struct TinyParty {
  Recorder recorder;
  TinyHost host;
  Party party{kServer0, host, recorder};
  Strand strand;

  TinyParty() {
    strand.id = 42;
    strand.hops = &recorder.hops();
    strand.party = kServer0;
  }
};

/// A message that somebody sends.
inline Envelope message(Tag tag, MessageKind kind, const Tensor& tensor, std::uint16_t part = 0) {
  const std::vector<Tensor> tensors{tensor};
  return {Header{tag, Label{}, 0, 0, kind, tensor.ring().id, part,
                 static_cast<std::uint32_t>(tensor.size())},
          std::make_shared<const Payload>(Payload{tensors, nullptr}),
          {}};
}

/// Takes a message as one tensor and gives its numbers.
inline Task<std::vector<double>> take(Party& party, PartyId from, Tag tag, Expected expected) {
  const auto parts = co_await party.receive(from, tag, expected);
  const std::vector<Shape> shapes{Shape{static_cast<std::size_t>(expected.elements)}};
  const std::vector<Tensor> tensors = unpack(ring_of(expected.ring), parts, shapes);
  std::vector<double> values(tensors[0].size());
  tensors[0].decode(0, values.data());
  co_return values;
}

}  // namespace fathom::test
