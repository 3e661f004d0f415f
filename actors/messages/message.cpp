#include "actors/messages/message.hpp"

#include <fmt/format.h>

#include <caf/binary_deserializer.hpp>
#include <caf/detail/serialized_size.hpp>
#include <caf/init_global_meta_objects.hpp>
#include <caf/sec.hpp>
#include <memory>

#include "actors/messages/header_bytes.hpp"
#include "metrics/errors.hpp"
#include "protocol/packing.hpp"

namespace fathom {
namespace {

caf::error refuse(const char* what) {
  return caf::make_error(caf::sec::invalid_argument, std::string("message refused: ") + what);
}

/// Serializers take what they only read by non-const pointer.
caf::error write(caf::serializer& sink, const void* bytes, std::size_t count) {
  return count == 0 ? caf::none : sink.apply_raw(count, const_cast<void*>(bytes));
}

constexpr const char* kDisagrees = "a message's header does not agree with its payload";

bool agrees(const Header& header, const Payload& payload) {
  if ((header.kind == MessageKind::key) != (payload.key != nullptr)) return false;
  for (const Tensor& tensor : payload.tensors) {
    if (tensor.ring().id != header.ring) return false;
  }
  return payload.elements() == header.elements;
}

/// Whether `source` is known to hold `count` more bytes.
bool holds(caf::deserializer& source, std::size_t count) {
  const auto* binary = dynamic_cast<const caf::binary_deserializer*>(&source);
  return binary != nullptr && binary->remaining() >= count;
}

caf::error load_key(caf::deserializer& source, const Header& header, Payload& payload) {
  if (header.elements != 0) return refuse("a key has no elements");
  Key key;
  if (auto error = source.apply_raw(key.size(), key.data())) return error;
  payload.key = std::make_shared<const Key>(key);
  return caf::none;
}

bool only_counts(const caf::serializer& sink) {
  return dynamic_cast<const caf::detail::serialized_size_inspector*>(&sink) != nullptr;
}

/// The elements of all tensors as one stream; a sink that counts needs no more than its size.
caf::error write_packed(caf::serializer& sink, const Header& header, const Payload& payload) {
  const Ring& ring = ring_of(header.ring);
  if (only_counts(sink)) {
    const auto size = static_cast<std::size_t>(packed_bytes(ring, header.elements).count());
    return sink.apply_raw(size, nullptr);
  }
  const std::vector<Shape> flat{Shape{header.elements}};
  const ScratchBlock stream = pack(assemble(ring, payload.tensors, flat).front());
  return write(sink, stream.bytes().data(), stream.bytes().size());
}

caf::error load_packed(caf::deserializer& source, const Header& header, Payload& payload) {
  if (header.elements == 0) return caf::none;
  const ScratchBlock stream(static_cast<std::size_t>(payload_bytes(header).count()));
  const auto bytes = stream.bytes();
  if (auto error = source.apply_raw(bytes.size(), bytes.data())) return error;
  auto tensor = unpack(ring_of(header.ring), Shape{header.elements}, bytes);
  if (!tensor) return refuse("a packed element is not canonical, or its end is not zeros");
  payload.tensors.push_back(*std::move(tensor));
  return caf::none;
}

caf::error load_elements(caf::deserializer& source, const Header& header, Payload& payload) {
  if (header.packed) return load_packed(source, header, payload);
  if (header.elements == 0) return caf::none;
  const Ring& ring = ring_of(header.ring);
  Tensor tensor(ring, Shape{header.elements});
  if (auto error = source.apply_raw(tensor.bytes(), tensor.data())) return error;
  if (!ring.kernels.is_canonical(tensor.data(), tensor.size())) {
    return refuse("an element is not a canonical representative");
  }
  payload.tensors.push_back(std::move(tensor));
  return caf::none;
}

}  // namespace

void add_messages(caf::actor_system_config& config) {
  config.add_message_types<caf::id_block::fathom>();
}

caf::error save(caf::serializer& sink, MessageKind kind, const Envelope& envelope) {
  static const Payload nothing;
  const Header& header = envelope.header;
  const Payload& payload = envelope.payload ? *envelope.payload : nothing;
  ensure(header.kind == kind, "a message carries an envelope of another kind");
  ensure(agrees(header, payload), kDisagrees);
  const HeaderBytes bytes = to_bytes(header);
  if (auto error = write(sink, bytes.data(), bytes.size())) return error;
  if (payload.key) return write(sink, payload.key->data(), payload.key->size());
  if (header.packed) return write_packed(sink, header, payload);
  for (const Tensor& tensor : payload.tensors) {
    // Counting needs no elements, and of a tensor that is only sized there are none.
    const void* elements = only_counts(sink) ? nullptr : tensor.data();
    if (auto error = write(sink, elements, tensor.bytes())) return error;
  }
  return caf::none;
}

bool lies_as_sent(const Envelope& envelope) {
  if (!envelope.payload || envelope.payload->key || envelope.header.packed) return false;
  ensure(agrees(envelope.header, *envelope.payload), kDisagrees);
  return true;
}

caf::error load(caf::deserializer& source, MessageKind kind, Envelope& envelope) {
  HeaderBytes bytes;
  if (auto error = source.apply_raw(bytes.size(), bytes.data())) return error;
  const std::optional<Header> header = header_from(bytes);
  if (!header) return refuse("a field of its header is out of range");
  if (header->kind != kind) return refuse("its header names another kind");
  if (!holds(source, static_cast<std::size_t>(payload_bytes(*header).count()))) {
    return refuse("its payload is shorter than its header says");
  }
  auto payload = std::make_shared<Payload>();
  auto error = kind == MessageKind::key ? load_key(source, *header, *payload)
                                        : load_elements(source, *header, *payload);
  if (error) return error;
  envelope = Envelope{*header, std::move(payload), {}};
  return caf::none;
}

std::string description(MessageKind kind, const Header& header) {
  return fmt::format("{} {:016x}", to_string(kind), header.tag.value);
}

}  // namespace fathom
