#include "actors/deployment/outbox.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <string>

using namespace fathom;

namespace {

/// A frame of a head and of tensors of so many bytes, 'a' in the first, 'b' in the second.
OutgoingFrame frame(const std::string& head, std::initializer_list<std::size_t> tensors) {
  auto payload = std::make_shared<Payload>();
  char letter = 'a';
  for (const std::size_t bytes : tensors) {
    Tensor tensor(z64(), {bytes / 8});
    std::memset(tensor.data(), letter++, bytes);
    payload->tensors.push_back(std::move(tensor));
  }
  OutgoingFrame out;
  out.head.assign(head.begin(), head.end());
  if (tensors.size() > 0) out.elements = std::move(payload);
  return out;
}

std::string take(Outbox& outbox, std::size_t most) {
  Buffer bytes;
  outbox.take(most, bytes);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("frames leave in order, a piece at a time, and no piece is of two") {
  Outbox outbox;
  CHECK(outbox.empty());
  outbox.push(frame("head", {16, 8}));
  outbox.push(frame("next", {}));
  CHECK(take(outbox, 3) == "hea");
  CHECK(take(outbox, 5) == "daaaa");
  CHECK(take(outbox, 13) == "aaaaaaaaaaaab");
  CHECK(take(outbox, 100) == "bbbbbbb");
  CHECK_FALSE(outbox.empty());
  CHECK(take(outbox, 100) == "next");
  CHECK(outbox.empty());
  CHECK(take(outbox, 100).empty());
}

TEST_CASE("a piece that ends where a section ends loses nothing") {
  Outbox outbox;
  outbox.push(frame("head", {8, 8}));
  CHECK(take(outbox, 4) == "head");
  CHECK(take(outbox, 8) == "aaaaaaaa");
  CHECK_FALSE(outbox.empty());
  CHECK(take(outbox, 8) == "bbbbbbbb");
  CHECK(outbox.empty());
}

TEST_CASE("tensors of no elements, and heads alone, take their turn") {
  Outbox outbox;
  outbox.push(frame("x", {0, 8, 0}));
  outbox.push(frame("y", {0}));
  CHECK(take(outbox, 9) == "xbbbbbbbb");
  CHECK(take(outbox, 100) == "y");
  CHECK(outbox.empty());
}

TEST_CASE("a frame's size is that of its head and its elements") {
  CHECK(frame("head", {}).size() == 4);
  CHECK(frame("head", {16, 8}).size() == 28);
}

TEST_CASE("elements are let go as soon as they have left") {
  Outbox outbox;
  OutgoingFrame one = frame("head", {16});
  const std::weak_ptr<const Payload> elements = one.elements;
  outbox.push(std::move(one));
  static_cast<void>(take(outbox, 19));
  CHECK_FALSE(elements.expired());
  static_cast<void>(take(outbox, 1));
  CHECK(elements.expired());
}
