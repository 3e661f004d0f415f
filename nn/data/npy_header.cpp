#include "nn/data/npy_header.hpp"

#include <algorithm>
#include <charconv>

#include "metrics/errors.hpp"
#include "nn/data/endian.hpp"

namespace fathom {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kPreambleBytes = 10;  // magic, version and length in version 1.0
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMaxHeaderBytes = 10'000;  // the bound that numpy itself keeps when reading

/// Reads the one kind of Python literal that a .npy header may be.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& subject) : rest_(text), subject_(subject) {}

  void parse_into(NpyHeader& header) {
    bool has_type = false;
    bool has_order = false;
    bool has_shape = false;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = parse_string();
      expect(':');
      if (key == "descr" && !has_type) {
        header.element_type = parse_string();
        has_type = true;
      } else if (key == "fortran_order" && !has_order) {
        header.fortran_order = parse_bool();
        has_order = true;
      } else if (key == "shape" && !has_shape) {
        header.extents = parse_tuple();
        has_shape = true;
      } else {
        fail("the key " + in_quotes(key) + " is unknown or stands there twice");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (!has_type || !has_order || !has_shape) {
      fail("it must give 'descr', 'fortran_order' and 'shape'");
    }
    skip_spaces();
    if (!rest_.empty()) fail("something follows the closing brace");
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    refuse(subject_, "has a malformed .npy header: " + why);
  }

  void skip_spaces() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
  }

  bool accept(char token) {
    skip_spaces();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char token) {
    if (!accept(token)) fail("a '" + std::string(1, token) + "' is missing");
  }

  bool accept_word(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string_view parse_string() {
    skip_spaces();
    const char quote = rest_.empty() ? '\0' : rest_.front();
    if (quote != '\'' && quote != '"') fail("a key or a plain element type in quotes is missing");
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) fail("a quoted string has no end");
    const std::string_view text = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool parse_bool() {
    skip_spaces();
    if (accept_word("True")) return true;
    if (accept_word("False")) return false;
    fail("'fortran_order' must be True or False");
  }

  /// "()", "(3,)" or "(3, 4)": as in Python, a single number needs its comma.
  std::vector<std::uint64_t> parse_tuple() {
    std::vector<std::uint64_t> numbers;
    bool comma = true;
    expect('(');
    while (!accept(')')) {
      if (!comma) fail("a ',' is missing in 'shape'");
      numbers.push_back(parse_number());
      comma = accept(',');
    }
    if (numbers.size() == 1 && !comma) fail("'shape' must be a tuple");
    return numbers;
  }

  std::uint64_t parse_number() {
    skip_spaces();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc()) fail("'shape' must hold whole numbers below 2^64");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

  std::string_view rest_;
  const std::string& subject_;
};

}  // namespace

NpyHeader parse_npy_header(ByteView bytes, const std::string& subject) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!text.starts_with(kMagic)) {
    refuse(subject, "is not a .npy file: it does not begin with \\x93NUMPY");
  }
  if (text.size() < kPreambleBytes) refuse(subject, "is truncated: it ends within its .npy header");
  const auto major = static_cast<unsigned>(bytes[6]);
  const auto minor = static_cast<unsigned>(bytes[7]);
  if ((major != 1 && major != 2) || minor != 0) {
    refuse(subject, "is a .npy file of version " + std::to_string(major) + "." +
                        std::to_string(minor) + "; versions 1.0 and 2.0 are known here");
  }
  const std::size_t begin = major == 1 ? kPreambleBytes : kPreambleBytes + 2;
  if (text.size() < begin) refuse(subject, "is truncated: it ends within its .npy header");
  const std::size_t length = major == 1 ? load_as<std::uint16_t>(std::endian::little, &bytes[8])
                                        : load_as<std::uint32_t>(std::endian::little, &bytes[8]);
  if (length > kMaxHeaderBytes) {
    refuse(subject, "announces a .npy header of " + std::to_string(length) + " bytes; at most " +
                        std::to_string(kMaxHeaderBytes) + " are believable");
  }
  if (text.size() - begin < length) {
    refuse(subject, "is truncated: it ends within its .npy header");
  }
  const std::string_view literal = text.substr(begin, length);
  if (!literal.ends_with('\n')) {
    refuse(subject, "has a malformed .npy header: it must end with a newline");
  }
  NpyHeader header;
  header.elements_begin = begin + length;
  HeaderText(literal, subject).parse_into(header);
  return header;
}

std::string encode_npy_header(std::string_view element_type, const Shape& shape) {
  std::string literal =
      "{'descr': '" + std::string(element_type) + "', 'fortran_order': False, 'shape': (";
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    literal += std::to_string(shape[axis]);
    if (axis + 1 < shape.rank()) literal += ", ";
    if (shape.rank() == 1) literal += ",";
  }
  literal += "), }";
  while ((kPreambleBytes + literal.size() + 1) % kAlignment != 0) literal += ' ';
  literal += '\n';
  std::vector<std::uint8_t> length;
  append_as(std::endian::little, static_cast<std::uint16_t>(literal.size()), length);
  std::string preamble(kMagic);
  preamble += {'\x01', '\x00', static_cast<char>(length[0]), static_cast<char>(length[1])};
  ensure(preamble.size() == kPreambleBytes, "the preamble of a .npy file has ten bytes");
  return preamble + literal;
}

}  // namespace fathom
