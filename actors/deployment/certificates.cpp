#include "actors/deployment/certificates.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <system_error>

#include "metrics/errors.hpp"

namespace fathom {
namespace {

namespace fs = std::filesystem;

using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

PrivateKey new_key() {
  PrivateKey key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  ensure(key != nullptr, "OpenSSL makes no key");
  return key;
}

void set_name(X509_NAME* name, const std::string& text) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
}

void add_extension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  ensure(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1,
         "OpenSSL makes no extension of a certificate");
  X509_EXTENSION_free(extension);
}

/// A certificate of `key` under `name`, by the authority; the authority's own has no `issuer`.
Certificate new_certificate(EVP_PKEY* key, const std::string& name, const X509* issuer,
                            EVP_PKEY* signing, int days) {
  constexpr long kDay = 24 * 60 * 60;
  Certificate made(X509_new(), X509_free);
  ensure(made != nullptr, "OpenSSL makes no certificate");
  std::uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U);
  X509_set_version(made.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), days * kDay);
  X509_set_pubkey(made.get(), key);
  set_name(X509_get_subject_name(made.get()), name);
  const X509_NAME* by = X509_get_subject_name(issuer == nullptr ? made.get() : issuer);
  X509_set_issuer_name(made.get(), by);
  const bool authority = issuer == nullptr;
  add_extension(made.get(), NID_basic_constraints,
                authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(made.get(), NID_key_usage,
                authority ? "critical,keyCertSign" : "critical,digitalSignature");
  ensure(X509_sign(made.get(), signing, EVP_sha256()) > 0, "OpenSSL signs no certificate");
  return made;
}

/// A file that only its owner reads, and that was not there.
std::FILE* open_new(const fs::path& path) {
  constexpr int kOwnerAlone = 0600;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerAlone);
  if (descriptor < 0) {
    throw UserError(fmt::format("{} cannot be written: {}; name a directory that has no such file",
                                path.string(), std::generic_category().message(errno)));
  }
  return ::fdopen(descriptor, "w");
}

template <class Write>
void write_new(const fs::path& path, const Write& write) {
  std::FILE* file = open_new(path);
  const bool written = write(file) == 1;
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed) throw UserError(path.string() + " cannot be written");
}

void write_pair(const fs::path& directory, const std::string& name, EVP_PKEY* key,
                X509* certificate) {
  write_new(directory / (name + ".key"), [key](std::FILE* file) {
    return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  write_new(directory / (name + ".pem"),
            [certificate](std::FILE* file) { return PEM_write_X509(file, certificate); });
}

}  // namespace

void make_certificates(const fs::path& directory, const std::vector<std::string>& names, int days) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw UserError(fmt::format("{} cannot be made: {}", directory.string(), error.message()));
  }
  const PrivateKey authority_key = new_key();
  const Certificate authority =
      new_certificate(authority_key.get(), "fathom authority", nullptr, authority_key.get(), days);
  write_pair(directory, "authority", authority_key.get(), authority.get());
  for (const std::string& name : names) {
    const PrivateKey key = new_key();
    const Certificate certificate =
        new_certificate(key.get(), name, authority.get(), authority_key.get(), days);
    write_pair(directory, name, key.get(), certificate.get());
  }
}

}  // namespace fathom
