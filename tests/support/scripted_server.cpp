#include "tests/support/scripted_server.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace rounds::testing {

Peer::Peer(int socket, SSL_CTX* context, std::size_t number) : socket_(socket), number_(number)
{
    if (context == nullptr) return;
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes as to a file, also its goodbye to who has gone
    tls_.reset(SSL_new(context));
    SSL_set_fd(tls_.get(), socket_);
    usable_ = SSL_accept(tls_.get()) == 1;
}

Peer::~Peer()
{
    if (tls_ && usable_) SSL_shutdown(tls_.get());
    ::close(socket_);
}

void Peer::shut_down() noexcept
{
    ::shutdown(socket_, SHUT_RDWR);
}

bool Peer::receive()
{
    std::array<char, 16384> piece{};
    const auto count = !usable_ ? 0
                       : tls_   ? SSL_read(tls_.get(), piece.data(), static_cast<int>(piece.size()))
                                : static_cast<int>(::recv(socket_, piece.data(), piece.size(), 0));
    if (count <= 0) return false;
    received_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> Peer::request()
{
    for (;;) {
        const auto end = received_.find("\r\n\r\n");
        if (end != std::string::npos) {
            const auto length = text::parse_int(header_of(received_.substr(0, end + 2), "content-length")).value_or(0);
            const auto size = end + 4 + static_cast<std::size_t>(length);
            if (received_.size() >= size) {
                auto whole = received_.substr(0, size);
                received_.erase(0, size);
                return whole;
            }
        }
        if (!receive()) return std::nullopt;
    }
}

bool Peer::send(std::string_view bytes)
{
    while (usable_ && !bytes.empty()) {
        const auto count = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        if (count <= 0) usable_ = false;
        if (usable_) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return usable_;
}

bool Peer::respond(std::string_view body, std::string_view head)
{
    return send(fmt::format("{}content-length: {}\r\n\r\n{}", head, body.size(), body));
}

bool Peer::closed_within(std::chrono::milliseconds time)
{
    pollfd watched{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    return ::poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

bool Peer::resumed() const
{
    return tls_ && SSL_session_reused(tls_.get()) == 1;
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script))
{
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the test server cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

namespace {

SSL_CTX* make_context(const TlsOptions& tls)
{
    auto* context = SSL_CTX_new(TLS_server_method());
    if (context == nullptr) throw std::runtime_error("no TLS context for the test server");
    // The weakest that a test asks for must be servable: it is the client that has to refuse.
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, tls.newest_version);
    SSL_CTX_use_certificate(context, tls.certificate.certificate.get());
    SSL_CTX_use_PrivateKey(context, tls.certificate.key.get());
    constexpr unsigned char name[] = "rounds";
    SSL_CTX_set_session_id_context(context, name, sizeof name);
    return context;
}

} // namespace

ScriptedServer::ScriptedServer(Script script, const TlsOptions& tls) : ScriptedServer(std::move(script))
{
    const std::lock_guard lock{mutex_};
    context_.reset(make_context(tls));
}

ScriptedServer::~ScriptedServer()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        for (auto* peer : open_) peer->shut_down();
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    for (auto& thread : threads_) thread.join();
}

void ScriptedServer::accept_all()
{
    for (;;) {
        const int socket = ::accept(listener_, nullptr, nullptr);
        if (socket < 0) return;
        const auto number = connections_++;
        threads_.emplace_back([this, socket, number] { serve(socket, number); });
    }
}

void ScriptedServer::serve(int socket, std::size_t number)
{
    SSL_CTX* context = nullptr;
    {
        const std::lock_guard lock{mutex_};
        context = context_.get();
    }
    Peer peer{socket, context, number};
    {
        const std::lock_guard lock{mutex_};
        open_.push_back(&peer);
        if (stopping_) peer.shut_down();
    }
    script_(peer);
    const std::lock_guard lock{mutex_};
    open_.remove(&peer);
}

ScriptedServer::Script ScriptedServer::answering(std::function<std::string(const std::string&)> answer)
{
    return [answer = std::move(answer)](Peer& peer) {
        while (const auto request = peer.request())
            if (!peer.send(answer(*request))) return;
    };
}

std::string response(std::string_view status, std::string_view headers, std::string_view body)
{
    return fmt::format("HTTP/1.1 {}\r\n{}content-length: {}\r\n\r\n{}", status, headers, body.size(), body);
}

std::string header_of(std::string_view message, std::string_view name)
{
    for (const auto line : text::split(message, '\n')) {
        if (text::trim(line).empty()) break;
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && text::iequals(line.substr(0, colon), name))
            return std::string(text::trim(line.substr(colon + 1)));
    }
    return {};
}

} // namespace rounds::testing
