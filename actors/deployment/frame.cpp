#include "actors/deployment/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace fathom {
namespace {

static_assert(std::endian::native == std::endian::little, "headers travel as they lie in memory");

constexpr std::array<char, 4> kMagic{'f', 't', 'h', 'm'};
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kZeros = 7;

template <class T>
void put(Buffer& out, T value) {
  const auto bytes = std::bit_cast<std::array<char, sizeof(T)>>(value);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

template <class T>
T get(std::span<const char>& bytes) {
  std::array<char, sizeof(T)> raw;
  std::copy_n(bytes.begin(), sizeof(T), raw.begin());
  bytes = bytes.subspan(sizeof(T));
  return std::bit_cast<T>(raw);
}

std::uint32_t number_of(PartyId party) { return party.value(); }

PartyId party_numbered(std::uint32_t number) {
  if (number == kLikelihood.value()) return kLikelihood;
  if (number < 2) return PartyId::server(static_cast<int>(number));
  if (number == kProducer.value()) return kProducer;
  if (number == kReceiver.value()) return kReceiver;
  if (number == PartyId::providers().value()) {
    throw FrameFault(FrameFault::Kind::content, "a frame names a party that there is not");
  }
  return PartyId::provider(number - PartyId::provider(0).value());
}

}  // namespace

void write_header(const FrameHeader& header, Buffer& out) {
  out.insert(out.end(), kMagic.begin(), kMagic.end());
  put(out, kVersion);
  put(out, static_cast<std::uint8_t>(header.kind));
  put(out, header.length);
  put(out, number_of(header.from));
  put(out, number_of(header.to));
  put(out, header.number);
  out.insert(out.end(), kZeros, '\0');
}

FrameHeader read_header(std::span<const char, FrameHeader::kSize> bytes) {
  std::span<const char> rest = bytes;
  if (get<std::array<char, 4>>(rest) != kMagic) {
    throw FrameFault(FrameFault::Kind::garbage, "what came is no frame of fathom");
  }
  const auto version = get<std::uint8_t>(rest);
  if (version != kVersion) {
    throw FrameFault(
        FrameFault::Kind::version,
        fmt::format("a frame is of version {}, and this is version {}", version, kVersion));
  }
  const auto kind = get<std::uint8_t>(rest);
  if (kind >= kFrameKinds) {
    throw FrameFault(FrameFault::Kind::content, fmt::format("there is no frame of kind {}", kind));
  }
  FrameHeader header;
  header.kind = static_cast<FrameKind>(kind);
  header.length = get<std::uint32_t>(rest);
  header.from = party_numbered(get<std::uint32_t>(rest));
  header.to = party_numbered(get<std::uint32_t>(rest));
  header.number = get<std::uint64_t>(rest);
  if (std::ranges::any_of(rest, [](char byte) { return byte != 0; })) {
    throw FrameFault(FrameFault::Kind::content, "the end of a frame's header is not zeros");
  }
  return header;
}

void FrameReader::feed(std::span<const char> bytes, const std::function<void(Frame)>& take) {
  while (!bytes.empty() || (has_header_ && frame_.content.size() == frame_.header.length)) {
    if (!has_header_) bytes = take_header(bytes);
    if (!has_header_) return;
    const std::size_t missing = frame_.header.length - frame_.content.size();
    const std::size_t count = std::min(missing, bytes.size());
    frame_.content.insert(frame_.content.end(), bytes.begin(),
                          bytes.begin() + static_cast<std::ptrdiff_t>(count));
    bytes = bytes.subspan(count);
    if (count < missing) return;
    has_header_ = false;
    take(std::exchange(frame_, Frame{}));
  }
}

std::span<const char> FrameReader::take_header(std::span<const char> bytes) {
  const std::size_t count = std::min(FrameHeader::kSize - header_.size(), bytes.size());
  header_.insert(header_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  // Whoever speaks something else is told so at its first bytes.
  const std::size_t magic = std::min(header_.size(), kMagic.size());
  if (!std::equal(kMagic.begin(), kMagic.begin() + magic, header_.begin())) {
    throw FrameFault(FrameFault::Kind::garbage, "what came is no frame of fathom");
  }
  if (header_.size() < FrameHeader::kSize) return bytes.subspan(count);
  frame_.header = read_header(std::span<const char, FrameHeader::kSize>(header_));
  header_.clear();
  if (frame_.header.length > limit_) {
    throw FrameFault(FrameFault::Kind::length,
                     fmt::format("a frame announces {} bytes, and {} are allowed here",
                                 frame_.header.length, limit_));
  }
  if (frame_.header.number != next_) {
    throw FrameFault(FrameFault::Kind::order, fmt::format("frame {} came where frame {} was due",
                                                          frame_.header.number, next_));
  }
  ++next_;
  has_header_ = true;
  frame_.content.reserve(frame_.header.length);
  return bytes.subspan(count);
}

}  // namespace fathom
