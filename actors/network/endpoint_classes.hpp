#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "actors/network/transfer_rate.hpp"

namespace fathom {

using EndpointId = std::uint32_t;  ///< one direction of a host's link: its egress or its ingress
using ClassId = std::uint32_t;     ///< endpoints that cannot be told apart

/// Sorts the endpoints that are in use into classes of equal ones. An endpoint with few active
/// connections is described by its capacity and by whom it is connected to under which caps:
/// endpoints of the same description could change places without anyone noticing, so they share one
/// class. A million providers that upload to the same two servers are three classes (to both, or to
/// only one of them). An endpoint with many connections, such as a server's ingress, is a class of
/// its own.
class EndpointClasses {
 public:
  static constexpr std::size_t kFewPeers = 4;  ///< at most so many connections are "few"
  static constexpr ClassId kNoClass = 0;       ///< of endpoints without limit or active connections
  static constexpr EndpointId kNoEndpoint = 0;  ///< any endpoint without limit

  enum class Side : std::uint8_t { source, destination };

  /// The other end of an active connection and the connection's cap.
  struct Peer {
    EndpointId endpoint = 0;
    TransferRate cap;
    auto operator<=>(const Peer&) const = default;
  };

  EndpointClasses();

  /// An endpoint of its own, or `kNoEndpoint` if `capacity` is unlimited.
  EndpointId add(Side side, TransferRate capacity);

  /// The class of an endpoint changes with its connections. `peers` holds one entry for each active
  /// one, and is looked at only when there are few. Returns whether the class changed. A class that
  /// is left empty keeps its number until `release_unused`.
  bool update(EndpointId endpoint, std::size_t connections, std::array<Peer, kFewPeers> peers);

  /// Frees the numbers of classes without members.
  void release_unused();

  [[nodiscard]] ClassId class_of(EndpointId endpoint) const {
    return endpoints_[endpoint].in_class;
  }
  [[nodiscard]] TransferRate capacity(EndpointId endpoint) const {
    return endpoints_[endpoint].capacity;
  }
  [[nodiscard]] std::size_t endpoints() const { return endpoints_.size(); }

  struct Class {
    TransferRate capacity;     ///< of each member
    std::int64_t members = 0;  ///< 0: the number is free
  };
  [[nodiscard]] const Class& operator[](ClassId id) const { return classes_[id].shown; }
  [[nodiscard]] std::size_t size() const {
    return classes_.size();
  }  ///< one above the greatest number

 private:
  struct Description {
    TransferRate capacity;
    Side side = Side::source;
    std::uint8_t connections = 0;
    std::array<Peer, kFewPeers> peers{};
    bool operator==(const Description&) const = default;
  };
  struct DescriptionHash {
    std::size_t operator()(const Description& description) const noexcept;
  };
  struct Endpoint {
    TransferRate capacity;
    ClassId in_class = kNoClass;
    Side side = Side::source;
  };
  struct Record {
    Class shown;
    bool in_use = false;
    bool by_description = false;  ///< listed in `described_`
    Description description;
  };

  ClassId create(TransferRate capacity);
  ClassId create_or_find(const Description& description);

  std::vector<Endpoint> endpoints_;
  std::vector<Record> classes_;
  std::vector<ClassId> free_;
  std::vector<ClassId> emptied_;
  std::unordered_map<Description, ClassId, DescriptionHash> described_;
};

}  // namespace fathom
