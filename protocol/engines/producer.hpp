#pragma once

#include <deque>

#include "protocol/engines/paper.hpp"
#include "protocol/materials/delivery.hpp"

namespace fathom {

/// The crypto producer's reading: paper with masks. It follows the servers' program, makes the
/// material that each operation requests, and streams it as far ahead as its window of credits
/// allows. It needs no plan and nobody to ask it.
class ProducerReading final : public Paper {
 public:
  /// `keys` are those that the producer shares with server 0 and server 1.
  ProducerReading(const Settings& settings, Party& me, const std::array<Key, 2>& keys);

  /// Before the program: sends the servers their keys, when material is seeded.
  void begin(Strand& strand);

  /// Pieces of material made so far.
  [[nodiscard]] std::int64_t produced() const { return produced_; }

 protected:
  [[nodiscard]] Task<Values> on_operation(Performance performance) override;

 private:
  [[nodiscard]] Task<ProducedMaterial> make(Request request, Tag tag, std::vector<Tensor> masks);

  struct Outstanding {
    Tag tag;
    std::array<bool, 2> credit{};
  };
  Party& me_;
  std::array<Key, 2> keys_;
  std::deque<Outstanding> outstanding_;
  std::int64_t produced_ = 0;
};

}  // namespace fathom
