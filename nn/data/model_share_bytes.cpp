#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <set>
#include <string_view>

#include "metrics/errors.hpp"
#include "nn/data/endian.hpp"
#include "nn/data/extents.hpp"
#include "nn/data/model_share.hpp"

namespace fathom {
namespace {

constexpr std::string_view kMagic = "FATHOMSH";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHead = kMagic.size() + sizeof(std::uint32_t) + sizeof(std::uint64_t);
constexpr std::size_t kUsualHead = 1024;
constexpr int kMostFractionalBits = 128;
using Checksum = std::array<std::uint8_t, 32>;

// Elements lie in memory as in the file.
static_assert(std::endian::native == std::endian::little);

Checksum checksum_of(ByteView bytes) {
  Checksum sum;
  unsigned int size = 0;
  ensure(EVP_Digest(bytes.data(), bytes.size(), sum.data(), &size, EVP_sha256(), nullptr) == 1 &&
             size == sum.size(),
         "SHA-256 cannot be computed");
  return sum;
}

class Writer {
 public:
  Writer() { bytes_.reserve(kUsualHead); }

  template <class T>
  void number(T value) {
    append_as(std::endian::little, value, bytes_);
  }
  void raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void raw(std::string_view text) { bytes_.insert(bytes_.end(), text.begin(), text.end()); }
  void text(std::string_view text) {
    number(counted(text.size()));
    raw(text);
  }
  [[nodiscard]] static std::uint16_t counted(std::size_t count) {
    ensure(count <= std::numeric_limits<std::uint16_t>::max(), "a model share counts to 65,535");
    return static_cast<std::uint16_t>(count);
  }
  [[nodiscard]] std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

/// Reads what is there and refuses to go beyond.
class Reader {
 public:
  Reader(ByteView bytes, std::string subject) : rest_(bytes), subject_(std::move(subject)) {}

