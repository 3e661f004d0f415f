#pragma once

#include "protocol/audit.hpp"
#include "protocol/engines/engine.hpp"

namespace fathom {

/// The reading on shares, by one of the two servers: behind each handle lies this server's share.
class Shares : public Engine {
 public:
  /// `audit` may be null.
  Shares(const Settings& settings, Party& me, Audit* audit);

  /// Before the program: takes the key of the producer, when material is seeded. When there is a
  /// likelihood server, server 0 sends server 1 the key that the two share: `servers_key`, which
  /// server 1 does not have before.
  [[nodiscard]] Task<Done> begin(Key servers_key);

 protected:
  [[nodiscard]] Task<Values> perform(Performance performance) override;
  [[nodiscard]] Task<Key> do_agree(Tag tag, Key seed) override;
  [[nodiscard]] Task<Done> do_take_inputs(InputPlan plan) override;
  [[nodiscard]] Task<Done> do_take_blocks(InputSource stream,
                                          std::vector<InputBlock> blocks) override;
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

  /// This server's share of a value without its `drop` lowest bits, by local truncation.
  [[nodiscard]] virtual Tensor truncate(const Strand& strand, const Tensor& value, int drop) const;

  [[nodiscard]] int server_index() const { return me_.id() == kServer0 ? 0 : 1; }

 private:
  [[nodiscard]] Tensor truncated(const Strand& strand, Tag tag, const Tensor& value, int drop);

  Party& me_;
  Audit* audit_;
  InputStore inputs_;
  InputStore kept_;  ///< shares of what the program keeps
};

/// The tags of the key that the producer shares with a server, and of the servers' own.
[[nodiscard]] Tag producer_key_tag(PartyId server);
[[nodiscard]] Tag servers_key_tag();

}  // namespace fathom
