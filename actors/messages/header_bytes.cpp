#include "actors/messages/header_bytes.hpp"

#include <bit>
#include <cstring>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

static_assert(std::endian::native == std::endian::little,
              "elements and headers travel as they lie in memory, which must be little-endian");

/// The fields in memory order, without padding.
struct Fields {
  std::uint64_t tag;
  std::uint32_t label;
  std::uint32_t step;
  std::uint32_t rounds;
  std::uint32_t chain;
  std::uint8_t kind;
  std::uint8_t ring;
  std::uint16_t part;
  std::uint32_t elements : 24;
  std::uint32_t epoch : 8;
};
static_assert(sizeof(Fields) == sizeof(HeaderBytes));

constexpr std::uint8_t kPacked = 0x80;
constexpr std::uint32_t kMostElements = (1U << 24U) - 1;

bool names_a_ring(std::uint8_t ring) {
  return ring > static_cast<std::uint8_t>(RingId::reals) &&
         ring <= static_cast<std::uint8_t>(RingId::m521);
}

}  // namespace

HeaderBytes to_bytes(const Header& header) {
  ensure(header.elements <= kMostElements, "a part has fewer than 2^24 elements");
  return std::bit_cast<HeaderBytes>(Fields{
      .tag = header.tag.value,
      .label = pack(header.label),
      .step = header.label.step,
      .rounds = header.rounds,
      .chain = header.chain,
      .kind = static_cast<std::uint8_t>(header.kind),
      .ring = static_cast<std::uint8_t>(static_cast<std::uint8_t>(header.ring) |
                                        (header.packed ? kPacked : 0U)),
      .part = header.part,
      .elements = header.elements & kMostElements,
      .epoch = header.epoch,
  });
}

std::optional<Header> header_from(const HeaderBytes& bytes) {
  const auto fields = std::bit_cast<Fields>(bytes);
  const auto ring = static_cast<std::uint8_t>(fields.ring & ~kPacked);
  if (fields.kind >= kMessageKinds || !names_a_ring(ring) || !is_valid_label(fields.label)) {
    return std::nullopt;
  }
  const Header header{
      .tag = Tag{fields.tag},
      .label = unpack_label(fields.label, fields.step),
      .rounds = fields.rounds,
      .chain = fields.chain,
      .kind = static_cast<MessageKind>(fields.kind),
      .ring = static_cast<RingId>(ring),
      .part = fields.part,
      .elements = fields.elements,
      .packed = fields.ring != ring,
      .epoch = static_cast<std::uint8_t>(fields.epoch),
  };
  if (payload_bytes(header) > Framing::kMaxPayload) return std::nullopt;
  return header;
}

}  // namespace fathom
