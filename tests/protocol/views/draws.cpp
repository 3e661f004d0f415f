#include "tests/protocol/views/draws.hpp"

#include <algorithm>
#include <bit>
#include <random>
#include <utility>

#include "protocol/tensor_math.hpp"

namespace fathom::test {

namespace {

/// Of elements from 0 to the modulus.
int greatest_bits(const Tensor& drawn) {
  std::vector<std::uint64_t> words(drawn.size() * kIntegerWords);
  drawn.ring().kernels.to_words(drawn.data(), Reading::representative, words.data(), drawn.size());
  int bits = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    constexpr int kWord = 64;
    const int below = kWord * static_cast<int>(i % kIntegerWords);
    if (words[i] != 0) bits = std::max(bits, below + static_cast<int>(std::bit_width(words[i])));
  }
  return bits;
}

}  // namespace

Draws::Draws(const Fault& fault, const std::array<Key, 2>& producer_keys,
             std::optional<Address> moved)
    : fault_(fault), keys_(producer_keys), moved_(std::move(moved)), before_(observe_draws(this)) {}

Draws::~Draws() { observe_draws(before_); }

Tensor Draws::on_draw(const Draw& draw, Tensor drawn) {
  if (silent_) return drawn;
  const Address address{draw.key, draw.tag, draw.part};
  if (fault_.of_streams) drawn = fault_.of_streams(*this, draw, drawn);
  if (moved_ == address) drawn = add(drawn, shift_of(drawn.ring(), drawn.shape()));
  if (fault_.of_protocol) drawn = fault_.of_protocol(*this, draw, drawn);
  const bool covers_ring = draw.bits == drawn.ring().bits;
  const int bits = covers_ring ? draw.bits : greatest_bits(drawn);
  uses_.push_back({address, &draw.generator, drawn.ring().id, drawn.shape(), bits});
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
