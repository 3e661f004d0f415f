#pragma once

#include <deque>

#include "protocol/engines/paper.hpp"
#include "protocol/input_sharing.hpp"
#include "protocol/materials/delivery.hpp"

namespace fathom {

/// The crypto producer's reading: paper with masks. It follows the servers' program, makes the
/// material that each operation requests, and sends it at once, as far ahead as its window of
/// credits allows, or when the servers ask for it: in the order of the program, so it needs no
/// plan.
class ProducerReading final : public Paper {
 public:
  /// `keys` are those that the producer shares with server 0 and server 1.
  ProducerReading(const Settings& settings, Party& me, const std::array<Key, 2>& keys);

  /// Before the program: sends the servers their keys, when material is seeded.
  void begin(Strand& strand);

  /// Pieces of material made so far.
  [[nodiscard]] std::int64_t produced() const { return produced_; }

 protected:
  [[nodiscard]] Task<Done> do_take_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Tensor> do_sum_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Value> do_input(std::string source, std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Task<Values> on_operation(Performance performance) override;

 private:
  [[nodiscard]] Task<ProducedMaterial> make(Request request, Tag tag, std::vector<Tensor> masks);

  /// A piece of material, and who receives something for it.
  struct Piece {
    Tag tag;
    std::array<bool, 2> receives{};
  };
  /// Messages of that kind about the piece, from those who receive something for it.
  [[nodiscard]] Task<Done> hear(MessageKind kind, Piece piece);

  Party& me_;
  std::array<Key, 2> keys_;
  InputMasks masks_;
  std::deque<Piece> outstanding_;
  std::int64_t produced_ = 0;
};

}  // namespace fathom
