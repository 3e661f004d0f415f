#pragma once

#include "protocol/kernels/field_schemes.hpp"
#include "protocol/rings/mersenne_field.hpp"
#include "protocol/rings/p270_field.hpp"

namespace fathom {

/// The fields beside Q, and the limbs of their matrix products. See field_schemes.hpp.
using M61Field = MersenneField<std::uint64_t, std::int64_t, 61>;
using M127Field = MersenneField<unsigned __int128, __int128, 127>;
using M521Field = MersenneField<WideInteger<9>, WideInteger<9, true>, 521>;

using M61Portable = FieldPortable<M61Field, 1, 61>;
using M61Lanes = FieldLanes<M61Field, 3, 21, 4>;
using M127Portable = FieldPortable<M127Field, 3, 43>;
using M127Lanes = FieldLanes<M127Field, 5, 26, 2>;
using P270Portable = FieldPortable<P270Field, 5, 54>;
using M521Portable = FieldPortable<M521Field, 9, 58>;

}  // namespace fathom
