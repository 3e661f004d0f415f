#include "tests/protocol/views/draws.hpp"

#include <random>
#include <utility>

#include "protocol/tensor_math.hpp"

namespace fathom::test {

Draws::Draws(const Fault& fault, const std::array<Key, 2>& producer_keys,
             std::optional<Address> moved)
    : fault_(fault), keys_(producer_keys), moved_(std::move(moved)), before_(observe_draws(this)) {}

Draws::~Draws() { observe_draws(before_); }

Tensor Draws::on_draw(const Draw& draw, Tensor drawn) {
  if (silent_) return drawn;
  const Address address{draw.key, draw.tag, draw.part};
  const bool covers_ring = draw.bits == drawn.ring().bits;
  uses_.push_back({address, &draw.generator, drawn.ring().id, drawn.shape(), covers_ring});
  if (fault_.of_streams) drawn = fault_.of_streams(*this, draw, drawn);
  if (moved_ == address) drawn = add(drawn, shift_of(drawn.ring(), drawn.shape()));
  if (fault_.of_protocol) drawn = fault_.of_protocol(*this, draw, drawn);
  return drawn;
}

bool Draws::is_to(int server, const Draw& draw) const {
  return draw.key == keys_[static_cast<std::size_t>(server)];
}

Tensor Draws::unseen(const Draw& like, const Tensor& drawn, Tag tag) {
  silent_ = true;
  Tensor other = like.generator.uniform(drawn.ring(), drawn.shape(), tag, like.part);
  silent_ = false;
  return other;
}

Tensor shift_of(const Ring& ring, const Shape& shape) {
  std::mt19937_64 random(20170919);
  std::vector<std::uint64_t> words(shape.size() * kIntegerWords);
  for (std::uint64_t& word : words) word = random();
  Tensor shift(ring, shape);
  ring.kernels.from_words(words.data(), shift.data(), shape.size());
  return shift;
}

}  // namespace fathom::test
