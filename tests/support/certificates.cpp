#include "tests/support/certificates.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdexcept>
#include <unistd.h>

namespace rounds::testing {
namespace {

std::shared_ptr<EVP_PKEY> make_key(unsigned rsa_bits)
{
    EVP_PKEY* key = rsa_bits == 0 ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsa_bits);
    if (key == nullptr) throw std::runtime_error("no key for a test certificate");
    return {key, EVP_PKEY_free};
}

void add_extension(X509* certificate, int nid, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
        X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), &X509_EXTENSION_free
    };
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        throw std::runtime_error("no extension for a test certificate");
}

std::string subject_names(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names) {
        if (!list.empty()) list += ',';
        list += name.starts_with("IP:") ? name : "DNS:" + name;
    }
    return list;
}

/// Without an issuer it signs itself.
Certificate make(const CertificateRequest& request, const Certificate* issuer, bool authority)
{
    Certificate made{{X509_new(), X509_free}, make_key(request.rsa_bits)};
    auto* x = made.certificate.get();
    X509_set_version(x, X509_VERSION_3);
    std::array<unsigned char, 8> serial{};
    RAND_bytes(serial.data(), static_cast<int>(serial.size()));
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number{
        BN_bin2bn(serial.data(), serial.size(), nullptr), &BN_free
    };
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x));
    X509_gmtime_adj(X509_getm_notBefore(x), std::chrono::seconds{request.valid_from}.count());
    X509_gmtime_adj(X509_getm_notAfter(x), std::chrono::seconds{request.valid_until}.count());
    X509_set_pubkey(x, made.key.get());
    const std::string name = authority ? "Test authority" : "Test server";
    auto* subject = X509_get_subject_name(x);
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(x, issuer != nullptr ? X509_get_subject_name(issuer->certificate.get()) : subject);
    add_extension(x, NID_basic_constraints, authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!authority) add_extension(x, NID_subject_alt_name, subject_names(request.names));
    X509_sign(x, issuer != nullptr ? issuer->key.get() : made.key.get(), EVP_sha256());
    return made;
}

} // namespace

TestAuthority::TestAuthority() : own_(make({}, nullptr, true))
{
    file_ = (std::filesystem::temp_directory_path() / "rounds-authority-XXXXXX").string();
    const int descriptor = ::mkstemp(file_.data());
    FILE* file = descriptor >= 0 ? ::fdopen(descriptor, "w") : nullptr;
    if (file == nullptr) throw std::runtime_error("no file for a test authority");
    PEM_write_X509(file, own_.certificate.get());
    std::fclose(file);
}

TestAuthority::~TestAuthority()
{
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

Certificate TestAuthority::issue(const CertificateRequest& request) const
{
    return make(request, &own_, false);
}

Certificate self_signed(const CertificateRequest& request)
{
    return make(request, nullptr, false);
}

} // namespace rounds::testing
