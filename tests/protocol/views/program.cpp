#include "tests/protocol/views/program.hpp"

#include <utility>

namespace fathom::test {
namespace {

const Shape kSquare{4, 4};

Task<Secret> squared(Engine& e, Secret y) {
  const Settings& settings = e.settings();
  const int f = e.fractional_bits();
  if (!settings.switch_ring) co_return co_await e.square(std::move(y), f);
  const Ring& narrow = *settings.ring;
  const PartyId back = settings.switch_one_way ? kServer0 : kServer1;
  Secret wide = co_await e.change_ring(std::move(y), *settings.wide_ring,
                                       masked_bits(settings, narrow), 0, kServer0);
  wide = co_await e.square(std::move(wide), 0);
  co_return co_await e.change_ring(std::move(wide), narrow,
                                   masked_bits(settings, *settings.wide_ring), f, back);
}

Task<Secret> forwards_and_back(Engine& e, std::vector<Secret> in) {
  const int f = e.fractional_bits();
  const Secret w = in[1], v = in[2], labels = in[3];
  w.slot()->keep();
  v.slot()->keep();
  const Secret y = co_await e.matmul(in[0], w, f);
  const Secret z = co_await squared(e, y);
  Secret u = co_await e.matmul(z, v, f);
  Public scores = co_await e.reveal(std::move(u), "scores");
  const Secret d = co_await e.softmax_gradient(std::move(scores), labels);
  Task<Secret> of_v = e.matmul(z, d, f, Transpose::yes, Transpose::no);
  Task<Secret> of_z = e.matmul(d, v, f, Transpose::no, Transpose::yes);
  auto gradients = co_await e.all(std::move(of_v), std::move(of_z));
  Secret of_y = co_await e.multiply(gradients.second, y, f);
  co_return co_await e.add(std::move(of_y), std::move(gradients.first));
}

Settings base_of(const Ring& ring, Delivery delivery) {
  Settings settings;
  settings.ring = &ring;
  const bool wide = ring.bits > 64;
  settings.fractional_bits = wide ? 32 : ring.bits == 64 ? 16 : 13;
  settings.integral_bits = wide ? 16 : ring.bits == 64 ? 8 : 6;
  settings.material = settings.inputs = delivery;
  return settings;
}

bool go_together(const Ring& ring, Form form, Truncation truncation) {
  if (truncation == Truncation::msb) return ring.power_of_two;
  if (truncation == Truncation::local) return form == Form::triple;
  if (truncation == Truncation::fused) return form == Form::function;
  return true;
}

}  // namespace

Trial viewed_program(const Settings& /*settings*/) {
  return {{kSquare, kSquare, kSquare, kSquare}, forwards_and_back};
}

std::vector<Numbers> zero_values() { return std::vector<Numbers>(4, Numbers(kSquare.size())); }

std::vector<Numbers> large_values(const Settings& settings) {
  // Behind statistical masks squares must stay within the integral bits too.
  const bool statistical = settings.truncation == Truncation::gap || settings.switch_ring;
  const double limit = statistical ? std::ldexp(1.0, settings.integral_bits / 2 - 1)
                                   : std::ldexp(1.0, settings.integral_bits) - 1;
  std::vector<Numbers> values = zero_values();
  for (std::size_t i = 0; i < kSquare.size(); ++i) {
    values[0][i] = i % 3 == 0 ? -limit : limit;
    values[1][i] = values[2][i] = i % 5 == 0 ? -0.25 : 0.25;
    values[3][i] = i % 5 == 0 ? 1 : 0;
  }
  return values;
}

Settings plain_variant(const Ring& ring, Delivery delivery) { return base_of(ring, delivery); }

std::vector<Settings> viewed_variants(Delivery delivery) {
  std::vector<Settings> variants;
  for (const Ring* ring : {&z64(), &z128(), &q121(), &m61()}) {
    for (const Form form : {Form::triple, Form::function}) {
      for (const Reuse reuse : {Reuse::none, Reuse::weights, Reuse::training}) {
        for (const Truncation truncation :
             {Truncation::local, Truncation::pair, Truncation::msb, Truncation::fused}) {
          if (!go_together(*ring, form, truncation)) continue;
          Settings settings = base_of(*ring, delivery);
          settings.multiply = settings.dot = settings.convolution = form;
          settings.reuse = reuse;
          settings.truncation = truncation;
          variants.push_back(settings);
        }
      }
    }
  }
  return variants;
}

std::vector<Settings> statistical_variants(Delivery delivery) {
  std::vector<Settings> variants;
  struct Bits {
    const Ring* ring;
    int integral, fractional;
  };
  // As many as leave kappa = 40 beside a product's 2f.
  for (const auto& [ring, integral, fractional] :
       {Bits{&z64(), 4, 8}, {&z128(), 16, 32}, {&q121(), 16, 24}, {&m61(), 4, 7}}) {
    Settings settings = base_of(*ring, delivery);
    settings.integral_bits = integral;
    settings.fractional_bits = fractional;
    for (const Form form : {Form::triple, Form::function}) {
      settings.multiply = settings.dot = settings.convolution = form;
      settings.truncation = Truncation::gap;
      variants.push_back(settings);
    }
    settings = plain_variant(*ring, delivery);
    settings.integral_bits = integral;
    settings.fractional_bits = fractional;
    settings.switch_ring = true;
    for (const bool one_way : {false, true}) {
      settings.switch_one_way = one_way;
      variants.push_back(settings);
    }
  }
  return variants;
}

// Products are truncated from scale 2f; a value goes up at scale f, and its square comes down.
int masked_bits(const Settings& settings, const Ring& ring) {
  const int i = settings.integral_bits, f = settings.fractional_bits;
  if (settings.truncation == Truncation::gap) return i + 2 * f;
  return &ring == settings.ring ? i + f : 2 * (i + f);
}

}  // namespace fathom::test
