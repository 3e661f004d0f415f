#pragma once

#include <coroutine>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "protocol/party.hpp"

namespace fathom {

/// Messages of which all are known by name and that one strand takes as they come, first come,
/// first served: what a server adds up from a million providers waits for no other. What is
/// computed from them must not depend on their order. A party has one gathering at a time, and
/// nobody else waits for any of its messages.
class Gathering {
 public:
  using Item = GatheredMessage;
  struct Taken {
    std::size_t item = 0;  ///< its number
    std::vector<std::shared_ptr<const Payload>> parts;
  };

  /// `strand` is the one that takes them.
  Gathering(Party& party, Strand& strand, std::vector<Item> items);
  Gathering(const Gathering&) = delete;
  Gathering& operator=(const Gathering&) = delete;
  ~Gathering();

  /// Messages that were not taken yet.
  [[nodiscard]] std::size_t left() const { return numbers_.size(); }

  /// Awaitable: the next of them; of those that came before the gathering, in order of the items.
  class Next;
  [[nodiscard]] Next next();

 private:
  friend class Party;

  void on_message(const Party::Name& name, const Party::Parts& parts);
  void on_failure() { resume(); }
  [[nodiscard]] bool waits() const { return static_cast<bool>(handle_); }
  /// Whether it has still to take something from that party.
  [[nodiscard]] bool misses(PartyId from) const;
  [[nodiscard]] bool misses(const Party::Name& name) const { return numbers_.contains(name); }
  /// Of the wait among those of its party.
  [[nodiscard]] std::uint64_t number() const { return number_; }
  [[nodiscard]] std::string waiting(const LayerNames& layers) const;
  bool wait(Strand& strand, std::coroutine_handle<> handle);
  Taken take();
  void resume();

  Party& party_;
  std::vector<Item> items_;
  std::unordered_map<Party::Name, std::size_t, Party::NameHash> numbers_;  ///< of those not taken
  std::deque<std::size_t> ready_;  ///< complete in the inbox, in order of arrival
  Strand* strand_;
  std::coroutine_handle<> handle_;
  std::uint64_t number_ = 0;
};

/// The wait for one of a gathering's messages.
class Gathering::Next {
 public:
  explicit Next(Gathering& gathering) : gathering_(gathering) {}
  Next(const Next&) = delete;
  Next& operator=(const Next&) = delete;
  ~Next() { gathering_.handle_ = {}; }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> handle) {
    return gathering_.wait(*handle.promise().strand, handle);
  }
  Taken await_resume() { return gathering_.take(); }

 private:
  Gathering& gathering_;
};

}  // namespace fathom
