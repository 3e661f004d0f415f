#include "nn/prediction_service.hpp"

#include <catch2/catch.hpp>

#include "actors/testing/protocol_run.hpp"
#include "metrics/request_tables.hpp"
#include "nn/models.hpp"
#include "protocol/engines/clear.hpp"
#include "protocol/variants.hpp"
#include "tests/actors/job_runs.hpp"

using namespace fathom;
using namespace fathom::test;

namespace {

constexpr std::uint32_t kRequests = 10;
constexpr std::uint32_t kProviders = 3;

/// Ten requests of 7 features to a classifier of 6 hidden units and 3 classes.
ServiceSpec small_service(std::uint32_t batch, std::uint32_t piece) {
  ServiceSpec spec;
  spec.sample = Shape{1, 7};
  spec.requests = kRequests;
  spec.batch = batch;
  spec.piece = piece;
  spec.model = [](Sequential& model) {
    add_classification_layers(model, reference_sigmoid(), PowersOf::u, Derivative::output, 6, 3,
                              0.0, 1);
  };
  return spec;
}

InputData uniform_inputs(const InputPlan& plan) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(-1.0, 1.0);
  InputData data;
  for (const InputSource& source : plan.sources) {
    std::vector<double> values(source.shape.size());
    for (double& value : values) value = uniform(random);
    data[source.name] = std::make_shared<HeldRows>(source.shape, std::move(values));
  }
  return data;
}

JobSpec job_of(const ServiceSpec& service, const Settings& settings, std::string_view network) {
  const PredictionService sample(service);
  JobSpec spec;
  spec.settings = settings;
  spec.network = NetworkSpec::plain(network);
  spec.inputs = sample.inputs(kProviders);
  spec.data = uniform_inputs(spec.inputs);
  spec.layers = sample.layers();
  return spec;
}

/// Builds a service for each party that reads, and keeps it.
class Readers {
 public:
  explicit Readers(const ServiceSpec& service)
      : service_(service), plan_(PredictionService(service).inputs(kProviders)) {}

  Task<Done> run(Engine& engine) { return add().run(engine, plan_, nullptr); }
  Task<Done> serve(Engine& engine) { return add().serve(engine, nullptr); }

 private:
  PredictionService& add() {
    instances_.push_back(std::make_unique<PredictionService>(service_));
    return *instances_.back();
  }
  ServiceSpec service_;
  InputPlan plan_;
  std::vector<std::unique_ptr<PredictionService>> instances_;
};

std::vector<double> scores_of(const Outputs& outputs) {
  std::vector<double> scores;
  for (const Output& piece : outputs.at("scores")) {
    scores.insert(scores.end(), piece.values.begin(), piece.values.end());
  }
  return scores;
}

struct Served {
  std::vector<double> scores;
  std::vector<std::string> differences;
  std::vector<SimTime> shared = std::vector<SimTime>(kRequests);
  SimTime end;
};

Served served(const ServiceSpec& service, const Settings& settings, std::string_view network,
              const std::function<SimTime(std::size_t)>& arrival = nullptr) {
  Served result;
  JobSpec spec = job_of(service, settings, network);
  spec.stream.arrival = arrival;
  spec.stream.on_share = [&result](std::size_t row, SimTime time) { result.shared[row] = time; };
  RunReport report;
  report.layers = spec.layers;
  report.per_step = spec.per_step = true;
  Readers readers(service);
  Job job(std::move(spec), [&readers](Engine& engine, PartyId) { return readers.run(engine); });
  job.run();
  Prediction prediction(settings, true);
  prediction.read([&readers](Engine& engine) { return readers.run(engine); });
  report.predicted = &prediction.ledger();
  report.predicted_rounds = prediction.rounds();
  report.predicted_chain = prediction.chain();
  report.measured = job.measurement();
  result.differences = differences(make_tables(report));
  result.scores = scores_of(job.outputs());
  result.end = job.observation().timeline().end();
  return result;
}

std::vector<double> encoded_scores(const ServiceSpec& service, const Settings& settings) {
  const JobSpec spec = job_of(service, settings, "lan");
  Clear twin(settings, *settings.ring, spec.data);
  Readers readers(service);
  twin.read([&readers](Engine& engine) { return readers.run(engine); });
  return scores_of(twin.outputs());
}

std::vector<std::size_t> classes(const std::vector<double>& scores) {
  std::vector<std::size_t> all;
  for (std::size_t row = 0; row < kRequests; ++row) {
    const auto begin = scores.begin() + static_cast<std::ptrdiff_t>(3 * row);
    all.push_back(static_cast<std::size_t>(std::max_element(begin, begin + 3) - begin));
  }
  return all;
}

