#include "protocol/variants.hpp"

namespace fathom {

const std::vector<NamedVariant>& named_variants() {
  static const std::vector<NamedVariant> variants{
      {"scalar", "the seed before its triples: a Beaver triple for every scalar product",
       "dot=scalar,convolution=scalar,openings=apart,likelihoods=both"},
      {"reference", "the reference implementation: dot triples, no reuse, all openings apart",
       "convolution=expanded,openings=apart,likelihoods=both"},
      {"seed",
       "the seed with all its own improvements: tensor triples, masks reused, powers in one "
       "round in a larger field",
       "reuse=training,sigmoid=powers+switch,likelihoods=one"},
      {"beaver-best", "Beaver products with every value masked once, seeded material",
       "reuse=training,sigmoid=split,material=seeded,inputs=seeded"},
      {"function-best", "function-dependent products with truncation fused, seeded material",
       "dot=function,convolution=function,multiply=function,truncation=fused,sigmoid=split,"
       "material=seeded,inputs=seeded"},
      {"fastest",
       "what trainings take by default in z64: the least virtual time on lan of those whose "
       "truncations never wrap",
       "reuse=data,truncation=msb,sigmoid=split,material=seeded,inputs=masked,"
       "corrections=alternating"},
      {"never-wraps", "Beaver products whose truncation cannot fail, in Z_2^l",
       "reuse=training,truncation=msb,sigmoid=split,material=seeded,inputs=seeded"},
  };
  return variants;
}

std::string_view training_variant(const Ring& ring) {
  return ring.id == RingId::z64 ? "fastest"
                                : "reuse=data,sigmoid=split,material=seeded,inputs=masked";
}

std::string_view prediction_variant(const Ring& ring) {
  return ring.id == RingId::z64
             ? "reuse=training,truncation=msb,sigmoid=split,material=seeded,inputs=masked,"
               "corrections=alternating"
             : "reuse=training,sigmoid=split,material=seeded,inputs=masked";
}

}  // namespace fathom
