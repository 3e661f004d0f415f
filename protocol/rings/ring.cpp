#include "protocol/rings/ring.hpp"

#include <array>
#include <string>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {

namespace {

const std::array<const Ring*, 8>& all_rings() {
  static const std::array<const Ring*, 8> rings{&reals(), &z64(),  &z128(), &q121(),
                                                &m61(),   &m127(), &p270(), &m521()};
  return rings;
}

}  // namespace

const Ring& ring_of(RingId id) {
  for (const Ring* ring : all_rings()) {
    if (ring->id == id) return *ring;
  }
  throw InternalError("a ring id that names no ring");
}

const Ring& ring_named(std::string_view name) {
  std::string choices;
  for (const Ring* ring : all_rings()) {
    if (ring->name == name) return *ring;
    choices += (choices.empty() ? "" : ", ") + std::string(ring->name);
  }
  throw UserError("there is no ring \"" + printable(name, 60) + "\"; choose one of " + choices);
}

}  // namespace fathom
