#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "protocol/materials/request.hpp"
#include "protocol/settings.hpp"
#include "protocol/task.hpp"
#include "protocol/value.hpp"

namespace fathom {

/// Between whom an exchange is.
enum class Way : std::uint8_t { servers, to_likelihood, from_likelihood };

/// Elements that the servers send each other at one point of an operation, side by side: an opening
/// is {n, n}, a reveal to server 0 is {0, n}. Nothing is sent where the number is 0. On the other
/// ways the numbers are what each server sends the likelihood server, or gets from it; of keys,
/// which have no elements, they are how many.
struct Exchange {
  MessageKind kind = MessageKind::opening;
  std::array<std::int64_t, 2> elements{};  ///< from server 0, from server 1
  const Ring* ring = nullptr;              ///< of the elements
  Way way = Way::servers;
};

/// What `run` works with beside the party: the variant, and the name of this instance.
struct RunContext {
  const Settings& settings;
  Tag tag;
};

/// One operation on private tensors, written once and read by every engine: in the clear, as
/// formulas on paper, and as the protocol on shares. Formulas depend on shapes and settings alone;
/// `run` can obtain no material that `request` did not name. Local truncation is not part of an
/// operation: the engine adds it after every one in the same way. A truncation that is a protocol
/// of its own, or fused with a product, is (`truncates`).
class SecureOperation {
 public:
  SecureOperation() = default;
  SecureOperation(const SecureOperation&) = delete;
  SecureOperation& operator=(const SecureOperation&) = delete;
  virtual ~SecureOperation() = default;

  [[nodiscard]] virtual Operation operation() const = 0;
  [[nodiscard]] virtual MaterialType material() const { return MaterialType::none; }
  [[nodiscard]] virtual std::vector<Shape> results() const = 0;
  /// The results' ring, when it is not that of the operands.
  [[nodiscard]] virtual const Ring* result_ring() const { return nullptr; }
  /// Whether the operands must be masked: `run` then has their openings and its shares of their
  /// masks, and the material's relation their masks.
  [[nodiscard]] virtual bool takes_masked() const { return false; }
  /// Whether the results come out masked, with their openings known to both servers.
  [[nodiscard]] virtual bool masks_results() const { return false; }
  /// Whether truncation is part of the operation, and whether it can wrap around.
  [[nodiscard]] virtual bool truncates() const { return false; }
  [[nodiscard]] virtual bool wraps() const { return true; }

  /// The operand is hidden statistically, provided that its integer stays within 2^this.
  [[nodiscard]] virtual std::optional<int> hides_within() const { return std::nullopt; }

  /// In the clear, over doubles or encoded integers; what truncates does so by `local.drop_bits`.
  [[nodiscard]] virtual std::vector<Tensor> in_the_clear(
      const Local& local, const std::vector<Tensor>& inputs) const = 0;

  /// On paper: the material, the exchanges in order, and each server's work (material not counted).
  [[nodiscard]] virtual std::optional<Request> request() const { return std::nullopt; }
  [[nodiscard]] virtual std::vector<Exchange> exchanges() const { return {}; }
  [[nodiscard]] virtual Work work(int server) const = 0;

  /// At the crypto producer: the masks of the results, from those of the operands and the material
  /// just made, when the results come out masked; and its work for them.
  [[nodiscard]] virtual std::vector<Tensor> result_masks(const Local& local,
                                                         const std::vector<Tensor>& masks,
                                                         const ProducedMaterial& made) const;
  [[nodiscard]] virtual Work result_masks_work() const { return {}; }

  /// On shares: what this server then holds of the results.
  [[nodiscard]] virtual Task<Values> run(Party& me, RunContext context, Values inputs) const = 0;

  /// At the likelihood server: its part, if the operation has one for it; and its work.
  [[nodiscard]] virtual Task<Done> assist(Party& me, RunContext context) const;
  [[nodiscard]] virtual Work assist_work() const { return {}; }
};

using OperationPtr = std::shared_ptr<const SecureOperation>;

/// An opening of that many elements of `ring`, by both servers.
[[nodiscard]] Exchange opening_of(const Ring& ring, std::size_t elements);

/// Opens tensors to both servers: each sends its shares and adds the other's. One round for all of
/// them; sum of sizes elements each way.
[[nodiscard]] Task<std::vector<Tensor>> open(Party& me, Tag tag, std::vector<Tensor> shares);

}  // namespace fathom
