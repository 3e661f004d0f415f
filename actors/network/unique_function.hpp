#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace fathom {

/// A move-only callable `void(Arguments...)`. Unlike std::function it needs no copies, so it may
/// own what it delivers, and it keeps a callable of up to 48 bytes in place: an event then costs no
/// allocation.
template <class... Arguments>
class UniqueFunction {
 public:
  UniqueFunction() = default;

  template <class Callable>
  requires(!std::same_as<std::remove_cvref_t<Callable>, UniqueFunction> &&
           std::invocable<std::decay_t<Callable>&, Arguments...>)
      UniqueFunction(Callable&& callable) {  // implicit on purpose: a lambda is passed as it is
    using Target = std::decay_t<Callable>;
    if constexpr (kInPlace<Target>) {
      ::new (place()) Target(std::forward<Callable>(callable));
      table_ = &kInPlaceTable<Target>;
    } else {
      ::new (place()) Target*(new Target(std::forward<Callable>(callable)));
      table_ = &kHeapTable<Target>;
    }
  }

  UniqueFunction(UniqueFunction&& other) noexcept { take(other); }
  UniqueFunction& operator=(UniqueFunction&& other) noexcept {
    if (this != &other) {
      clear();
      take(other);
    }
    return *this;
  }
  ~UniqueFunction() { clear(); }

  [[nodiscard]] explicit operator bool() const { return table_ != nullptr; }

  /// Calls it. Calling an empty one is a bug of the caller.
  void operator()(Arguments... arguments) {
    table_->call(place(), std::forward<Arguments>(arguments)...);
  }

 private:
  struct Table {
    void (*call)(void*, Arguments&&...);
    void (*move)(void* from, void* to) noexcept;
    void (*destroy)(void*) noexcept;
  };

  static constexpr std::size_t kPlaceBytes = 48;

  template <class Target>
  static constexpr bool kInPlace =
      sizeof(Target) <= kPlaceBytes &&
      alignof(Target) <= alignof(void*) && std::is_nothrow_move_constructible_v<Target>;

  template <class Target>
  static constexpr Table kInPlaceTable{
      [](void* at, Arguments&&... arguments) {
        (*static_cast<Target*>(at))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) noexcept {
        ::new (to) Target(std::move(*static_cast<Target*>(from)));
        std::destroy_at(static_cast<Target*>(from));
      },
      [](void* at) noexcept { std::destroy_at(static_cast<Target*>(at)); }};

  template <class Target>
  static constexpr Table kHeapTable{
      [](void* at, Arguments&&... arguments) {
        (**static_cast<Target**>(at))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) noexcept { ::new (to) Target*(*static_cast<Target**>(from)); },
      [](void* at) noexcept { delete *static_cast<Target**>(at); }};

  void* place() { return static_cast<void*>(place_); }

  void take(UniqueFunction& other) noexcept {
    table_ = std::exchange(other.table_, nullptr);
    if (table_ != nullptr) table_->move(other.place(), place());
  }

  void clear() noexcept {
    if (table_ != nullptr) std::exchange(table_, nullptr)->destroy(place());
  }

  const Table* table_ = nullptr;
  alignas(void*) std::byte place_[kPlaceBytes];
};

}  // namespace fathom
