#include "actors/deployment/outbox.hpp"

#include <algorithm>
#include <utility>

namespace fathom {
namespace {

/// The head and the tensors.
std::size_t sections(const OutgoingFrame& frame) {
  return 1 + (frame.elements ? frame.elements->tensors.size() : 0);
}

std::span<const char> section(const OutgoingFrame& frame, std::size_t index) {
  if (index == 0) return frame.head;
  const Tensor& tensor = frame.elements->tensors[index - 1];
  return {static_cast<const char*>(tensor.data()), tensor.bytes()};
}

}  // namespace

std::size_t OutgoingFrame::size() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < sections(*this); ++i) sum += section(*this, i).size();
  return sum;
}

void Outbox::push(OutgoingFrame frame) { frames_.push_back(std::move(frame)); }

std::span<const char> Outbox::rest() const {
  return section(frames_.front(), section_).subspan(taken_);
}

void Outbox::take(std::size_t most, Buffer& out) {
  while (!frames_.empty()) {
    const std::span<const char> next = rest().first(std::min(most, rest().size()));
    out.insert(out.end(), next.begin(), next.end());
    most -= next.size();
    taken_ += next.size();
    if (!rest().empty()) return;
    taken_ = 0;
    if (++section_ < sections(frames_.front())) continue;
    section_ = 0;
    frames_.pop_front();
    return;
  }
}

}  // namespace fathom
