#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "protocol/engines/engine.hpp"
#include "protocol/outputs.hpp"

namespace fathom {

/// The truncated values of a row of the tables, seen in the clear.
struct Magnitude {
  double sum = 0;       ///< of |value| 2^(its fractional bits before truncation)
  double expected = 0;  ///< of sum / M: what a truncation that can wrap is expected to get wrong
  std::int64_t values = 0;
};

/// The reading in the clear, by one party that knows everything. Over `reals()` it is the plaintext
/// twin: double precision, no quantisation. Over a ring it is the encoded twin: the same integers
/// as on shares, each truncation exact and to the nearest.
class Clear final : public Engine {
 public:
  Clear(const Settings& settings, const Ring& arithmetic, InputData data);

  /// Reads a program from beginning to end.
  void read(const std::function<Task<Done>(Engine&)>& program);

  [[nodiscard]] const Outputs& outputs() const { return outputs_; }
  /// Outputs go to `sink` as they come, instead of being kept.
  using Sink = std::function<void(const std::string& name, Output output)>;
  void set_sink(Sink sink) { sink_ = std::move(sink); }
  /// Per row. [SecureML, theorem 1]
  [[nodiscard]] const std::map<Label, Magnitude>& magnitudes() const { return magnitudes_; }
  /// Values that left a polynomial's interval, per row.
  [[nodiscard]] const BoundRows& bounds() const { return bounds_; }

 protected:
  [[nodiscard]] Task<Values> perform(Performance performance) override;
  [[nodiscard]] Task<Done> do_take_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Tensor> do_sum_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Value> do_input(std::string source, std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Tensor do_constant(const Shape& shape, const std::vector<double>& values) override;
  [[nodiscard]] Task<Done> do_output(Shape shape, int fractional_bits, Tensor data,
                                     std::string name, Tag tag) override;
  void on_reveal(const Strand& strand, const std::vector<PartyId>& audience, const Shape& shape,
                 const std::string& value) override;
  void on_interval(const Strand& strand, const Secret& x, const Tensor& data,
                   double half_width) override;
  [[nodiscard]] Task<Done> do_keep(std::string name, std::size_t first_row, Tensor x) override;
  [[nodiscard]] Task<Tensor> do_read_kept(std::string name,
                                          std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Tensor zeros(const Ring& ring, const Shape& shape) override;

 private:
  void note_magnitude(const Strand& strand, const Performance& performance, Scale scale,
                      const Tensor& value);

  const Ring& arithmetic_;
  InputData data_;
  Outputs outputs_;
  Sink sink_;
  std::map<Label, Magnitude> magnitudes_;
  BoundRows bounds_;
  InputStore kept_;
};

}  // namespace fathom
