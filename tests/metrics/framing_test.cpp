#include "metrics/framing.hpp"

#include <catch2/catch.hpp>
#include <string_view>
#include <utility>

using namespace fathom;

namespace {

constexpr std::int64_t kMebibyte = 1024 * 1024;

}  // namespace

// 33 bytes of CAF's header, 2 of type number, 1 of length, "@<>+" and the type's name, 32 of ours.
TEST_CASE("a message costs CAF's header, its type's name, our header and its payload") {
  const Framing& framing = standard_framing();
  CHECK(framing.message(MessageKind::opening, Bytes{800}) == Bytes{33 + 2 + 1 + 4 + 15 + 32 + 800});
  for (const auto& [kind, name] :
       {std::pair{MessageKind::key, std::string_view("fathom::KeyMessage")},
        std::pair{MessageKind::credit, std::string_view("fathom::Credit")},
        std::pair{MessageKind::input, std::string_view("fathom::InputShare")},
        std::pair{MessageKind::material, std::string_view("fathom::Material")},
        std::pair{MessageKind::opening, std::string_view("fathom::Opening")},
        std::pair{MessageKind::reveal, std::string_view("fathom::Reveal")},
        std::pair{MessageKind::output, std::string_view("fathom::OutputShare")},
        std::pair{MessageKind::request, std::string_view("fathom::MaterialRequest")}}) {
    INFO(name);
    const auto overhead = static_cast<std::int64_t>(72 + name.size());
    CHECK(framing.message(kind, Bytes{}) == Bytes{overhead});
    CHECK(framing.message(kind, Bytes{12'345}) == Bytes{overhead + 12'345});
  }
}

TEST_CASE("every segment of 1448 bytes costs 52 on the wire, the last one too") {
  CHECK(wire_bytes(Bytes{1}) == Bytes{53});
  CHECK(wire_bytes(Bytes{1447}) == Bytes{1447 + 52});
  CHECK(wire_bytes(Bytes{1448}) == Bytes{1500});
  CHECK(wire_bytes(Bytes{1449}) == Bytes{1449 + 104});
  CHECK(wire_bytes(Bytes{2896}) == Bytes{3000});
  CHECK(wire_bytes(Bytes{2897}) == Bytes{2897 + 156});
  CHECK(wire_bytes(Bytes{0}) == Bytes{0});
}

TEST_CASE("wire bytes are those of segments counted one by one") {
  std::int64_t counted = 0;
  for (std::int64_t bytes = 1; bytes < 10'000; ++bytes) {
    counted += (bytes - 1) % 1448 == 0 ? 53 : 1;
    REQUIRE(wire_bytes(Bytes{bytes}) == Bytes{counted});
  }
}

TEST_CASE("a payload travels in parts of at most 64 MiB") {
  CHECK(Framing::kMaxPayload == Bytes{64 * kMebibyte});
  CHECK(part_elements(ElementWidth{64}) == 8 * kMebibyte);
  CHECK(part_elements(ElementWidth{128}) == 4 * kMebibyte);
  CHECK(part_elements(ElementWidth{320}) == 1'677'721);  // no element is cut in two
  CHECK(part_elements(ElementWidth{121}) == 4'436'949);  // packed: 2^29 bits by 121
  for (const std::int64_t bits : {64, 128, 320, 61, 121, 127, 270, 521}) {
    const ElementWidth width{bits};
    const std::int64_t most = part_elements(width);
    CHECK(most * bits <= 8 * 64 * kMebibyte);
    CHECK((most + 1) * bits > 8 * 64 * kMebibyte);
    CHECK(part_count(1, width) == 1);
    CHECK(part_count(most - 1, width) == 1);
    CHECK(part_count(most, width) == 1);
    CHECK(part_count(most + 1, width) == 2);
    CHECK(part_count(2 * most, width) == 2);
    CHECK(part_count(2 * most + 1, width) == 3);
    CHECK(part_count(1000 * most, width) == 1000);
  }
}

TEST_CASE("a message without elements is one part") {
  CHECK(part_count(0, ElementWidth{64}) == 1);
  CHECK(part_count(0, ElementWidth{121}) == 1);
}

TEST_CASE("a payload takes whole bytes, rounded up once at its end") {
  CHECK(payload_of(0, ElementWidth{121}) == Bytes{0});
  CHECK(payload_of(1, ElementWidth{121}) == Bytes{16});
  CHECK(payload_of(8, ElementWidth{121}) == Bytes{121});
  CHECK(payload_of(100, ElementWidth{61}) == Bytes{763});  // 762.5
  CHECK(payload_of(100, ElementWidth{64}) == Bytes{800});
}

TEST_CASE("kinds of messages have names") {
  CHECK(to_string(MessageKind::key) == "key");
  CHECK(to_string(MessageKind::credit) == "credit");
  CHECK(to_string(MessageKind::input) == "input");
  CHECK(to_string(MessageKind::material) == "material");
  CHECK(to_string(MessageKind::opening) == "opening");
  CHECK(to_string(MessageKind::reveal) == "reveal");
  CHECK(to_string(MessageKind::output) == "output");
  CHECK(to_string(MessageKind::request) == "request");
}
