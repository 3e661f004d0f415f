#include "actors/testing/protocol_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <random>

#include "actors/network/unit_text.hpp"
#include "metrics/errors.hpp"
#include "nn/data/rows.hpp"
#include "protocol/tensor_math.hpp"

namespace fathom::testing {
namespace {

constexpr std::uint64_t kSharingKey = 0x300;
constexpr std::size_t kListed = 40;  ///< messages in a report

Task<Done> nothing(Party& /*me*/) { co_return Done{}; }

Task<Done> with_inputs(Engine& engine, InputPlan plan, EngineProgram program) {
  if (!plan.sources.empty()) co_await engine.take_inputs(std::move(plan));
  co_await program(engine);
  co_return Done{};
}

ProtocolError unfinished(const std::string& what, const std::string& who_waits) {
  return ProtocolError(ProtocolError::Kind::timed_out, what + "\n" + who_waits);
}

}  // namespace

ProtocolRun::ProtocolRun(std::string_view network) {
  spec_.network = NetworkSpec::plain(network);
  spec_.compute = Compute::free;
}

JobSpec& ProtocolRun::spec() {
  if (job_) throw UserError("a protocol under test is specified before its first step");
  return spec_;
}

void ProtocolRun::add_input(std::string name, Shape shape, std::vector<double> values,
                            std::uint32_t providers) {
  ensure(shape.size() == values.size(), "an input has as many values as its shape");
  auto array = std::make_shared<HostArray<double>>(HostArray<double>{shape, std::move(values)});
  JobSpec& spec = this->spec();
  spec.data[name] = std::make_shared<ArrayRows<double>>(std::move(array), shape, shape.rows());
  spec.inputs.sources.push_back({std::move(name), 0, shape, even_shards(shape.rows(), providers)});
}

void ProtocolRun::set_program(EngineProgram program) {
  if (job_) throw UserError("a program is set before the first step");
  program_ = std::move(program);
}

Tensor ProtocolRun::encoded(const std::vector<double>& values) const {
  return encoded(Shape{values.size()}, values);
}

Tensor ProtocolRun::encoded(Shape shape, const std::vector<double>& values) const {
  ensure(shape.size() == values.size(), "a tensor has as many values as its shape");
  const Settings& settings = spec_.settings;
  return Tensor::encode(*settings.ring, shape, values.data(), settings.fractional_bits,
                        std::ldexp(1.0, settings.integral_bits));
}

std::vector<double> ProtocolRun::decoded(const Tensor& tensor) const {
  std::vector<double> values(tensor.size());
  tensor.decode(spec_.settings.fractional_bits, values.data());
  return values;
}

std::array<Tensor, 2> ProtocolRun::shared(const Tensor& secret) {
  const Generator generator(derive_key(spec_.seed, kSharingKey));
  const Tag tag = named_tag("shared", sharings_++);
  const Tensor mask = generator.uniform(secret.ring(), secret.shape(), tag, 0);
  return {mask, subtract(secret, mask)};
}

Job& ProtocolRun::job() {
  if (job_) return *job_;
  JobSpec spec = spec_;
  if (!program_) {
    if (spec.own_programs.empty()) throw UserError("a protocol under test needs a program");
    for (const PartyId party : {kServer0, kServer1, kProducer, kReceiver}) {
      spec.own_programs.emplace(party, nothing);
    }
    if (spec.settings.likelihoods == Likelihoods::server) {
      spec.own_programs.emplace(kLikelihood, nothing);
    }
  }
  const auto everyone = [plan = spec.inputs, program = program_](Engine& engine, PartyId) {
    return with_inputs(engine, plan, program);
  };
  job_ = std::make_unique<Job>(std::move(spec), everyone);
  log_.watch(job_->simulation());
  job_->start();
  return *job_;
}

bool ProtocolRun::step() {
  if (job().simulation().step()) return true;
  if (!closed_ && job_->done()) {
    job_->finish();
    closed_ = true;
  }
  return false;
}

std::optional<Flight> ProtocolRun::step_to_arrival() {
  const std::size_t before = log_.arrivals();
  while (log_.arrivals() == before) {
    if (!step()) return std::nullopt;
  }
  return log_.last_arrival();
}

void ProtocolRun::run() {
  while (step()) {
  }
}

void ProtocolRun::run_shuffled(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  hold();
  for (run(); !log_.held().empty(); run()) {
    const std::size_t which = random() % log_.held().size();
    deliver(log_.flights()[log_.held()[which]]);
  }
  let_pass();
}

void ProtocolRun::drop(const Which& which) {
  log_.add_rule(which, Verdict::drop);
  log_.discard(which);
}

std::vector<Flight> ProtocolRun::messages(const Which& which) const {
  std::vector<Flight> chosen;
  for (const Flight& flight : log_.flights()) {
    if (which(flight)) chosen.push_back(flight);
  }
  return chosen;
}

std::vector<Flight> ProtocolRun::in_flight() const {
  return messages([](const Flight& flight) { return flight.state == Flight::State::in_flight; });
}

std::vector<Flight> ProtocolRun::held() const {
  std::vector<Flight> flights;
  for (const std::size_t number : log_.held()) flights.push_back(log_.flights()[number]);
  return flights;
}

Traffic ProtocolRun::traffic(const Which& which) const {
  Traffic sum;
  for (const Flight& flight : log_.flights()) {
    if (!which(flight)) continue;
    sum += Traffic{Messages{1}, flight.elements, flight.payload, flight.message,
                   wire_bytes(flight.message)};
  }
  return sum;
}

Depth ProtocolRun::depth(PartyId party) {
  SimulatedParty& member = job().member(party);
  return member.party().depth(member.strand());
}

Rounds ProtocolRun::rounds() {
  return Rounds{std::max(depth(kServer0).rounds, depth(kServer1).rounds)};
}

const std::vector<Tensor>& ProtocolRun::results(PartyId party) {
  const auto found = results_.find(party);
  if (found == results_.end() || !job().member(party).done()) {
    throw unfinished(to_string(party) + " has no result", who_waits());
  }
  return found->second;
}

const Tensor& ProtocolRun::result(PartyId party) {
  const std::vector<Tensor>& all = results(party);
  if (all.empty()) throw UserError("the program of " + to_string(party) + " gives no tensor");
  return all.front();
}

std::vector<double> ProtocolRun::opened_result() {
  return decoded(add(result(kServer0), result(kServer1)));
}

const std::vector<double>& ProtocolRun::output(const std::string& name) {
  const Outputs& outputs = job().outputs();
  const auto found = outputs.find(name);
  if (found == outputs.end()) throw unfinished("there is no output " + name, who_waits());
  return found->second.back().values;
}

Task<Done> keep(Task<Done> program, std::vector<Tensor>& /*results*/) { return program; }

Task<Done> keep(Task<Tensor> program, std::vector<Tensor>& results) {
  results.push_back(co_await program);
  co_return Done{};
}

Task<Done> keep(Task<std::vector<Tensor>> program, std::vector<Tensor>& results) {
  results = co_await program;
  co_return Done{};
}

std::string ProtocolRun::report(const Which& which) {
  const Traffic all = traffic();
  std::string text =
      fmt::format("at {}: rounds {}, messages {}, elements {}\n", to_text(now() - SimTime{}),
                  rounds().count(), all.messages.count(), all.elements.count());
  const std::vector<Flight> chosen = messages(which);
  const std::size_t first = chosen.size() - std::min(chosen.size(), kListed);
  if (first > 0) text += fmt::format("  {} earlier ones, then\n", first);
  for (std::size_t i = first; i < chosen.size(); ++i) {
    text += "  " + describe(chosen[i], spec_.layers) + "\n";
  }
  return text + who_waits();
}

}  // namespace fathom::testing
