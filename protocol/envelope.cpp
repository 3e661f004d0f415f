#include "protocol/envelope.hpp"

#include <algorithm>

#include "metrics/digest.hpp"
#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom {
namespace {

// The next `size` elements of a run of tensors, piece by piece; `at` and `used` remember how far it
// has come.
std::vector<Tensor> take_elements(const std::vector<Tensor>& parts, std::size_t& at,
                                  std::size_t& used, std::size_t size) {
  std::vector<Tensor> pieces;
  while (size > 0) {
    const std::size_t count = std::min(size, parts[at].size() - used);
    if (count > 0) pieces.push_back(parts[at].slice(used, Shape{count}));
    size -= count;
    used += count;
    if (used == parts[at].size()) {
      ++at;
      used = 0;
    }
  }
  return pieces;
}

bool only_sized(const std::vector<Tensor>& parts) {
  return std::ranges::any_of(parts, [](const Tensor& part) { return !part.has_elements(); });
}

std::vector<Tensor> sized_tensors(const Ring& ring, const std::vector<Shape>& shapes) {
  std::vector<Tensor> tensors;
  for (const Shape& shape : shapes) tensors.push_back(Tensor::sized(ring, shape));
  return tensors;
}

}  // namespace

std::int64_t Payload::elements() const {
  std::int64_t sum = 0;
  for (const Tensor& tensor : tensors) sum += static_cast<std::int64_t>(tensor.size());
  return sum;
}

ElementWidth width_of(const Ring& ring, bool packed) {
  if (packed) return {ring.bits};
  return {8 * static_cast<std::int64_t>(ring.element_bytes)};
}

Bytes payload_bytes(MessageKind kind, std::int64_t elements, const Ring& ring, bool packed) {
  if (kind == MessageKind::key) return Bytes{static_cast<std::int64_t>(sizeof(Key))};
  return payload_of(elements, width_of(ring, packed));
}

Bytes payload_bytes(const Header& header) {
  return payload_bytes(header.kind, header.elements, ring_of(header.ring), header.packed);
}

Bytes kept_bytes(const Header& header) {
  constexpr Bytes kAround{256};
  return payload_bytes(header) + kAround;
}

std::vector<std::vector<Tensor>> split_parts(const std::vector<Tensor>& tensors, bool packed) {
  std::vector<std::vector<Tensor>> parts(1);
  std::size_t room = 0;
  bool first = true;
  for (const Tensor& tensor : tensors) {
    const auto most = static_cast<std::size_t>(part_elements(width_of(tensor.ring(), packed)));
    if (first) room = most;
    first = false;
    for (std::size_t done = 0; done < tensor.size();) {
      if (room == 0) {
        parts.emplace_back();
        room = most;
      }
      const std::size_t count = std::min(room, tensor.size() - done);
      parts.back().push_back(count == tensor.size() ? tensor : tensor.slice(done, Shape{count}));
      done += count;
      room -= count;
    }
  }
  return parts;
}

std::vector<Tensor> assemble(const Ring& ring, const std::vector<Tensor>& parts,
                             const std::vector<Shape>& shapes) {
  std::vector<Tensor> tensors;
  std::size_t at = 0;
  std::size_t used = 0;
  for (const Shape& shape : shapes) {
    const std::size_t size = shape.size();
    while (at < parts.size() && used == 0 && parts[at].size() == 0) ++at;
    if (size > 0 && at < parts.size() && parts[at].size() - used >= size) {
      tensors.push_back(parts[at].slice(used, shape));
      used += size;
      if (used == parts[at].size()) {
        ++at;
        used = 0;
      }
    } else if (!only_sized(parts)) {
      const auto pieces = take_elements(parts, at, used, size);
      tensors.push_back(size == 0 ? Tensor(ring, shape) : concatenate_rows(pieces).reshaped(shape));
    } else {
      return sized_tensors(ring, shapes);
    }
  }
  return tensors;
}

std::uint64_t content_hash(const Payload& payload) {
  if (payload.key) return hash_bytes(payload.key->data(), payload.key->size());
  std::uint64_t hash = 0;
  for (const Tensor& tensor : payload.tensors) {
    if (!tensor.has_elements()) continue;
    hash = hash_bytes(tensor.data(), tensor.bytes(), hash);
  }
  return hash;
}

}  // namespace fathom
