#include "server/http/certificate.hpp"

#include <ctime>
#include <fmt/format.h>
#include <memory>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace rounds::http {
namespace {

struct Free
{
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(BIO* chain) const noexcept { BIO_free_all(chain); }
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};
template <class T> using Owned = std::unique_ptr<T, Free>;

constexpr std::size_t most_read = 64 * 1024;
constexpr unsigned nap_ms = 20;

Time time_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) throw std::runtime_error("the certificate has no readable dates");
    return Time{std::chrono::seconds{timegm(&parts)}};
}

std::string without_port(const std::string& authority)
{
    const auto colon = authority.rfind(':');
    return colon == std::string::npos || authority.ends_with(']') ? authority : authority.substr(0, colon);
}

CertificateFacts facts_of(X509* certificate, const std::string& authority)
{
    const auto host = without_port(authority);
    CertificateFacts facts;
    facts.not_before = time_of(X509_get0_notBefore(certificate));
    facts.not_after = time_of(X509_get0_notAfter(certificate));
    facts.names_host =
        X509_check_host(certificate, host.c_str(), host.size(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1 ||
        X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
    const Owned<GENERAL_NAMES> names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))
    );
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type != GEN_DNS) continue;
        const auto* text = name->d.dNSName;
        facts.names.emplace_back(
            reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))
        );
    }
    return facts;
}

std::string read_all(BIO* chain, std::time_t deadline)
{
    std::string text;
    char piece[4096];
    while (text.size() < most_read) {
        const int got = BIO_read(chain, piece, sizeof piece);
        if (got > 0)
            text.append(piece, static_cast<std::size_t>(got));
        else if (!BIO_should_retry(chain) || BIO_wait(chain, deadline, nap_ms) <= 0)
            break;
    }
    return text;
}

} // namespace

CertificateFacts read_certificate(const std::string& file, const std::string& host)
{
    const Owned<BIO> in(BIO_new_file(file.c_str(), "r"));
    if (!in) throw std::runtime_error(fmt::format("{}: cannot be read", file));
    const Owned<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!certificate) throw std::runtime_error(fmt::format("{}: holds no certificate in PEM form", file));
    return facts_of(certificate.get(), host);
}

std::optional<ProbeAnswer> probe(const ProbeTarget& target, std::string_view path)
{
    const bool v6 = target.address.find(':') != std::string::npos;
    const auto where = fmt::format("{}:{}", v6 ? '[' + target.address + ']' : target.address, target.port);
    Owned<SSL_CTX> context;
    Owned<BIO> chain(BIO_new_connect(where.c_str()));
    SSL* tls = nullptr;
    if (chain && target.tls) {
        context.reset(SSL_CTX_new(TLS_client_method()));
        auto* layer = BIO_new_ssl(context.get(), 1);
        BIO_get_ssl(layer, &tls);
        auto name = without_port(target.host);
        SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
        chain.reset(BIO_push(layer, chain.release()));
    }
    const auto seconds = static_cast<int>(target.timeout.count());
    if (!chain || BIO_do_connect_retry(chain.get(), seconds, nap_ms) != 1) return std::nullopt;
    ProbeAnswer answer;
    if (tls != nullptr)
        if (const Owned<X509> shown(SSL_get1_peer_certificate(tls)); shown)
            answer.certificate = facts_of(shown.get(), target.host);
    const auto request = fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n", path, target.host
    );
    if (BIO_write(chain.get(), request.data(), static_cast<int>(request.size())) != static_cast<int>(request.size()))
        return std::nullopt;
    answer.text = read_all(chain.get(), std::time(nullptr) + seconds);
    return answer;
}

} // namespace rounds::http
