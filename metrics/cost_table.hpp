#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "metrics/label.hpp"
#include "metrics/units.hpp"
#include "metrics/work.hpp"

namespace fathom {

/// What work costs on one core of a machine, measured for each ring and, for products, for each
/// kind and size: small ones spend their time elsewhere than in multiplications. What the compute
/// model `modelled` reads instead of the built-in table of the reference machine.
class CostTable {
 public:
  /// A product of up to so many multiply-adds takes so many picoseconds for each of them.
  struct Step {
    std::int64_t up_to = 0;
    std::int64_t ps = 0;
    bool operator==(const Step&) const = default;
  };
  struct Ring {
    std::vector<Step> matmul;    ///< by rising size; the last counts for all that are larger
    std::vector<Step> convolve;  ///< products of images' windows
    std::int64_t element_ps = 0;
    std::int64_t generator_byte_ps = 0;
    std::int64_t memory_byte_ps = 0;
    bool operator==(const Ring&) const = default;
  };

  /// `name` tells the table from others, in the column `compute`.
  explicit CostTable(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  void set(int ring_bits, Ring ring) { rings_[ring_bits] = std::move(ring); }
  [[nodiscard]] const std::map<int, Ring>& rings() const { return rings_; }

  /// Time of `work` in one piece, rounded up to the nanosecond. Rings that were not measured cost
  /// what they cost on the reference machine.
  [[nodiscard]] SimDuration time_of(int ring_bits, Operation operation, const Work& work) const;

  bool operator==(const CostTable&) const = default;

 private:
  std::string name_;
  std::map<int, Ring> rings_;
};

}  // namespace fathom
