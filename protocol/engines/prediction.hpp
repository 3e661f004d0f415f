#pragma once

#include <array>
#include <deque>
#include <functional>
#include <utility>

#include "metrics/depth.hpp"
#include "metrics/framing.hpp"
#include "metrics/ledger.hpp"
#include "protocol/engines/paper.hpp"
#include "protocol/materials/delivery.hpp"

namespace fathom {

/// The kinds of formulas that predict a run; a test adds one to each in turn and must see the
/// comparison with a measurement fail.
enum class Formula : std::uint8_t {
  none,
  exchange_elements,
  exchange_rounds,
  material_elements,
  material_messages,
  producer_work,
  material_server_work,
  credit_messages,
  key_messages,
  operation_work,
  truncation_work,
  gather_work,
  input_elements,
  input_work,
  output_elements,
  output_work,
  framing,
  reveal_elements,
  request_messages,
};
inline constexpr int kFormulas = 19;

/// Predicts the whole cost of a program from formulas: every message of every party, rounds by the
/// recursion over both servers' depths, work, and reveals. Nothing is run and no share exists.
class Prediction final : public Paper {
 public:
  explicit Prediction(const Settings& settings, bool per_step = false,
                      Formula falsified = Formula::none, Providers providers = Providers::apart);

  /// What will carry the messages; before `read`.
  void set_transport(Transport transport) { ledger_.set_transport(transport); }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  /// Reads a program from beginning to end; once.
  void read(const std::function<Task<Done>(Engine&)>& program);
  [[nodiscard]] Rounds rounds() const { return rounds_; }
  /// Longest chain of causes over all messages and parties.
  [[nodiscard]] std::int64_t chain() const { return chain_; }

 protected:
  [[nodiscard]] Task<Values> on_operation(Performance performance) override;
  [[nodiscard]] Task<Key> do_agree(Tag tag, Key seed) override;
  [[nodiscard]] Task<Done> do_take_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Done> do_take_blocks(InputSource stream,
                                          std::vector<InputBlock> blocks) override;
  [[nodiscard]] Task<Value> do_input(std::string source, std::vector<std::uint32_t> rows) override;
  [[nodiscard]] Task<Tensor> do_sum_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Done> do_output(Shape shape, int fractional_bits, Tensor data,
                                     std::string name, Tag tag) override;
  [[nodiscard]] Task<Tensor> do_read_kept(std::string name,
                                          std::vector<std::uint32_t> rows) override;
  void on_reveal(const Strand& strand, const std::vector<PartyId>& audience, const Shape& shape,
                 const std::string& value) override;

 private:
  /// Before the program: the producer's keys, when material is seeded, and that of the servers,
  /// when there is a likelihood server.
  void begin(Strand& strand);
  void key(Strand& strand, PartyId from, PartyId to);
  /// After the program: the longest chains.
  void finish(const Strand& strand);
  [[nodiscard]] std::int64_t formula(Formula which, std::int64_t value) const;
  void message(const Label& label, Link link, MessageKind kind, std::int64_t elements,
               const Ring& ring);
  void work(const Label& label, PartyId party, Formula which, Work work);
  void material(Strand& strand, const Request& request);
  void wait_for_credits(Strand& strand);
  void wait_for_requests(Strand& strand, const Label& label, const DeliveryCost& cost);
  [[nodiscard]] std::int64_t credit(const Strand& strand, const Label& label, std::size_t server);
  void exchanges(Strand& strand, const SecureOperation& operation);
  void exchange(Strand& strand, const Exchange& exchange);
  void take_key(Strand& strand, PartyId provider);
  void take_block(Strand& strand, const Label& label, const InputBlock& block,
                  std::size_t elements);

  Ledger ledger_;
  Hops hops_;
  Formula falsified_;
  /// Chain of the credit that each server sends for a request (-1: it sends none), oldest first,
  /// for the requests that the window still looks back on.
  std::deque<std::array<std::int64_t, 2>> credits_;
  std::int64_t receiver_chain_ = 0;
  Rounds rounds_;
  std::int64_t chain_ = 0;
};

}  // namespace fathom
