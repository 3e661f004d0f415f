#pragma once

#include <string>
#include <utility>
#include <vector>

#include "protocol/inputs.hpp"
#include "protocol/operations/bilinear_map.hpp"
#include "protocol/operations/local_operation.hpp"
#include "protocol/operations/secure_operation.hpp"
#include "protocol/polynomial.hpp"
#include "protocol/row_masks.hpp"
#include "protocol/secret.hpp"
#include "protocol/settings.hpp"
#include "protocol/stored_shares.hpp"
#include "protocol/when_all.hpp"

namespace fathom {

/// A tensor that every party knows.
struct PublicTensor {
  Shape shape;
  std::shared_ptr<const std::vector<double>> values;
};

/// Secure tensor operations, against which models and training loops are written once. What happens
/// behind them is the reading: doubles or encoded integers in the clear, formulas on paper, the
/// producer's material, or shares. All operations are tasks, additions too, because a truncation
/// may cost a round. All bookkeeping (shapes, fractional bits, names, labels) is here, so every
/// reading walks through the same names in the same order.
class Engine {
 public:
  explicit Engine(const Settings& settings) : settings_(settings) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] int fractional_bits() const { return settings_.fractional_bits; }

  /// Linear operations; the operands of add and subtract have equal fractional bits.
  [[nodiscard]] Task<Secret> add(Secret a, Secret b);
  [[nodiscard]] Task<Secret> subtract(Secret a, Secret b);
  [[nodiscard]] Task<Secret> add_row(Secret x, Secret row);
  [[nodiscard]] Task<Secret> sum_rows(Secret x);
  /// x + c.
  [[nodiscard]] Task<Secret> add_constant(Secret x, double constant);
  /// k x by a public number, which raises the fractional bits; then `drop` bits are truncated.
  [[nodiscard]] Task<Secret> scale(Secret x, PublicNumber factor, int drop = 0);
  /// k_0 x_0 + k_1 x_1 + ... + c, formed at 2f fractional bits and truncated once to f.
  [[nodiscard]] Task<Secret> weighted_sum(std::vector<Secret> terms, std::vector<double> factors,
                                          double constant);
  /// The same formed at `scale_bits` fractional bits, of which `drop` are then truncated.
  [[nodiscard]] Task<Secret> weighted_sum_at(int scale_bits, std::vector<Secret> terms,
                                             std::vector<double> factors, double constant,
                                             int drop);

  /// Products; their fractional bits add up and the product is then truncated by `drop` bits.
  [[nodiscard]] Task<Secret> multiply(Secret x, Secret y, int drop);
  [[nodiscard]] Task<Secret> square(Secret x, int drop);
  [[nodiscard]] Task<Secret> matmul(Secret x, Secret y, int drop, Transpose tx = Transpose::no,
                                    Transpose ty = Transpose::no);
  [[nodiscard]] Task<Secret> bilinear(BilinearMapPtr map, Secret x, Secret y, int drop);

  /// Public polynomials of x_1, x_2, ... of one shape, element by element, a result each. Whatever
  /// of x is not masked yet is masked in one round, n elements each way for each; then 0 rounds,
  /// and n elements of material for each monomial of degree 2 and more that divides a term. Under
  /// reuse none and weights the masks serve these polynomials alone. Truncations go together.
  [[nodiscard]] Task<std::vector<Secret>> polynomials(std::vector<Secret> x,
                                                      std::vector<PlainPolynomial> polynomials);

  /// A product whose second operand is public, with `weights` encoded at f fractional bits: each
  /// server applies the map to its share. 0 rounds, 0 bytes, no material.
  [[nodiscard]] Task<Secret> public_product(BilinearMapPtr map, Secret x, PublicTensor weights,
                                            int drop);
  /// Counts how many elements of x lie outside [-half_width, half_width], where anybody can see it:
  /// in the clear, and by the simulator.
  void watch_interval(const Strand& strand, const Secret& x, double half_width);

  /// Any operation without communication; `drop` as above. An affine map of values that are masked
  /// needs no opening of its own when it is used.
  [[nodiscard]] Task<Secret> local(LocalOperationPtr operation, std::vector<Secret> inputs,
                                   int fractional_bits, int drop);

  /// Drops `bits` fractional bits, in an operation of its own.
  [[nodiscard]] Task<Secret> truncate(Secret x, int bits);

  /// The same value in another ring, and `drop` fractional bits fewer. |x| < 2^bound_bits as an
  /// integer; `sender` is the server that sends.
  [[nodiscard]] Task<Secret> change_ring(Secret x, const Ring& to, int bound_bits, int drop,
                                         PartyId sender);