Settings predicting(const Ring& ring, std::string_view more = "") {
  Settings settings;
  use_ring(settings, ring, 0);
  apply_variant(settings, prediction_variant(ring));
  apply_variant(settings, more);
  return settings;
}

}  // namespace

TEST_CASE("batches of 1, of 7 and of all give the encoded twin's classes at the predicted cost") {
  for (const Settings& settings : {predicting(z64()), predicting(z128()), predicting(q121())}) {
    for (const auto& [batch, piece] :
         std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 1}, {7, 7}, {10, 10}, {7, 3}}) {
      INFO(settings.ring->name << ", batch " << batch << ", piece " << piece);
      const ServiceSpec service = small_service(batch, piece);
      const Served run = served(service, settings, "lan");
      CHECK(run.differences == std::vector<std::string>{});
      CHECK(classes(run.scores) == classes(encoded_scores(service, settings)));
    }
  }
}

TEST_CASE("a stream is taken at the predicted cost however inputs and material come") {
  for (const char* more :
       {"material=full,corrections=server1,inputs=full", "inputs=seeded", "inputs=full",
        "reuse=weights", "reuse=none", "reuse=data", "supply=on-demand,elements=packed",
        "openings=apart,supply=ahead", "dot=function,multiply=function,truncation=fused"}) {
    INFO(more);
    const Served run = served(small_service(4, 4), predicting(z64(), more), "lan");
    CHECK(run.differences == std::vector<std::string>{});
  }
}

TEST_CASE("the weights are masked once, whatever the number of batches") {
  const auto masked = [](std::uint32_t batch) {
    Prediction prediction(predicting(z64(), "inputs=full"));
    Readers readers(small_service(batch, batch));
    prediction.read([&readers](Engine& engine) { return readers.run(engine); });
    std::int64_t elements = 0;
    for (const auto& [label, costs] : prediction.ledger().rows()) {
      if (label.phase == Phase::online && label.operation == Operation::mask) {
        elements += costs.traffic.elements.count();
      }
    }
    return elements;
  };
  // Each way: the weights of both layers once, and of every request 7 features and 6 hidden values.
  CHECK(masked(10) >= 2 * (7 * 6 + 6 * 3 + kRequests * (7 + 6)));
  CHECK(masked(1) == masked(10));
}

TEST_CASE("requests that come at a rate are shared when they come, and not before") {
  const auto arrival = [](std::size_t row) {
    return SimTime{static_cast<std::int64_t>(row) * 1'000'000'000};
  };
  const ServiceSpec service = small_service(4, 4);
  const Served slow = served(service, predicting(z64()), "lan", arrival);
  const Served at_once = served(service, predicting(z64()), "lan");
  CHECK(slow.differences == std::vector<std::string>{});
  for (std::size_t row = 0; row < kRequests; ++row) CHECK(slow.shared[row] == arrival(row));
  CHECK(slow.end > SimTime{9'000'000'000});
  CHECK(at_once.end < SimTime{1'000'000'000});
  CHECK(slow.scores == at_once.scores);
}

TEST_CASE("the order in which providers deliver changes no answer") {
  const ServiceSpec service = small_service(4, 4);
  const Settings settings = predicting(z64());
  const std::vector<double> expected = served(service, settings, "lan").scores;
  CHECK(served(service, settings, "lan,provider0>server0.latency=80ms").scores == expected);
  CHECK(served(service, settings, "lan,provider2.up=10kbit/s").scores == expected);
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    testing::ProtocolRun run;
    JobSpec spec = job_of(service, settings, "latency=10ms");
    spec.compute = Compute::free;
    run.spec() = std::move(spec);
    Readers readers(service);
    run.set_program([&readers](Engine& engine) { return readers.serve(engine); });
    run.run_shuffled(seed);
    CHECK(scores_of(run.job().outputs()) == expected);
  }
}

TEST_CASE("latencies are those of the requests, and quantiles occurred") {
  std::vector<RequestTimes> times;
  for (std::int64_t i = 1; i <= 40; ++i) {
    times.push_back({PartyId::provider(0), 0, SimTime{1000}, SimTime{1000 + 100 * i}});
  }
  const Latencies latencies = latencies_of(times);
  CHECK(latencies.mean_ns == 2050);
  CHECK(latencies.median_ns == 2000);
  CHECK(latencies.p95_ns == 3800);
  CHECK(latencies.max_ns == 4000);
  CHECK(latencies.throughput_per_s == Approx(40 / 4000e-9));
  CHECK(latencies_of({times[0]}).p95_ns == 100);
}
