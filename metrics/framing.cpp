#include "metrics/framing.hpp"

namespace fathom {

std::string_view to_string(MessageKind kind) {
  constexpr std::array<std::string_view, kMessageKinds> kNames{
      "key", "credit", "input", "material", "opening", "reveal", "output", "request"};
  return kNames[static_cast<std::size_t>(kind)];
}

Bytes Framing::message(MessageKind kind, Bytes payload) const {
  return kTransport + type_name[static_cast<std::size_t>(kind)] + kHeader + payload;
}

Bytes wire_bytes(Bytes message, Transport transport) {
  constexpr std::int64_t kRecord = 16 * 1024;
  constexpr std::int64_t kRecordOverhead = 22;
  const auto pieces = [](std::int64_t bytes, std::int64_t most) {
    return (bytes + most - 1) / most;
  };
  std::int64_t bytes = message.count();
  if (transport.tls) bytes += pieces(bytes, kRecord) * kRecordOverhead;
  const std::int64_t headers = (kSegment - kSegmentPayload).count();
  return Bytes{bytes + pieces(bytes, kSegmentPayload.count()) * headers};
}

Bytes payload_of(std::int64_t elements, ElementWidth width) {
  return Bytes{(elements * width.bits + 7) / 8};
}

std::int64_t part_elements(ElementWidth width) {
  return Framing::kMaxPayload.count() * 8 / width.bits;
}

std::int64_t part_count(std::int64_t elements, ElementWidth width) {
  const std::int64_t most = part_elements(width);
  return elements <= most ? 1 : (elements + most - 1) / most;
}

}  // namespace fathom