  /// Masks the values that are not masked yet, in one round: no later product opens them.
  [[nodiscard]] Task<Done> mask(std::vector<Secret> values);
  /// The same where products are function-dependent, and nothing otherwise: in that form values are
  /// held masked, and those that come in additively (weights) are masked ahead of their use.
  [[nodiscard]] Task<Done> hold_masked(std::vector<Secret> values);

  /// Whether element-wise products open a value once, however often it is used.
  [[nodiscard]] bool reuses_masks() const {
    return settings_.multiply == Form::function || settings_.reuse == Reuse::training ||
           settings_.reuse == Reuse::data;
  }

  /// Reveals to whom the settings say; `value` names it in the table of reveals.
  [[nodiscard]] Task<Public> reveal(Secret x, std::string value);
  /// softmax(z) - y, at f fractional bits.
  [[nodiscard]] Task<Secret> softmax_gradient(Public scores, Secret labels);
  /// softmax(z), row by row, by whoever the settings say, who sees each row in an order that it
  /// does not know: likelihoods `permuted` or `server`. `value` names what it sees.
  [[nodiscard]] Task<Secret> hidden_softmax(Secret z, std::string value);

  /// A seed from which both servers draw alike, named `name`: that of server 0, which sends it to
  /// server 1. Phase setup: no round, 16 bytes.
  [[nodiscard]] Task<Key> agree(std::string name, Key seed);

  /// All inputs of the plan but its streams, once, before any `input`.
  [[nodiscard]] Task<Done> take_inputs(InputPlan plan);
  /// The next batch of a stream, once, before `input` of its rows. The program is in its step.
  [[nodiscard]] Task<Done> take_batch(std::string stream, std::uint32_t batch);
  /// Rows of an input.
  [[nodiscard]] Task<Secret> input(std::string source, std::vector<std::uint32_t> rows);
  /// The sum of all rows of the plan's only source, of which nothing else is kept: each server adds
  /// what it receives as it comes. Takes the place of `take_inputs`; no round.
  [[nodiscard]] Task<Secret> sum_inputs(InputPlan plan);
  /// Keeps a value as rows `first_row`, ... of `name`, for the rest of the job: features that are
  /// extracted once. No message.
  [[nodiscard]] Task<Done> keep(std::string name, std::size_t first_row, Secret x);
  /// Rows of what was kept; under reuse `data` each row is masked once, as rows of inputs are.
  [[nodiscard]] Task<Secret> kept(std::string name, std::vector<std::uint32_t> rows);
  /// A public tensor as a private one: server 0 holds it, server 1 holds 0.
  [[nodiscard]] Task<Secret> constant(Shape shape, std::vector<double> values);
  /// Each server hands its share of every value to a sink of its own, under the value's name, after
  /// a refresh (see refresh_operation): what either keeps is uniform, and tells nothing without the
  /// other. 1 round, 16 bytes from server 0. In the clear the plain values are kept.
  [[nodiscard]] Task<Done> save(std::vector<std::string> names, std::vector<Secret> values);
  /// What was saved under that name in another job: each server takes its own share. No message.
  [[nodiscard]] Task<Secret> stored(std::string name, Shape shape, int fractional_bits);
  /// Before the program: what `stored` finds here. After it: what `save` has handed over.
  void set_stored(StoredShares stored) { stored_ = std::move(stored); }
  [[nodiscard]] const StoredShares& saved() const { return saved_; }
  /// Opens a value to the output receiver alone, under a name.
  [[nodiscard]] Task<Done> output(Secret x, std::string name);

  /// Two pieces of protocol that do not depend on each other: side by side when openings go
  /// together, one after the other when they go apart. The setting acts nowhere else. A value that
  /// both use and that is not masked yet must be masked by the first thing that `a` does, so that
  /// every reading finds the same one masking it.
  template <class A, class B>
  [[nodiscard]] Task<std::pair<A, B>> all(Task<A> a, Task<B> b) {
    if (settings_.together) {
      auto both = co_await when_all(fork_order(), std::move(a), std::move(b));
      co_return std::pair<A, B>(std::move(std::get<0>(both)), std::move(std::get<1>(both)));
    }
    A first = co_await a;
    B second = co_await b;
    co_return std::pair<A, B>(std::move(first), std::move(second));
  }
  /// The same for any number.
  [[nodiscard]] Task<Done> all(std::vector<Task<Done>> tasks);

 protected:
  /// Fractional bits of a result before truncation, and how many are dropped.
  struct Scale {
    int bits = 0;
    int drop = 0;
  };

  /// One performance of an operation: what the reading is asked to do.
  struct Performance {
    OperationPtr operation;
    Tag tag;
    Values inputs;               ///< what lies behind the operands
    std::vector<Scale> scales;   ///< of the results
    const Ring* ring = nullptr;  ///< of the operands
  };

