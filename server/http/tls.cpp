#include "server/http/tls.hpp"

#include <fmt/core.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string_view>

namespace rounds::http {
namespace {

namespace ssl = boost::asio::ssl;
using error_code = boost::system::error_code;

/// A client that offers only other protocols goes on without ALPN and finds HTTP/1.1 anyway.
int select_http_1_1(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned int in_size, void*)
{
    const std::string_view offered{reinterpret_cast<const char*>(in), in_size};
    constexpr std::string_view wanted = "\x08http/1.1";
    for (std::size_t at = 0; at < offered.size(); at += 1U + in[at]) {
        if (offered.substr(at, wanted.size()) != wanted) continue;
        *out = in + at + 1;
        *out_size = static_cast<unsigned char>(wanted.size() - 1);
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

void check(const error_code& error, std::string_view what, const std::string& file)
{
    if (error) throw std::runtime_error{fmt::format("{} {}: {}", what, file, error.message())};
}

} // namespace

std::shared_ptr<ssl::context> load_tls_context(const std::string& certificate_file, const std::string& key_file)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    check(error, "cannot use the certificate", certificate_file);
    context->use_private_key_file(key_file, ssl::context::pem, error);
    check(error, "cannot use the private key", key_file);
    SSL_CTX* raw = context->native_handle();
    if (SSL_CTX_check_private_key(raw) != 1)
        throw std::runtime_error{fmt::format("{} does not belong to {}", key_file, certificate_file)};
    SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS); // idle connections keep no record buffers
    SSL_CTX_set_alpn_select_cb(raw, select_http_1_1, nullptr);
    return context;
}

} // namespace rounds::http
