#pragma once

#include "federation/fetch/client.hpp"
#include "federation/fetch/resolver.hpp"
#include "federation/fetch/tls.hpp"
#include "storage/base/url.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

namespace rounds::fetch {

/// What goes over one connection at one time.
struct Exchange
{
    std::string head; ///< request line and headers, to the empty line
    std::string_view body;
    std::size_t max_bytes;    ///< of the response's body
    std::size_t header_bytes; ///< of the response's header
    Deadline deadline;
    const std::function<result<void>(std::string_view)>* sink; ///< for the body of a 2xx; may be null
};

/// One connection to an origin, plain or TLS, for one exchange after another. Used from one strand.
class Connection
{
public:
    /// Tries the addresses in turn, all within the connect time-out, and checks the peer's address again when
    /// connected. `addresses` are permitted ones. fetch_errc::connect, tls, blocked or timeout.
    [[nodiscard]] static asio::awaitable<result<std::unique_ptr<Connection>>> open(
        asio::any_io_executor executor,
        const Settings& settings,
        TlsClient& tls,
        const Url& url,
        std::vector<asio::ip::address> addresses,
        Deadline deadline
    );

    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] asio::awaitable<result<FetchResponse>> exchange(const Exchange& exchange);

    /// After an exchange: another may follow.
    [[nodiscard]] bool reusable() const noexcept;
    /// After a failed exchange: not one byte of an answer had come, as when an idle connection was closed meanwhile.
    [[nodiscard]] bool unanswered() const noexcept;
    /// Nothing waits to be read: neither an end nor bytes that belong to no answer.
    [[nodiscard]] bool quiet();

private:
    struct Impl;
    explicit Connection(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::fetch
