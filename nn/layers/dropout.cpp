#include "nn/layers/dropout.hpp"

#include <cmath>
#include <cstring>
#include <utility>

#include "metrics/errors.hpp"
#include "protocol/made.hpp"
#include "protocol/operations/local_operation.hpp"
#include "protocol/rings/public_number.hpp"

namespace fathom {
namespace {

constexpr int kScaleBits = 12;
constexpr std::uint64_t kDropoutKey = 2;

using Keep = std::shared_ptr<const std::vector<bool>>;

// The elements that stay, drawn by the layer and the number of its forward pass: alike at both
// servers, and in every variant.
Keep draw(const Key& key, Tag tag, std::size_t size, double rate) {
  std::vector<std::uint32_t> words(size);
  Generator(key).fill(tag, 0, 0, 0, std::as_writable_bytes(std::span(words)));
  const double threshold = std::ldexp(rate, 32);
  auto keep = std::make_shared<std::vector<bool>>(size);
  for (std::size_t i = 0; i < size; ++i) (*keep)[i] = static_cast<double>(words[i]) >= threshold;
  return keep;
}

void mask_into(Tensor& out, const Tensor& x, const std::vector<bool>& keep) {
  const std::size_t bytes = x.ring().element_bytes;
  std::memset(out.data(), 0, out.bytes());
  auto* to = static_cast<std::byte*>(out.data());
  const auto* from = static_cast<const std::byte*>(x.data());
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) std::memcpy(to + i * bytes, from + i * bytes, bytes);
  }
}

Tensor masked(const Tensor& x, const Keep& keep) {
  return made(x.ring(), x.shape(), std::array{x},
              [keep](const auto& in, Tensor& out) { mask_into(out, in[0], *keep); });
}

}  // namespace

Dropout::Dropout(double rate, std::uint64_t seed, std::string name)
    : Layer(std::move(name)), rate_(rate), key_(derive_key(seed, kDropoutKey)) {
  if (!(rate >= 0.0 && rate < 1.0)) throw UserError("a dropout rate lies in [0, 1)");
}

Task<Done> Dropout::set_up(Engine& engine) {
  const LabelScope scope(co_await this_strand(), id(), Pass::none);
  std::string seed_of = name();
  if (rate_ > 0.0) key_ = co_await engine.agree(std::move(seed_of), key_);
  co_return Done{};
}

Task<Secret> Dropout::forward(Engine& engine, Secret x, Pass pass) {
  Strand& strand = co_await this_strand();
  if (pass != Pass::forward || rate_ == 0.0) co_return x;
  const LabelScope scope(strand, id(), pass);
  keep_ = draw(key_, named_tag(name(), draws_++), x.size(), rate_);
  co_return co_await drop(engine, std::move(x));
}

Task<Secret> Dropout::backward(Engine& engine, Secret dy, bool needs_dx) {
  const LabelScope scope(co_await this_strand(), id(), Pass::backward);
  if (!needs_dx) co_return Secret();
  if (rate_ == 0.0) co_return dy;
  co_return co_await drop(engine, std::move(dy));
}

Task<Secret> Dropout::drop(Engine& engine, Secret x) {
  const Work work = work_of::elements(x.size());
  const int bits = x.fractional_bits();
  auto operation = std::make_shared<LocalOperation>(
      Operation::dropout, x.shape(), std::array<Work, 2>{work, work},
      [keep = keep_](const Local& local, const std::vector<Tensor>& in) {
        local.element_operations(in[0].ring(), in[0].size());
        return masked(in[0], keep);
      },
      LocalOperation::Kind::affine);
  std::vector<Secret> inputs{std::move(x)};
  Secret kept = co_await engine.local(std::move(operation), std::move(inputs), bits, 0);
  const PublicNumber scale = encode_public_significant(1.0 / (1.0 - rate_), kScaleBits);
  co_return co_await engine.scale(std::move(kept), scale);
}

}  // namespace fathom