  [[noreturn]] void damaged(const std::string& why) const {
    refuse(subject_, "is damaged: " + why + "; take a sound copy of it");
  }
  ByteView raw(std::size_t count) {
    if (count > rest_.size()) damaged("it ends before what it announces");
    const ByteView bytes = rest_.first(count);
    rest_ = rest_.subspan(count);
    return bytes;
  }
  template <class T>
  T number() {
    return load_as<T>(std::endian::little, raw(sizeof(T)).data());
  }
  std::string text() {
    const ByteView bytes = raw(number<std::uint16_t>());
    return {bytes.begin(), bytes.end()};
  }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
  std::string subject_;
};

// The head and the checksum: what follows between them is whole, and as it was written.
ByteView checked_body(ByteView bytes, const std::string& subject) {
  const std::size_t magic = std::min(bytes.size(), kMagic.size());
  if (bytes.empty() || std::memcmp(bytes.data(), kMagic.data(), magic) != 0) {
    refuse(subject, "is not a model share: it does not begin with " + std::string(kMagic) +
                        ", as what --shares-out writes does");
  }
  if (bytes.size() < kHead) refuse(subject, "is cut short within its head; take a sound copy");
  const auto version = load_as<std::uint32_t>(std::endian::little, &bytes[kMagic.size()]);
  if (version != kVersion) {
    refuse(subject, "is a model share of version " + std::to_string(version) +
                        "; version 1 can be read here");
  }
  const auto length =
      load_as<std::uint64_t>(std::endian::little, &bytes[kMagic.size() + sizeof(std::uint32_t)]);
  if (length != bytes.size() || length < kHead + sizeof(Checksum)) {
    refuse(subject, "is damaged: it has " + std::to_string(bytes.size()) + " bytes and announces " +
                        std::to_string(length) + "; take a sound copy of it");
  }
  const ByteView covered = bytes.first(bytes.size() - sizeof(Checksum));
  if (!std::ranges::equal(checksum_of(covered), bytes.last(sizeof(Checksum)))) {
    refuse(subject,
           "is damaged: its checksum is not that of its contents; take a sound copy of it");
  }
  return covered.subspan(kHead);
}

ModelParameter parameter(Reader& reader, const Ring& ring, const std::string& subject,
                         std::size_t& elements) {
  ModelParameter parameter;
  parameter.name = reader.text();
  parameter.fractional_bits = reader.number<std::uint16_t>();
  const std::size_t rank = reader.number<std::uint8_t>();
  if (rank > Shape::kMaxRank || parameter.fractional_bits > kMostFractionalBits) {
    reader.damaged("parameter " + in_quotes(parameter.name) + " has no possible shape or scale");
  }
  std::vector<std::uint64_t> extents;
  std::uint64_t bytes = ring.element_bytes;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    extents.push_back(reader.number<std::uint64_t>());
    // Nothing can be greater than the file, so no product below overflows.
    if (extents.back() == 0 || extents.back() > reader.rest().size() / bytes) {
      reader.damaged("parameter " + in_quotes(parameter.name) +
                     " is larger than the file, or empty");
    }
    bytes *= extents.back();
  }
  parameter.shape = shape_that_fits(extents, Bytes{static_cast<std::int64_t>(ring.element_bytes)},
                                    Bytes{static_cast<std::int64_t>(bytes)}, subject);
  elements += bytes;
  return parameter;
}

Tensor elements(Reader& reader, const Ring& ring, const ModelParameter& parameter) {
  const ByteView bytes = reader.raw(parameter.shape.size() * ring.element_bytes);
  Tensor share(ring, parameter.shape);
  if (!bytes.empty()) std::memcpy(share.data(), bytes.data(), bytes.size());
  if (!ring.kernels.is_canonical(share.data(), share.size())) {
    reader.damaged("parameter " + in_quotes(parameter.name) + " holds numbers beyond the ring " +
                   std::string(ring.name));
  }
  return share;
}

const Ring& ring_in(Reader& reader) {
  const std::string name = reader.text();
  try {
    const Ring& ring = ring_named(name);
    if (ring.id != RingId::reals) return ring;
  } catch (const UserError&) {  // said below, with the file's name
  }
  reader.damaged("there is no ring " + in_quotes(name) + " that has shares");
}

}  // namespace

std::vector<std::uint8_t> encode_model_share(const ModelShare& share) {
  const ModelDescription& model = share.model;
  Writer writer;
  writer.raw(kMagic);
  writer.number(kVersion);
  writer.number(std::uint64_t{0});  // the length, known at the end
  writer.number(static_cast<std::uint8_t>(share.server));
  writer.raw(ByteView(share.pair));
  writer.text(model.ring->name);
  writer.text(model.name);
  writer.number(Writer::counted(model.layers.size()));
  for (const std::string& layer : model.layers) writer.text(layer);
  writer.number(Writer::counted(model.parameters.size()));
  for (const ModelParameter& parameter : model.parameters) {
    writer.text(parameter.name);
    writer.number(Writer::counted(static_cast<std::size_t>(parameter.fractional_bits)));
    writer.number(static_cast<std::uint8_t>(parameter.shape.rank()));
    for (std::size_t axis = 0; axis < parameter.shape.rank(); ++axis) {
      writer.number(static_cast<std::uint64_t>(parameter.shape[axis]));
    }
  }
  std::size_t rest = sizeof(Checksum);
  for (const Tensor& tensor : share.shares) rest += tensor.bytes();
  writer.bytes().reserve(writer.bytes().size() + rest);  // so that no copy of a share stays behind
  for (const Tensor& tensor : share.shares) {
    writer.raw(ByteView(static_cast<const std::uint8_t*>(tensor.data()), tensor.bytes()));
  }
  std::vector<std::uint8_t>& bytes = writer.bytes();
  const std::uint64_t length = bytes.size() + sizeof(Checksum);
  std::memcpy(&bytes[kMagic.size() + sizeof(std::uint32_t)], &length, sizeof(length));
  const Checksum sum = checksum_of(bytes);
  writer.raw(ByteView(sum));
  return std::move(bytes);
}

ModelShare parse_model_share(ByteView bytes, const std::string& subject) {
  Reader reader(checked_body(bytes, subject), subject);
  ModelShare share;
  share.server = reader.number<std::uint8_t>();
  if (share.server > 1) reader.damaged("it is of server " + std::to_string(share.server));
  std::ranges::copy(reader.raw(share.pair.size()), share.pair.begin());
  ModelDescription& model = share.model;
  model.ring = &ring_in(reader);
  model.name = reader.text();
  for (auto left = reader.number<std::uint16_t>(); left > 0; --left) {
    model.layers.push_back(reader.text());
  }
  std::size_t expected = 0;
  std::set<std::string> names;
  for (auto left = reader.number<std::uint16_t>(); left > 0; --left) {
    model.parameters.push_back(parameter(reader, *model.ring, subject, expected));
    if (!names.insert(model.parameters.back().name).second) {
      reader.damaged("two parameters have one name");
    }
  }
  if (expected != reader.rest().size()) reader.damaged("its elements are not those it announces");
  for (const ModelParameter& what : model.parameters) {
    share.shares.push_back(elements(reader, *model.ring, what));
  }
  return share;
}

}  // namespace fathom
