#pragma once

#include <array>

#include "tests/protocol/views/draws.hpp"

namespace fathom::test {

/// A fault to be caught, and by which checks: one opening alone, openings in pairs, possession.
struct PlantedFault {
  std::string name;
  Fault fault;
  std::array<bool, 3> caught;
};

/// Faults in the bytes of generators, planted in the mask of the first value that is opened.
/// `first` and `second` name the first product and the square after it.
[[nodiscard]] std::vector<PlantedFault> faults_of_streams(Tag first, Tag second);

/// Faults in what the parties make of the bytes.
[[nodiscard]] std::vector<PlantedFault> faults_of_protocol(Tag first, Tag second);

}  // namespace fathom::test
