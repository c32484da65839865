#pragma once

#include <chrono>
#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <vector>

namespace rounds::testing {

/// A certificate with its key, for one side of a TLS connection.
struct Certificate
{
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
};

/// What a certificate says; the defaults are those of a good one.
struct CertificateRequest
{
    std::vector<std::string> names{"localhost"}; ///< DNS names, or IP addresses as "IP:127.0.0.1"
    std::chrono::hours valid_from{-1};           ///< relative to now
    std::chrono::hours valid_until{24};
    unsigned rsa_bits = 0; ///< 0: an EC key on P-256
};

/// A certificate authority that lives as long as a test.
class TestAuthority
{
public:
    TestAuthority();
    ~TestAuthority();
    TestAuthority(const TestAuthority&) = delete;
    TestAuthority& operator=(const TestAuthority&) = delete;

    [[nodiscard]] Certificate issue(const CertificateRequest& request = {}) const;
    /// The authority's own certificate as a PEM file, removed with the authority.
    [[nodiscard]] const std::string& file() const noexcept { return file_; }

private:
    Certificate own_;
    std::string file_;
};

/// Signed by its own key, by no authority.
[[nodiscard]] Certificate self_signed(const CertificateRequest& request = {});

} // namespace rounds::testing
