#pragma once

#include "federation/fetch/settings.hpp"

#include <boost/asio/ssl/context.hpp>
#include <list>
#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rounds::fetch {

/// Sessions to resume by origin: one each, the oldest origin leaves when the store is full. Not for several threads.
class SessionStore
{
public:
    explicit SessionStore(std::size_t capacity) : capacity_(capacity) {}

    using Session = std::shared_ptr<SSL_SESSION>;

    void put(const std::string& origin, Session session);
    /// A TLS 1.3 ticket is handed out once (RFC 8446 appendix C.4).
    [[nodiscard]] Session take(const std::string& origin);

private:
    using Entries = std::list<std::pair<std::string, Session>>;

    std::size_t capacity_;
    Entries entries_; ///< newest first
    std::unordered_map<std::string_view, Entries::iterator> index_;
};

/// Where a connection's sessions go. Lives as long as the connection.
struct SessionTag
{
    SessionStore* store;
    std::string origin;
};

/// The one TLS client context: TLS 1.2 and later, the peer's chain verified against the system's store and the extra
/// files, security level 2 (no RSA key under 2048 bits, no SHA-1).
class TlsClient
{
public:
    /// Throws when an extra file cannot be read: a server must not start half trusting.
    explicit TlsClient(const Settings& settings);

    [[nodiscard]] boost::asio::ssl::context& context() noexcept { return context_; }
    [[nodiscard]] SessionStore& sessions() noexcept { return sessions_; }

    /// Prepares a connection for its host: SNI, the name to verify, a session to resume. False when OpenSSL refuses.
    [[nodiscard]] bool prepare(SSL* connection, const std::string& host, SessionTag& tag);

private:
    boost::asio::ssl::context context_;
    SessionStore sessions_;
};

} // namespace rounds::fetch
