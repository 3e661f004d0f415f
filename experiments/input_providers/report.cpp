#include "experiments/input_providers/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/summary.hpp"
#include "metrics/csv_number.hpp"
#include "metrics/party_id.hpp"
#include "metrics/progress.hpp"

namespace fathom {
namespace {

SimDuration passing(Bytes bytes, Bandwidth rate) {
  constexpr __int128 kBitsTimesNs = 8'000'000'000;
  if (rate.is_unlimited()) return SimDuration{};
  const __int128 bits = bytes.count() * kBitsTimesNs;
  return SimDuration{static_cast<std::int64_t>(bits / rate.bits_per_s())};
}

void print_links(std::ostream& out, const CsvTable& links) {
  out << fmt::format("{:<10} {:<10} {:>10} {:>14} {:>16} {:>16}\n", "from", "to", "messages",
                     "elements", "wire bytes", "predicted");
  for (std::size_t row = 0; row < links.rows(); ++row) {
    const auto cell = [&](std::string_view name) -> std::string {
      const std::string& measured = links.cell(row, name);
      return measured.empty() ? "-" : measured;
    };
    out << fmt::format("{:<10} {:<10} {:>10} {:>14} {:>16} {:>16}\n", cell("from"), cell("to"),
                       cell("messages"), cell("elements"), cell("wire_bytes"),
                       cell("predicted_wire_bytes"));
  }
}

void print_arrivals(std::ostream& out, const CsvTable& arrivals) {
  const auto time = [&arrivals](std::size_t row, std::string_view column) {
    return readable(SimDuration{whole_number(arrivals, row, column)});
  };
  for (std::size_t row = 0; row < arrivals.rows(); ++row) {
    out << fmt::format("{} has everything at {} (first {}, median {}), taken in at {}\n",
                       arrivals.cell(row, "to"), time(row, "last_ns"), time(row, "first_ns"),
                       time(row, "median_ns"), time(row, "taken_ns"));
  }
}

}  // namespace

std::string_view SoonestUpload::bound() const {
  if (latency > std::max(up, down)) return "latency";
  return down > up ? "the receivers' links" : "the providers' links";
}

SoonestUpload soonest_upload(const CsvTable& links, const NetworkSpec& network,
                             std::uint32_t providers) {
  SoonestUpload soonest;
  std::int64_t sent = 0;
  for (std::size_t row = 0; row < links.rows(); ++row) {
    if (links.cell(row, "from") != to_string(PartyId::providers())) continue;
    const std::string& to = links.cell(row, "to");
    const std::int64_t bytes = whole_number(links, row, "predicted_wire_bytes");
    sent += bytes;
    soonest.down = std::max(soonest.down, passing(Bytes{bytes}, network.down(to)));
    soonest.latency = std::max(soonest.latency, network.latency("provider", to));
  }
  if (network.model() == NetworkModel::tcp) {
    soonest.latency = soonest.latency * (network.transport().tls ? 5 : 3);  // with the handshakes
  }
  soonest.up = passing(Bytes{sent / providers}, network.up("provider"));
  return soonest;
}

void print_uploads(std::ostream& out, const std::vector<CsvTable>& tables,
                   const InputProviderOptions& options) {
  const CsvTable& links = table_named(tables, "links");
  print_links(out, links);
  print_arrivals(out, table_named(tables, "arrivals"));
  const SoonestUpload soonest = soonest_upload(links, options.network.resolve(), options.providers);
  out << fmt::format("the last upload takes {} at least, bound by {}\n", readable(soonest.total()),
                     soonest.bound());
}

}  // namespace fathom
