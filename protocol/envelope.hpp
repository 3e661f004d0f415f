#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "metrics/depth.hpp"
#include "metrics/framing.hpp"
#include "metrics/label.hpp"
#include "protocol/generator.hpp"
#include "protocol/tag.hpp"
#include "protocol/tensor.hpp"

namespace fathom {

/// The fixed 32 bytes before every payload.
struct Header {
  Tag tag;
  Label label;
  std::uint32_t rounds = 0;
  std::uint32_t chain = 0;
  MessageKind kind = MessageKind::credit;
  RingId ring = RingId::z64;
  std::uint16_t part = 0;      ///< number of this part of a payload over 64 MiB
  std::uint32_t elements = 0;  ///< ring elements in this part
  bool packed = false;         ///< elements without their padding
  std::uint8_t epoch = 0;      ///< how often the job has started anew, with new keys
};

/// What a message carries: ring elements in order (as one tensor or several), or a generator's key,
/// or nothing. Shared and immutable, so a message between actors of one process copies no element.
struct Payload {
  std::vector<Tensor> tensors;
  std::shared_ptr<const Key> key;

  [[nodiscard]] std::int64_t elements() const;
};

/// One protocol message. `note` is the simulator's privilege: it is not serialised, and a message
/// from another process has none. Where a run is replayed, without its elements, `content` stands
/// for the payload's hash.
struct Envelope {
  Header header;
  std::shared_ptr<const Payload> payload;
  struct Note {
    HopId hop = 0;
    std::uint32_t alone = 0;
    std::optional<std::uint64_t> content{};
  } note;
};

/// A hash of what a payload carries, tensor by tensor: how it is cut into tensors follows from the
/// program.
[[nodiscard]] std::uint64_t content_hash(const Payload& payload);

/// Bits of an element in a payload: 8 element_bytes, or ring.bits when packed.
[[nodiscard]] ElementWidth width_of(const Ring& ring, bool packed);

/// Bytes of payload: 16 for a key, the padded or packed elements otherwise.
[[nodiscard]] Bytes payload_bytes(MessageKind kind, std::int64_t elements, const Ring& ring,
                                  bool packed = false);
[[nodiscard]] Bytes payload_bytes(const Header& header);

/// What a message that is kept takes: its payload, and roughly what is around it.
[[nodiscard]] Bytes kept_bytes(const Header& header);

/// Splits `tensors` into runs of at most 64 MiB, in order, without copying.
[[nodiscard]] std::vector<std::vector<Tensor>> split_parts(const std::vector<Tensor>& tensors,
                                                           bool packed = false);

/// The elements of `parts`, in order, as tensors of the given shapes: the same memory where the
/// borders agree, copied where they do not. The total must agree: the caller has checked it.
[[nodiscard]] std::vector<Tensor> assemble(const Ring& ring, const std::vector<Tensor>& parts,
                                           const std::vector<Shape>& shapes);

}  // namespace fathom