  /// Performs an operation, truncation included. The strand's label names it already.
  [[nodiscard]] virtual Task<Values> perform(Performance performance) = 0;
  /// Takes all inputs.
  /// What the party draws from: `seed` itself, unless it has it from another.
  [[nodiscard]] virtual Task<Key> do_agree(Tag tag, Key seed);
  [[nodiscard]] virtual Task<Done> do_take_inputs(InputPlan plan) = 0;
  /// Takes blocks of a stream, under a label that names them: the servers alone do.
  [[nodiscard]] virtual Task<Done> do_take_blocks(InputSource stream,
                                                  std::vector<InputBlock> blocks);
  [[nodiscard]] virtual Task<Value> do_input(std::string source,
                                             std::vector<std::uint32_t> rows) = 0;
  /// The sum's shape is that of a row, flat.
  [[nodiscard]] virtual Task<Tensor> do_sum_inputs(InputPlan plan) = 0;
  [[nodiscard]] virtual Tensor do_constant(const Shape& shape,
                                           const std::vector<double>& values) = 0;
  [[nodiscard]] virtual Task<Done> do_output(Shape shape, int fractional_bits, Tensor data,
                                             std::string name, Tag tag) = 0;
  /// `audience` is about to learn `value`.
  virtual void on_reveal(const Strand& strand, const std::vector<PartyId>& audience,
                         const Shape& shape, const std::string& value) = 0;
  virtual void on_interval(const Strand& /*strand*/, const Secret& /*x*/, const Tensor& /*data*/,
                           double /*half_width*/) {}
  [[nodiscard]] virtual Task<Done> do_keep(std::string name, std::size_t first_row, Tensor x) = 0;
  [[nodiscard]] virtual Task<Tensor> do_read_kept(std::string name,
                                                  std::vector<std::uint32_t> rows) = 0;
  /// What lies behind a stored value here. Throws InternalError when nothing of that name, shape
  /// and scale is there.
  [[nodiscard]] virtual Tensor do_stored(const std::string& name, const Shape& shape,
                                         int fractional_bits);
  [[nodiscard]] virtual ForkOrder fork_order() const { return ForkOrder::side_by_side; }
  /// What lies behind the result of an operation on no elements.
  [[nodiscard]] virtual Tensor zeros(const Ring& ring, const Shape& shape) = 0;

  [[nodiscard]] const InputPlan& plan() const { return plan_; }
  [[nodiscard]] std::size_t kept_row_size(const std::string& name) const {
    return kept_.at(name).row.size();
  }

 private:
  /// Performs an operation as it is; results are masked when it says so.
  [[nodiscard]] Task<std::vector<Secret>> apply(OperationPtr operation, std::vector<Secret> inputs,
                                                std::vector<Scale> scales);
  /// Performs an operation with one result, and its truncation as the settings say.
  [[nodiscard]] Task<Secret> apply_truncated(OperationPtr operation, std::vector<Secret> inputs,
                                             Scale scale);
  [[nodiscard]] Value masked(const Secret& x) const;
  [[nodiscard]] Task<Done> derive_mask(MaskSlotPtr slot, const Ring& ring);
  /// Values that `mask` claimed: to be opened; whose masks follow from those of others, in order.
  struct Claimed {
    std::vector<Secret> fresh;
    std::vector<MaskSlotPtr> gathered;
    std::vector<MaskSlotPtr> derived;
  };
  [[nodiscard]] Task<Claimed> claim(std::vector<Secret> values);
  /// Of rows of an input: claims those that were never masked to be opened.
  [[nodiscard]] Task<Done> claim_rows(MaskSlotPtr slot, Claimed& claimed);
  [[nodiscard]] Task<Done> open_masked(std::vector<Secret> values);
  [[nodiscard]] Form form_of(const BilinearMap& map) const;
  [[nodiscard]] Task<Secret> reduced_product(Reduction reduction, Secret x, Secret y, int drop);
  [[nodiscard]] Task<Secret> masked_product(BilinearMapPtr map, Secret x, Secret y, int drop);
  /// Truncates each value by its number of bits, in one round when openings go together.
  [[nodiscard]] Task<std::vector<Secret>> truncate_each(std::vector<Secret> values,
                                                        std::vector<int> drops);

  struct Kept {
    Shape row;
    int fractional_bits;
    LayerId layer;
  };

  Settings settings_;
  InputPlan plan_;
  std::map<std::string, Kept> kept_;
  RowMasks row_masks_;
  StoredShares stored_;
  StoredShares saved_;
};

}  // namespace fathom
