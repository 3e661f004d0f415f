#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fathom {

/// The part of a run that a message or a piece of work belongs to.
enum class Phase : std::uint8_t { setup, offline, input, online, output };

/// The direction in which the model is being read.
enum class Pass : std::uint8_t { none, forward, backward, update, predict };

/// What is being done. One word for one thing, the same in code, tables and messages.
enum class Operation : std::uint8_t {
  none,
  key,
  credit,
  share,
  gather,
  add,
  subtract,
  scale,
  add_constant,
  add_row,
  sum_rows,
  weighted_sum,
  truncate,
  multiply,
  square,
  matmul,
  convolve,
  pool,
  dropout,
  reveal,
  softmax,
  output,
  mask,
  polynomial,
  change_ring,
  permute,
  expand,
  sum,
  request,
  refresh,
};

/// The kind of correlated randomness that an operation consumes.
enum class MaterialType : std::uint8_t {
  none,
  multiplication,
  dot,
  square,
  convolution,
  mask,
  powers,
  truncation_pair,
  msb_pair,
  permutation,
};

/// Position of a layer in the model's list of names; 0 is "-", no layer.
using LayerId = std::uint16_t;

/// The names that layer ids stand for. Made by the model, the same at every party.
class LayerNames {
 public:
  LayerId add(std::string name);
  [[nodiscard]] const std::string& operator[](LayerId layer) const;
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_{"-"};
};

/// What a message, a piece of work or a span of time is for. A field of the message, set by the
/// strand that sends it, never inferred from the time at which it passed.
struct Label {
  Phase phase = Phase::online;
  Pass pass = Pass::none;
  LayerId layer = 0;
  Operation operation = Operation::none;
  MaterialType material = MaterialType::none;
  std::uint32_t step = 0;

  constexpr auto operator<=>(const Label&) const = default;
};

/// The label without its step in 32 bits, as the header carries it: phase 3, pass 3, layer 10,
/// operation 8, material 8.
[[nodiscard]] std::uint32_t pack(const Label& label);
[[nodiscard]] Label unpack_label(std::uint32_t packed, std::uint32_t step);
/// Whether every field of a packed label, received from outside, names something.
[[nodiscard]] bool is_valid_label(std::uint32_t packed);

[[nodiscard]] std::string_view to_string(Phase phase);
[[nodiscard]] std::string_view to_string(Pass pass);
[[nodiscard]] std::string_view to_string(Operation operation);
[[nodiscard]] std::string_view to_string(MaterialType material);

}  // namespace fathom
