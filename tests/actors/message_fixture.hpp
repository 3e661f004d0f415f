#pragma once

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "actors/messages/header_bytes.hpp"
#include "actors/messages/message.hpp"

namespace fathom {

using Buffer = std::vector<char>;

/// An actor system without threads, to write messages with and to read them.
class MessageFixture {
 public:
  template <class T>
  Buffer bytes_of(const T& message) {
    Buffer buffer;
    caf::binary_serializer sink(system, buffer);
    REQUIRE(!sink(const_cast<T&>(message)));
    return buffer;
  }

  template <class T>
  caf::error read(const Buffer& buffer, T& message) {
    caf::binary_deserializer source(system, buffer);
    return source(message);
  }

 private:
  struct Config : caf::actor_system_config {
    Config() {
      set("scheduler.policy", caf::atom("testing"));
      add_messages(*this);
    }
  };
  Config config_;

 public:
  caf::actor_system system{config_};
};

/// Elements 1, 2, 3, ... (modulo 256).
inline Tensor numbered(const Ring& ring, std::size_t elements) {
  Tensor tensor = Tensor::zeros(ring, Shape{elements});
  auto* bytes = static_cast<std::byte*>(tensor.data());
  for (std::size_t i = 0; i < elements; ++i) {
    bytes[i * ring.element_bytes] = static_cast<std::byte>(i + 1);
  }
  return tensor;
}

inline constexpr Label kSomeLabel{Phase::online,     Pass::backward,    513,
                                  Operation::matmul, MaterialType::dot, 77};

/// An envelope with something in every field.
inline Envelope envelope_of(MessageKind kind, std::vector<Tensor> tensors,
                            RingId ring = RingId::z64, bool packed = false) {
  Payload payload{std::move(tensors), nullptr};
  if (kind == MessageKind::key) {
    payload.key = std::make_shared<const Key>(Key{std::byte{1}, std::byte{2}});
  }
  const Header header{.tag = Tag{0x0123456789abcdefU},
                      .label = kSomeLabel,
                      .rounds = 3,
                      .chain = 4,
                      .kind = kind,
                      .ring = ring,
                      .part = 5,
                      .elements = static_cast<std::uint32_t>(payload.elements()),
                      .packed = packed};
  return {header, std::make_shared<const Payload>(std::move(payload)), {.hop = 9, .alone = 8}};
}

inline bool same(const Header& a, const Header& b) { return to_bytes(a) == to_bytes(b); }

}  // namespace fathom
