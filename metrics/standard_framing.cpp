#include "metrics/framing.hpp"

namespace fathom {

/// CAF writes a message's content as 2 bytes of type number (0: known by name), 1 byte for the
/// length of the name, "@<>+", and the name of each element's type.
const Framing& standard_framing() {
  constexpr auto kTypeName = [](std::string_view name) {
    return Bytes{2 + 1 + 4 + static_cast<std::int64_t>(name.size())};
  };
  static constexpr Framing kFraming{.type_name = {
                                        kTypeName("fathom::KeyMessage"),
                                        kTypeName("fathom::Credit"),
                                        kTypeName("fathom::InputShare"),
                                        kTypeName("fathom::Material"),
                                        kTypeName("fathom::Opening"),
                                        kTypeName("fathom::Reveal"),
                                        kTypeName("fathom::OutputShare"),
                                        kTypeName("fathom::MaterialRequest"),
                                    }};
  return kFraming;
}

}  // namespace fathom
