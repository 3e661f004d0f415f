#include "nn/data/model_share.hpp"

#include <openssl/rand.h>

#include <utility>

#include "metrics/errors.hpp"
#include "protocol/tensor_math.hpp"
#include "protocol/wiped.hpp"

namespace fathom {
namespace {

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return in_quotes(text);
}

std::string list_of(const std::vector<ModelParameter>& parameters) {
  std::vector<std::string> names;
  for (const ModelParameter& p : parameters) {
    names.push_back(p.name + " " + p.shape.to_string() + " with " +
                    std::to_string(p.fractional_bits) + " fractional bits");
  }
  return list_of(names);
}

}  // namespace

PairId new_pair_id() {
  PairId id;
  ensure(RAND_bytes(id.data(), static_cast<int>(id.size())) == 1,
         "the operating system gives no random numbers");
  return id;
}

ModelShare read_model_share(const std::filesystem::path& path) {
  const Wiped<std::uint8_t> file(read_file(path));
  return parse_model_share(file, in_quotes(path.native()));
}

void write_model_share(const std::filesystem::path& path, const ModelShare& share) {
  const Wiped<std::uint8_t> file(encode_model_share(share));
  write_file(path, file, Readers::owner);
}

void require_model(const ModelShare& share, const ModelDescription& model,
                   const std::string& subject) {
  const ModelDescription& held = share.model;
  const auto refuse_unless = [&](bool equal, const std::string& what, const std::string& there,
                                 const std::string& needed) {
    if (!equal) refuse(subject, "holds " + what + " " + there + "; needed here: " + needed);
  };
  refuse_unless(held.ring == model.ring, "shares in the ring", std::string(held.ring->name),
                std::string(model.ring->name));
  refuse_unless(held.name == model.name, "the model", in_quotes(held.name), in_quotes(model.name));
  refuse_unless(held.layers == model.layers, "the layers", list_of(held.layers),
                list_of(model.layers));
  refuse_unless(held.parameters == model.parameters, "the parameters", list_of(held.parameters),
                list_of(model.parameters));
}

void require_pair(const ModelShare& share0, const std::string& subject0, const ModelShare& share1,
                  const std::string& subject1) {
  if (share0.server == share1.server) {
    refuse(subject0 + " and " + subject1, "are both shares of server " +
                                              std::to_string(share0.server) +
                                              "; one of server 0 and one of server 1 are needed");
  }
  if (share0.server != 0) {
    refuse(subject0, "is the share of server 1; that of server 0 is needed in its place");
  }
  if (share0.pair != share1.pair) {
    refuse(subject0 + " and " + subject1,
           "are shares of two different savings; take both from the same one");
  }
  require_model(share1, share0.model, subject1);
}

StoredShares stored_shares(const ModelShare& share) {
  StoredShares shares;
  for (std::size_t i = 0; i < share.shares.size(); ++i) {
    const ModelParameter& parameter = share.model.parameters[i];
    shares[parameter.name] = {parameter.fractional_bits, share.shares[i]};
  }
  return shares;
}

ModelShare model_share(int server, const PairId& pair, ModelDescription model,
                       const StoredShares& shares) {
  ModelShare share{server, pair, std::move(model), {}};
  for (const ModelParameter& parameter : share.model.parameters) {
    const StoredShare& stored = shares.at(parameter.name);
    ensure(stored.share.shape() == parameter.shape && &stored.share.ring() == share.model.ring &&
               stored.fractional_bits == parameter.fractional_bits,
           "a saved parameter is not the one of the model");
    share.shares.push_back(stored.share);
  }
  return share;
}

NamedArrays open_model(const ModelShare& share0, const ModelShare& share1) {
  NamedArrays arrays;
  for (std::size_t i = 0; i < share0.shares.size(); ++i) {
    const ModelParameter& parameter = share0.model.parameters[i];
    HostArray<double> array{parameter.shape, std::vector<double>(parameter.shape.size())};
    add(share0.shares[i], share1.shares[i]).decode(parameter.fractional_bits, array.values.data());
    arrays[parameter.name] = std::move(array);
  }
  return arrays;
}

}  // namespace fathom
