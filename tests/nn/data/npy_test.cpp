#include "nn/data/npy.hpp"

#include <cmath>
#include <limits>

#include "tests/nn/data/files.hpp"

using namespace fathom;
using namespace fathom::testing;
using namespace std::string_literals;
using Catch::Contains;

namespace {

/// A version 1.0 file around `literal`, padded as the format asks: to 128 bytes, a newline at the
/// end.
FileBytes npy(const std::string& literal, const FileBytes& elements) {
  FileBytes file = bytes_of("\x93NUMPY\x01\x00\x76\x00"s + literal +
                            std::string(117 - literal.size(), ' ') + "\n");
  file.insert(file.end(), elements.begin(), elements.end());
  return file;
}

HostArray<double> parse(const FileBytes& bytes) {
  HostArray<double> array = parse_npy<double>(bytes, "'w.npy'");
  REQUIRE(array.values.size() == array.shape.size());
  return array;
}

std::string refusal_of(const FileBytes& bytes) {
  return refusal([&] { return parse(bytes); });
}

// What numpy 1.24 saves for numpy.array([1.0, -2.5, 3.0]).
const FileBytes kThreeDoubles =
    npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }",
        {0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 4, 0xC0, 0, 0, 0, 0, 0, 0, 8, 0x40});
const HostArray<double> kThreeDoublesArray{{3}, {1.0, -2.5, 3.0}};

}  // namespace

TEST_CASE("a .npy file is read and written with the bytes that numpy makes") {
  const ScratchDirectory scratch;
  put(scratch / "w.npy", kThreeDoubles);
  CHECK(read_npy(scratch / "w.npy") == kThreeDoublesArray);
  write_npy(scratch / "copy.npy", kThreeDoublesArray);
  CHECK(read_file(scratch / "copy.npy") == kThreeDoubles);
  CHECK(scratch.file_count() == 2);
}

TEST_CASE("each element type that is known is read") {
  CHECK(parse(npy("{'descr': '<i4', 'fortran_order': False, 'shape': (), }", {7, 0, 0, 0})) ==
        HostArray<double>{{}, {7.0}});
  CHECK(parse(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
                  {0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})) ==
        HostArray<double>{{1}, {-2.0}});
  CHECK(parse(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1), }", {0, 255})) ==
        HostArray<double>{{2, 1}, {0.0, 255.0}});
  CHECK(parse(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
                  {0, 0, 0xC0, 0x3F})) == HostArray<double>{{1}, {1.5}});
}

TEST_CASE("a matrix in Fortran order is turned into rows first") {
  // What numpy 1.24 saves for numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) as float32.
  const FileBytes saved = npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
                              {0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x40, 0, 0, 0,    0x40,
                               0, 0, 0xA0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0xC0, 0x40});
  CHECK(parse(saved) == HostArray<double>{{2, 3}, {1, 2, 3, 4, 5, 6}});
  CHECK(parse(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2,), }", {1, 2})) ==
        HostArray<double>{{2}, {1, 2}});
  CHECK_THAT(refusal_of(npy("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 1, 1), }", {1})),
             Contains("save it in C order, with numpy.ascontiguousarray"));
}

TEST_CASE("version 2.0 has a longer length field") {
  const std::string literal = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n";
  const FileBytes file = bytes_of("\x93NUMPY\x02\x00"s + static_cast<char>(literal.size()) +
                                  "\x00\x00\x00"s + literal + "\x05\x06");
  CHECK(parse(file) == HostArray<double>{{2}, {5, 6}});
  check_every_prefix_is_refused(parse, file);
}

TEST_CASE("a header may be spelled in any way that Python would read the same") {
  for (const char* literal : {"{'descr': '<f8', 'fortran_order': False, 'shape': (0,)}",
                              "{\"shape\" :( 0 , ) ,\"fortran_order\":False,\"descr\":\"<f8\"}  ",
                              "{'fortran_order': False,\n 'descr': '<f8', 'shape': (0,),}"}) {
    CHECK(parse(npy(literal, {})) == HostArray<double>{{0}, {}});
  }
}

