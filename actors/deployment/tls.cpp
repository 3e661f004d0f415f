#include "actors/deployment/tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <utility>

#include "metrics/errors.hpp"
#include "metrics/printable.hpp"

namespace fathom {
namespace {

constexpr std::size_t kMostShown = 200;

std::string shown(const std::filesystem::path& file) {
  return printable(file.native(), kMostShown);
}

std::string last_error() {
  const auto code = ERR_get_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason == nullptr ? "no reason is given" : reason;
}

void require(bool done, const std::string& what) {
  if (!done) throw UserError(what + ": " + last_error());
}

std::string common_name(const X509* certificate) {
  std::array<char, 128> text{};
  const int length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                               text.data(), static_cast<int>(text.size()));
  // All of it: a name that goes on behind a zero is another name.
  return printable({text.data(), static_cast<std::size_t>(std::max(length, 0))}, text.size());
}

}  // namespace

TlsIdentity::TlsIdentity(const TlsFiles& files)
    : context_(SSL_CTX_new(TLS_method()), [](SSL_CTX* context) { SSL_CTX_free(context); }) {
  SSL_CTX* context = context_.get();
  ensure(context != nullptr, "OpenSSL gives no context");
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  require(SSL_CTX_load_verify_locations(context, files.authority.c_str(), nullptr) == 1,
          fmt::format("the authority's certificate {} cannot be used; name a PEM file",
                      shown(files.authority)));
  require(
      SSL_CTX_use_certificate_file(context, files.certificate.c_str(), SSL_FILETYPE_PEM) == 1,
      fmt::format("the certificate {} cannot be used; name a PEM file", shown(files.certificate)));
  require(SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1,
          fmt::format("the key {} cannot be used with the certificate {}; name the PEM file of its "
                      "key",
                      shown(files.key), shown(files.certificate)));
  name_ = common_name(SSL_CTX_get0_certificate(context));
}

TlsChannel::TlsChannel(const TlsIdentity& identity, Side side) : ssl_(SSL_new(identity.context())) {
  ensure(ssl_ != nullptr, "OpenSSL gives no channel");
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  side == Side::dials ? SSL_set_connect_state(ssl_) : SSL_set_accept_state(ssl_);
  advance();
}

TlsChannel::~TlsChannel() { SSL_free(ssl_); }

void TlsChannel::fail(const char* doing) {
  failed_ = true;
  const long verified = SSL_get_verify_result(ssl_);
  const std::string reason =
      verified == X509_V_OK ? last_error() : X509_verify_cert_error_string(verified);
  ERR_clear_error();
  throw TlsFault(fmt::format("{}: {}", doing, reason));
}

void TlsChannel::advance() {
  if (ready_) return;
  const int result = SSL_do_handshake(ssl_);
  if (result == 1) {
    ready_ = true;
    write(std::exchange(waiting_, {}));
    return;
  }
  const int error = SSL_get_error(ssl_, result);
  if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) {
    fail("the TLS handshake failed");
  }
}

WipedBuffer TlsChannel::receive(std::span<const char> bytes) {
  constexpr std::size_t kRecord = 16 * 1024;
  WipedBuffer plain;
  plain.reserve(bytes.size() + 3 * kRecord);  // with what is left of a record, and room to read
  BIO_write(SSL_get_rbio(ssl_), bytes.data(), static_cast<int>(bytes.size()));
  advance();
  while (ready_) {
    const std::size_t before = plain.size();
    plain.resize(before + kRecord);
    const int count = SSL_read(ssl_, plain.data() + before, static_cast<int>(kRecord));
    plain.resize(before + static_cast<std::size_t>(std::max(count, 0)));
    if (count > 0) continue;
    const int error = SSL_get_error(ssl_, count);
    if (error == SSL_ERROR_WANT_READ) break;
    fail("TLS broke off");
  }
  return plain;
}

void TlsChannel::send(std::span<const char> plain) {
  if (ready_) return write(plain);
  waiting_.insert(waiting_.end(), plain.begin(), plain.end());
}

// A memory BIO takes all that is written.
void TlsChannel::write(std::span<const char> plain) {
  std::size_t written = 0;
  if (plain.empty() || failed_) return;
  failed_ = SSL_write_ex(ssl_, plain.data(), plain.size(), &written) != 1;
  if (failed_) return;
  ensure(written == plain.size(), "TLS has sent a part alone");
}

void TlsChannel::flush_to(Buffer& out) {
  BIO* bio = SSL_get_wbio(ssl_);
  const std::size_t pending = BIO_ctrl_pending(bio);
  if (pending == 0) return;
  const std::size_t before = out.size();
  out.resize(before + pending);
  BIO_read(bio, out.data() + before, static_cast<int>(pending));
}

std::optional<std::string> TlsChannel::peer() const {
  if (!ready_) return std::nullopt;
  X509* certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr) return std::nullopt;
  return common_name(certificate);
}

}  // namespace fathom
