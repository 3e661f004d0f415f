#include "protocol/operations/refresh.hpp"

#include <utility>

#include "protocol/local.hpp"

namespace fathom {
namespace {

constexpr std::uint8_t kFreshKey = 0;  ///< of server 0's own stream
constexpr std::uint8_t kMask = 0;      ///< of the fresh key's streams

class Refresh final : public SecureOperation {
 public:
  Refresh(const Ring& ring, std::vector<Shape> shapes) : ring_(ring), shapes_(std::move(shapes)) {}

  [[nodiscard]] Operation operation() const override { return Operation::refresh; }
  [[nodiscard]] std::vector<Shape> results() const override { return shapes_; }
  [[nodiscard]] std::vector<Tensor> in_the_clear(const Local& /*local*/,
                                                 const std::vector<Tensor>& in) const override {
    return in;
  }
  [[nodiscard]] std::vector<Exchange> exchanges() const override {
    return {{MessageKind::key, {1, 0}, &ring_}};
  }
  [[nodiscard]] Work work(int server) const override;
  [[nodiscard]] Task<Values> run(Party& me, RunContext context, Values inputs) const override;

 private:
  [[nodiscard]] Task<Key> agree_on_key(Party& me, Tag tag) const;

  const Ring& ring_;
  std::vector<Shape> shapes_;
};

constexpr Work kDrawKey{0, 0, static_cast<std::int64_t>(sizeof(Key)), 0};

// Expand the key, and add or subtract.
Work Refresh::work(int server) const {
  Work work = server == 0 ? kDrawKey : Work{};
  for (const Shape& shape : shapes_) {
    work += work_of::generator(ring_, shape.size()) + work_of::elements(shape.size());
  }
  return work;
}

Task<Key> Refresh::agree_on_key(Party& me, Tag tag) const {
  Strand& strand = co_await this_strand();
  if (me.id() == kServer1) {
    const auto parts = co_await me.receive(kServer0, tag, Expected{MessageKind::key});
    co_return *parts.front()->key;
  }
  Key key;
  me.charge(strand, ring_, kDrawKey);
  me.generator(me.id()).fill(tag, kFreshKey, 0, 0, key);
  me.send_key(strand, kServer1, tag, key);
  co_return key;
}

Task<Values> Refresh::run(Party& me, RunContext context, Values inputs) const {
  Strand& strand = co_await this_strand();
  const Key key = co_await agree_on_key(me, context.tag);
  const Generator fresh(key);
  const Local local(strand, me);
  Values results;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tag name = named_tag("refresh", i);
    const Tensor r = local.uniform(fresh, ring_, shapes_[i], name, kMask);
    const Tensor& x = inputs[i].share;
    results.emplace_back(me.id() == kServer0 ? local.subtract(x, r) : local.add(x, r));
  }
  co_return results;
}

}  // namespace

OperationPtr refresh_operation(const Ring& ring, std::vector<Shape> shapes) {
  return std::make_shared<Refresh>(ring, std::move(shapes));
}

}  // namespace fathom