TEMPLATE_TEST_CASE("arrays of every shape come back as they were written", "", double, float,
                   std::uint8_t, std::int64_t, std::int32_t) {
  const std::vector<HostArray<TestType>> arrays{{{}, {42}},
                                                {{0}, {}},
                                                {{0, 128}, {}},
                                                {{1}, {7}},
                                                {{2, 3}, {0, 1, 2, 3, 4, 100}},
                                                {{1, 2, 1, 2}, {1, 2, 3, 4}}};
  for (const HostArray<TestType>& array : arrays) {
    const FileBytes file = encode_npy(array);
    const HostArray<double> read = parse(file);
    CHECK(read.shape == array.shape);
    CHECK(read.values == std::vector<double>(array.values.begin(), array.values.end()));
    CHECK((file.size() - array.values.size() * sizeof(TestType)) % 64 == 0);
  }
}

TEST_CASE("doubles come back to the last bit") {
  const HostArray<double> array{{5},
                                {0.1, -0.0, 5e-324, std::numeric_limits<double>::max(), -HUGE_VAL}};
  const FileBytes file = encode_npy(array);
  CHECK(encode_npy(parse(file)) == file);
}

TEST_CASE("floats are read as floats, and doubles that no float can hold are refused") {
  const ScratchDirectory scratch;
  const HostArray<float> floats{{2}, {0.1F, -3.5F}};
  write_npy(scratch / "floats.npy", floats);
  CHECK(read_npy_float(scratch / "floats.npy") == floats);
  write_npy(scratch / "doubles.npy", HostArray<double>{{2}, {0.1, HUGE_VAL}});
  CHECK(read_npy_float(scratch / "doubles.npy").values == std::vector<float>{0.1F, HUGE_VALF});
  write_npy(scratch / "large.npy", HostArray<double>{{1}, {1e39}});
  CHECK_THAT(refusal([&] { return read_npy_float(scratch / "large.npy"); }),
             Contains("large.npy' holds a value beyond the range of 32-bit floats"));
}

TEST_CASE("a .npy file of another kind is refused with what would be right") {
  CHECK(refusal_of(npy("{'descr': '>f8', 'fortran_order': False, 'shape': (0,), }", {})) ==
        "'w.npy' has elements of type '>f8'; known here are '<f8', '<f4', '|u1', '<i8' and '<i4'");
  CHECK_THAT(refusal_of(bytes_of("PK\x03\x04")), Contains("is not a .npy file"));
  CHECK_THAT(refusal_of(bytes_of("\x93NUMPY\x03\x00\x76\x00"s)),
             Contains("version 3.0; versions 1.0 and 2.0 are known"));
  CHECK_THAT(refusal_of(bytes_of("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF"s)),
             Contains("header of 4294967295 bytes"));
  FileBytes longer = kThreeDoubles;
  longer.push_back(0);
  CHECK(refusal_of(longer) ==
        "'w.npy' has trailing bytes: its header announces the shape (3), 24 bytes of data, but 25 "
        "follow");
}

TEST_CASE("absurd .npy shapes are refused before anything is allocated") {
  for (const char* shape :
       {"(1152921504606846976,)", "(4294967296, 4294967296)", "(0, 18446744073709551615, 2)"}) {
    CHECK_THAT(
        refusal_of(npy("{'descr': '<f8', 'fortran_order': False, 'shape': "s + shape + "}", {})),
        Contains("announces the impossible shape"));
  }
  CHECK_THAT(
      refusal_of(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,)}", {})),
      Contains("is truncated"));
  CHECK_THAT(refusal_of(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1)}", {})),
             Contains("has 5 dimensions"));
}

TEST_CASE("a malformed .npy header is refused") {
  for (const char* literal :
       {"", "{", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False}",
        "'descr': '<f8', 'fortran_order': False, 'shape': (0,)",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0,), 'more': 1}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (0,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0,)} x",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0,)",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (0,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 0}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0 0)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (0,,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': '<f8' 'fortran_order': False, 'shape': (0,)}",
        "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (0,)}"}) {
    INFO(literal);
    CHECK_THAT(refusal_of(npy(literal, {})), Contains("has a malformed .npy header: "));
  }
  FileBytes file = kThreeDoubles;
  file[127] = ' ';
  CHECK_THAT(refusal_of(file), Contains("it must end with a newline"));
}

TEST_CASE("a damaged .npy file is refused or read, and never more") {
  check_every_prefix_is_refused(parse, kThreeDoubles);
  check_damage_is_refused_or_read(parse, kThreeDoubles, 5'000);
}
