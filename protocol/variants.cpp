#include "protocol/variants.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"
#include "protocol/operations/change_ring.hpp"

namespace fathom {
namespace {

template <class Member>
VariantChoice choice(std::string_view name, Member Settings::*member, Member value,
                     std::string_view meaning) {
  return {name, meaning, [=](Settings& settings) { settings.*member = value; },
          [=](const Settings& settings) { return settings.*member == value; }};
}

std::vector<VariantKey> products() {
  return {
      {"dot",
       "matrix products",
       {choice("scalar", &Settings::dot, Form::scalar, "a triple for every scalar product"),
        choice("triple", &Settings::dot, Form::triple, "one dot triple"),
        choice("function", &Settings::dot, Form::function,
               "function-dependent: the result is opened, not the operands")}},
      {"convolution",
       "convolutions",
       {choice("scalar", &Settings::convolution, Form::scalar, "a triple for every scalar product"),
        choice("expanded", &Settings::convolution, Form::expanded,
               "a matrix product of the expanded images"),
        choice("triple", &Settings::convolution, Form::triple, "one convolution triple"),
        choice("function", &Settings::convolution, Form::function, "function-dependent")}},
      {"multiply",
       "element-wise products",
       {choice("triple", &Settings::multiply, Form::triple, "multiplication triples"),
        choice("function", &Settings::multiply, Form::function, "function-dependent")}},
      {"reuse",
       "which values are masked once and for all their uses",
       {choice("none", &Settings::reuse, Reuse::none, "none: every product masks anew"),
        choice("weights", &Settings::reuse, Reuse::weights, "the weights, for predictions"),
        choice("training", &Settings::reuse, Reuse::training,
               "every value: one mask each for x, w and dy"),
        choice("data", &Settings::reuse, Reuse::data,
               "the same, and the samples once for all epochs")}},
      {"truncation",
       "how fractional bits are dropped",
       {choice("local", &Settings::truncation, Truncation::local, "each server alone, 0 rounds"),
        choice("pair", &Settings::truncation, Truncation::pair, "by a pair (r, r >> f), 1 round"),
        choice("msb", &Settings::truncation, Truncation::msb,
               "by a pair with the top bit: never wraps, Z_2^l only"),
        choice("gap", &Settings::truncation, Truncation::gap,
               "one statistically masked message: never wraps"),
        choice("fused", &Settings::truncation, Truncation::fused,
               "with the opening of a function-dependent product")}},
  };
}

VariantChoice sigmoid_form(std::string_view name, SigmoidForm form, std::string_view meaning) {
  return {
      name, meaning,
      [=](Settings& settings) {
        settings.sigmoid = form;
        settings.switch_ring = settings.switch_one_way = false;
      },
      [=](const Settings& settings) { return settings.sigmoid == form && !settings.switch_ring; }};
}

VariantChoice switched_powers(std::string_view name, bool one_way, std::string_view meaning) {
  return {name, meaning,
          [=](Settings& settings) {
            settings.sigmoid = SigmoidForm::powers;
            settings.switch_ring = true;
            settings.switch_one_way = one_way;
          },
          [=](const Settings& settings) {
            return settings.sigmoid == SigmoidForm::powers && settings.switch_ring &&
                   settings.switch_one_way == one_way;
          }};
}

VariantKey sigmoids() {
  return {"sigmoid",
          "the polynomial sigmoid",
          {sigmoid_form("sequential", SigmoidForm::sequential, "repeated multiplication, 5 rounds"),
           sigmoid_form("logarithmic", SigmoidForm::logarithmic, "4 rounds"),
           sigmoid_form("split", SigmoidForm::split, "in y = u^2, fewest products, 4 rounds"),
           sigmoid_form("powers-of-y", SigmoidForm::powers_of_y, "powers of y = u^2, 3 rounds"),
           sigmoid_form("powers-3x3", SigmoidForm::powers_3x3, "powers of u and u^3, 2 rounds"),
           sigmoid_form("powers", SigmoidForm::powers, "all powers of u from one opening, 1 round"),
           switched_powers("powers+switch", false, "the same in a wider field, 2 rounds"),
           switched_powers("powers+switch-one-way", true,
                           "the same, both switches sent by server 0, 3 rounds"),
           sigmoid_form("square", SigmoidForm::square, "no sigmoid but x^2, 1 round")}};
}

std::vector<VariantKey> system() {
  return {
      {"material",
       "correlated randomness from the producer",
       {choice("full", &Settings::material, Delivery::full, "every share is sent"),
        choice("seeded", &Settings::material, Delivery::seeded, "keys once, then corrections")}},
      {"inputs",
       "shares from the providers",
       {choice("full", &Settings::inputs, Delivery::full, "both shares are sent"),
        choice("seeded", &Settings::inputs, Delivery::seeded, "a key to server 0"),
        choice("masked", &Settings::inputs, Delivery::masked,
               "masked, by keys shared with both servers: a first layer opens nothing")}},
      {"openings",
       "openings that do not depend on each other",
       {choice("together", &Settings::together, true, "go in one round"),
        choice("apart", &Settings::together, false, "go one after the other")}},
      {"likelihoods",
       "who learns a training batch's scores",
       {choice("both", &Settings::likelihoods, Likelihoods::both, "both servers"),
        choice("one", &Settings::likelihoods, Likelihoods::one, "server 0"),
        choice("permuted", &Settings::likelihoods, Likelihoods::permuted,
               "server 0, each sample's in an order that it does not know"),
        choice("server", &Settings::likelihoods, Likelihoods::server,
               "a third server, in an order that it does not know"),
        choice("none", &Settings::likelihoods, Likelihoods::none,
               "nobody: the loss is one of sigmoids")}},
      {"supply",
       "when material is sent",
       {choice("ahead", &Settings::supply, Supply::ahead, "as soon as it is made"),
        choice("streamed", &Settings::supply, Supply::streamed, "within a window of credits"),
        choice("on-demand", &Settings::supply, Supply::on_demand, "when a server asks for it")}},
      {"elements",
       "ring elements on the wire",
       {choice("padded", &Settings::packed, false, "padded to whole machine words"),
        choice("packed", &Settings::packed, true, "in exactly as many bits as they have")}},
      {"corrections",
       "which server receives the corrections of seeded material",
       {choice("server1", &Settings::corrections, Corrections::server1, "server 1"),
        choice("alternating", &Settings::corrections, Corrections::alternating,
               "each in every other step")}},
  };
}

std::vector<VariantKey> all_keys() {
  std::vector<VariantKey> keys = products();
  keys.push_back(sigmoids());
  for (VariantKey& key : system()) keys.push_back(std::move(key));
  return keys;
}

/// Characters that a sentence shows of what the user wrote.
constexpr std::size_t kShown = 60;

template <class Item>
std::string names_of(const std::vector<Item>& items) {
  std::string names;
  for (const Item& item : items) names += (names.empty() ? "" : ", ") + std::string(item.name);
  return names;
}

void apply_part(Settings& settings, std::string_view part) {
  const std::size_t equals = part.find('=');
  if (equals != std::string_view::npos) {
    return apply_choice(settings, part.substr(0, equals), part.substr(equals + 1));
  }
  const auto found = std::ranges::find(named_variants(), part, &NamedVariant::name);
  if (found == named_variants().end()) {
    throw UserError(fmt::format("there is no variant '{}'; the names are {}, or key=value with {}",
                                printable(part, kShown), names_of(named_variants()),
                                names_of(variant_keys())));
  }
  apply_variant(settings, found->line);
}

}  // namespace

const std::vector<VariantKey>& variant_keys() {
  static const std::vector<VariantKey> keys = all_keys();
  return keys;
}

void apply_choice(Settings& settings, std::string_view key, std::string_view value) {
  const auto found = std::ranges::find(variant_keys(), key, &VariantKey::name);
  if (found == variant_keys().end()) {
    throw UserError(fmt::format("a variant has no key '{}'; the keys are {}",
                                printable(key, kShown), names_of(variant_keys())));
  }
  const auto chosen = std::ranges::find(found->choices, value, &VariantChoice::name);
  if (chosen == found->choices.end()) {
    throw UserError(fmt::format("{} is one of {}, not '{}'", key, names_of(found->choices),
                                printable(value, kShown)));
  }
  chosen->choose(settings);
}

void apply_variant(Settings& settings, std::string_view line) {
  while (!line.empty()) {
    const std::size_t comma = std::min(line.find(','), line.size());
    apply_part(settings, line.substr(0, comma));
    line.remove_prefix(std::min(comma + 1, line.size()));
  }
}

std::string variant_name(const Settings& settings) {
  const Settings defaults;
  std::string name;
  for (const VariantKey& key : variant_keys()) {
    for (const VariantChoice& choice : key.choices) {
      if (!choice.is_chosen(settings) || choice.is_chosen(defaults)) continue;
      name += fmt::format("{}{}={}", name.empty() ? "" : " ", key.name, choice.name);
    }
  }
  return name.empty() ? "plain" : name;
}

}  // namespace fathom
