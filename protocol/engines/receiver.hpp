#pragma once

#include "protocol/engines/paper.hpp"
#include "protocol/outputs.hpp"
#include "protocol/party.hpp"

namespace fathom {

/// The output receiver's reading: it follows the program on paper and, where the program gives a
/// value out, adds the two servers' shares of it. It alone learns the value.
class ReceiverReading final : public Paper {
 public:
  ReceiverReading(const Settings& settings, Party& me) : Paper(settings), me_(me) {
    me_.set_packed(settings.packed);
  }

  [[nodiscard]] const Outputs& outputs() const { return outputs_; }

 protected:
  [[nodiscard]] Task<Done> do_output(Shape shape, int fractional_bits, Tensor data,
                                     std::string name, Tag tag) override;

 private:
  Party& me_;
  Outputs outputs_;
};

}  // namespace fathom
