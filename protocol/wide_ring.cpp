#include "protocol/wide_ring.hpp"

#include "metrics/errors.hpp"

namespace fathom {

void choose_wide_ring(Settings& settings, int half_width_log2, const ActivationDemand& demand) {
  if (!settings.switch_ring) return;
  settings.wide_ring = &p270();
  try {
    check_room(settings, half_width_log2, demand);
  } catch (const UserError&) {
    settings.wide_ring = &m521();
  }
}

}  // namespace fathom
