#pragma once

#include "protocol/engines/paper.hpp"
#include "protocol/party.hpp"

namespace fathom {

/// The likelihood server's reading: it follows the program on paper and does its part where an
/// operation has one for it. It holds no key in common with anyone, only one of its own, and learns
/// the scores of training batches in orders that it does not know.
class LikelihoodReading final : public Paper {
 public:
  /// From `own` it draws the keys that it gives server 0.
  LikelihoodReading(const Settings& settings, Party& me, const Key& own)
      : Paper(settings), me_(me) {
    me_.set_key(me_.id(), own);
  }

 protected:
  [[nodiscard]] Task<Values> on_operation(Performance performance) override;
  void on_reveal(const Strand& strand, const std::vector<PartyId>& audience, const Shape& shape,
                 const std::string& value) override;

 private:
  Party& me_;
};

}  // namespace fathom
