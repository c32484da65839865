#include "tests/support/raw_http.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <fstream>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#endif

namespace rounds::test {
namespace {

constexpr int patience_ms = 10'000;

int connect_to(std::uint16_t port, std::string_view address)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    ::inet_pton(AF_INET, std::string{address}.c_str(), &to.sin_addr);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        ::close(socket);
        throw std::runtime_error{"connection refused"};
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const timeval patience{patience_ms / 1000, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return socket;
}

/// Moves the chunks that are complete from `bytes` to `body`; true after the last one.
bool take_chunks(std::string& bytes, std::string& body)
{
    std::size_t at = 0;
    bool last = false;
    while (!last) {
        const auto line = bytes.find("\r\n", at);
        if (line == std::string::npos) break;
        std::size_t size = 0;
        std::from_chars(bytes.data() + at, bytes.data() + line, size, 16);
        if (bytes.size() < line + 2 + size + 2) break;
        body.append(bytes, line + 2, size);
        at = line + 2 + size + 2;
        last = size == 0;
    }
    bytes.erase(0, at);
    return last;
}

RawResponse parse_head(std::string_view head)
{
    RawResponse response;
    const auto lines = text::split(head, '\n');
    const auto space = lines.front().find(' ');
    response.status = static_cast<unsigned>(text::parse_int(lines.front().substr(space + 1, 3)).value_or(0));
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        if (colon != std::string_view::npos)
            response.headers.emplace_back(lines[i].substr(0, colon), text::trim(lines[i].substr(colon + 1)));
    }
    return response;
}

} // namespace

std::string RawResponse::header(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (text::iequals(key, name)) return value;
    return {};
}

bool RawResponse::has(std::string_view name) const
{
    for (const auto& [key, value] : headers)
        if (text::iequals(key, name)) return true;
    return false;
}

struct RawClient::Impl
{
    int socket;
    SSL_CTX* context = nullptr;
    SSL* ssl = nullptr;
    std::string received;

    ~Impl()
    {
        SSL_free(ssl);
        SSL_CTX_free(context);
        ::close(socket);
    }

    /// False at the end of the connection or of patience.
    bool receive()
    {
        std::array<char, 16 * 1024> piece{};
        const auto size = ssl != nullptr ? SSL_read(ssl, piece.data(), static_cast<int>(piece.size()))
                                         : static_cast<int>(::recv(socket, piece.data(), piece.size(), 0));
        if (size <= 0) return false;
        received.append(piece.data(), static_cast<std::size_t>(size));
        return true;
    }
};

RawClient::RawClient(std::uint16_t port, std::string_view address)
    : impl_(new Impl{connect_to(port, address), nullptr, nullptr, {}})
{
}
RawClient::~RawClient() = default;
RawClient::RawClient(RawClient&&) noexcept = default;

bool RawClient::start_tls(int newest_version)
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes as to a file
    impl_->context = SSL_CTX_new(TLS_client_method());
    // Old versions are only offered when the security level allows their hashes.
    SSL_CTX_set_security_level(impl_->context, newest_version == 0 ? 1 : 0);
    if (newest_version != 0) {
        SSL_CTX_set_min_proto_version(impl_->context, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(impl_->context, newest_version);
    }
    impl_->ssl = SSL_new(impl_->context);
    SSL_set_fd(impl_->ssl, impl_->socket);
    if (SSL_connect(impl_->ssl) == 1) return true;
    SSL_free(impl_->ssl);
    impl_->ssl = nullptr;
    return false;
}

std::string RawClient::peer_certificate() const
{
    X509* certificate = SSL_get1_peer_certificate(impl_->ssl);
    std::array<unsigned char, 32> digest{};
    unsigned size = digest.size();
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    X509_free(certificate);
    return crypto::to_hex({reinterpret_cast<const char*>(digest.data()), size});
}

bool RawClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = impl_->ssl != nullptr
                              ? SSL_write(impl_->ssl, bytes.data(), static_cast<int>(bytes.size()))
                              : static_cast<int>(::send(impl_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawClient::finish_sending()
{
    ::shutdown(impl_->socket, SHUT_WR);
}

std::optional<RawResponse> RawClient::read(bool to_head)
{
    auto& received = impl_->received;
    std::size_t end = 0;
    while ((end = received.find("\r\n\r\n")) == std::string::npos)
        if (!impl_->receive()) return std::nullopt;
    auto response = parse_head(std::string_view{received}.substr(0, end));
    received.erase(0, end + 4);
    if (to_head || response.status < 200 || response.status == 204 || response.status == 304) return response;
    if (response.header("Transfer-Encoding") == "chunked") {
        while (!take_chunks(received, response.body))
            if (!impl_->receive()) return std::nullopt;
        return response;
    }
    const auto length = static_cast<std::size_t>(text::parse_int(response.header("Content-Length")).value_or(0));
    while (received.size() < length)
        if (!impl_->receive()) return std::nullopt;
    response.body = received.substr(0, length);
    received.erase(0, length);
    return response;
}

std::string* RawClient::more()
{
    return impl_->receive() ? &impl_->received : nullptr;
}

std::string& RawClient::buffered()
{
    return impl_->received;
}

std::optional<RawResponse> RawClient::ask(std::string_view bytes, bool to_head)
{
    send(bytes);
    return read(to_head);
}

bool RawClient::closed()
{
    std::array<char, 16 * 1024> piece{};
    while (true) {
        pollfd waiting{impl_->socket, POLLIN, 0};
        if (::poll(&waiting, 1, patience_ms) != 1) return false;
        if (::recv(impl_->socket, piece.data(), piece.size(), 0) <= 0) return true;
    }
}

std::string raw_request(std::string_view method, std::string_view target, std::string_view lines, std::string_view body)
{
    auto request = fmt::format("{} {} HTTP/1.1\r\nHost: rounds.test\r\n{}", method, target, lines);
    if (!body.empty()) request += fmt::format("Content-Length: {}\r\n", body.size());
    return request.append("\r\n").append(body);
}

std::size_t memory_in_use()
{
#if __has_feature(address_sanitizer)
    return __sanitizer_get_current_allocated_bytes();
#else
    std::ifstream file{"/proc/self/statm"};
    std::size_t total = 0;
    std::size_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
#endif
}

CertificateFiles write_certificate(const std::filesystem::path& folder, const std::string& name)
{
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    const auto random = crypto::random_bytes(4);
    std::int32_t serial = 0;
    std::copy_n(random.data(), sizeof serial, reinterpret_cast<char*>(&serial));
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial & 0x7fffffff);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_sign(certificate, key, EVP_sha256());
    CertificateFiles files{folder / "certificate.pem", folder / "key.pem"};
    std::FILE* out = std::fopen(files.certificate.c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(files.key.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return files;
}

ScratchFolder::ScratchFolder()
    : path_(std::filesystem::temp_directory_path() / ("rounds_test_" + crypto::to_hex(crypto::random_bytes(8))))
{
    std::filesystem::create_directories(path_);
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace rounds::test
