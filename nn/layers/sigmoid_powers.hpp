#pragma once

#include "nn/layers/sigmoid_forms.hpp"

namespace fathom {

/// The forms that evaluate several powers from one opening; their figures stand with
/// `activation`. The slope, when it is asked for, comes from the same openings and, but for 3 by 3
/// (n elements more), from the same material.

/// q(y) = c1 + c3 y + c5 y^2 + ... of y = u^2, then times u.
[[nodiscard]] Task<Activation> by_powers_of_y(Engine& engine, Secret u, OddPolynomial polynomial);

/// v = u^2 and t = u^3; then c1 u + c3 t + c5 v t + c7 u t^2 + c9 t^3.
[[nodiscard]] Task<Activation> by_powers_3x3(Engine& engine, Secret u, OddPolynomial polynomial);

/// All at once. With the ring switched: u goes to the wider ring and the values come back, each
/// switch n elements one way of the ring that is left; 2 rounds when each server sends one of the
/// switches, 3 when server 0 sends both.
[[nodiscard]] Task<Activation> by_powers(Engine& engine, Secret u, OddPolynomial polynomial);

}  // namespace fathom
