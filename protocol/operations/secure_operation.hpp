#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "protocol/materials/request.hpp"
#include "protocol/settings.hpp"
#include "protocol/task.hpp"

namespace fathom {

/// Elements that the servers send each other at one point of an operation, side by side: an opening
/// is {n, n}, a reveal to server 0 is {0, n}. Nothing is sent where the number is 0.
struct Exchange {
  MessageKind kind = MessageKind::opening;
  std::array<std::int64_t, 2> elements{};  ///< from server 0, from server 1
};

/// What `run` works with beside the party: the variant, and the name of this instance.
struct RunContext {
  const Settings& settings;
  Tag tag;
};

/// One operation on private tensors, written once and read by every engine: in the clear, as
/// formulas on paper, and as the protocol on shares. Formulas depend on shapes and settings alone;
/// `run` can obtain no material that `request` did not name. Truncation is not part of an
/// operation: the engine adds it after every one in the same way.
class SecureOperation {
 public:
  SecureOperation() = default;
  SecureOperation(const SecureOperation&) = delete;
  SecureOperation& operator=(const SecureOperation&) = delete;
  virtual ~SecureOperation() = default;

  [[nodiscard]] virtual Operation operation() const = 0;
  [[nodiscard]] virtual Shape result() const = 0;

  /// In the clear, over doubles or encoded integers.
  [[nodiscard]] virtual Tensor in_the_clear(const Local& local,
                                            const std::vector<Tensor>& inputs) const = 0;

  /// On paper: the material, the exchanges in order, and each server's work (material not counted).
  [[nodiscard]] virtual std::optional<Request> request() const { return std::nullopt; }
  [[nodiscard]] virtual std::vector<Exchange> exchanges() const { return {}; }
  [[nodiscard]] virtual Work work(int server) const = 0;

  /// On shares: this party's share of the result.
  [[nodiscard]] virtual Task<Tensor> run(Party& me, RunContext context,
                                         std::vector<Tensor> inputs) const = 0;
};

using OperationPtr = std::shared_ptr<const SecureOperation>;

/// Opens tensors to both servers: each sends its shares and adds the other's. One round for all of
/// them; sum of sizes elements each way.
[[nodiscard]] Task<std::vector<Tensor>> open(Party& me, Tag tag, std::vector<Tensor> shares);

}  // namespace fathom
