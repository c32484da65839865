#include "federation/fetch/connection.hpp"

#include "federation/fetch/policy.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <sys/socket.h>

namespace rounds::fetch {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using Parser = http::response_parser<http::buffer_body>;
using boost::system::error_code;

constexpr auto awaiting = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t buffer_bytes = 64 * 1024; // the most that Beast may hold back (security.md E1)
constexpr std::size_t piece_bytes = 16 * 1024;
constexpr std::size_t most_addresses = 4;
constexpr int most_informational = 5;

fetch_errc meaning(const error_code& error)
{
    if (error == beast::error::timeout) return fetch_errc::timeout;
    if (error == http::error::body_limit || error == http::error::header_limit || error == http::error::buffer_overflow)
        return fetch_errc::too_large;
    if (error == http::error::end_of_stream || error == http::error::partial_message) return fetch_errc::connect;
    if (error.category() == http::make_error_code(http::error::bad_version).category()) return fetch_errc::protocol;
    return fetch_errc::connect;
}

Headers headers_of(const Parser& parser)
{
    Headers headers;
    for (const auto& field : parser.get()) {
        const auto name = field.name_string();
        headers.push_back({text::to_lower({name.data(), name.size()}), std::string(field.value())});
    }
    return headers;
}

/// What Beast lets pass and we do not (security.md E3, N38): transfer codings other than chunked, and content codings,
/// for which we never asked.
bool acceptable(const FetchResponse& response)
{
    const auto is_plain = [](const Header& header) {
        if (header.name == "transfer-encoding") return text::iequals(header.value, "chunked");
        if (header.name == "content-encoding") return text::iequals(header.value, "identity");
        return true;
    };
    const auto codings = std::ranges::count(response.headers, "transfer-encoding", &Header::name);
    return codings <= 1 && std::ranges::all_of(response.headers, is_plain);
}

} // namespace

struct Connection::Impl
{
    Impl(const asio::any_io_executor& executor, SessionStore& sessions, std::string origin)
        : tcp_stream(executor), buffer(buffer_bytes), tag{&sessions, std::move(origin)}
    {
    }

    ~Impl()
    {
        // OpenSSL forgets the session of a connection that was not shut down; ours ends with its message, and the
        // message was whole.
        if (tls_stream && answered) SSL_set_shutdown(tls_stream->native_handle(), SSL_SENT_SHUTDOWN);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    asio::awaitable<fetch_errc> connect(const Settings&, const Url&, std::vector<asio::ip::address>, Deadline);
    asio::awaitable<bool> handshake(TlsClient& client, const std::string& host, Deadline deadline);
    template <class Stream> asio::awaitable<result<FetchResponse>> run(Stream& stream, const Exchange& exchange);
    template <class Stream>
    asio::awaitable<result<FetchResponse>> read(Stream& stream, const Exchange& exchange, bool& informational);
    template <class Stream>
    asio::awaitable<error_code>
    read_body(Stream& stream, Parser& parser, const Exchange& exchange, FetchResponse& response);

    beast::tcp_stream tcp_stream;
    std::optional<asio::ssl::stream<beast::tcp_stream&>> tls_stream;
    beast::flat_buffer buffer;
    SessionTag tag;
    bool reusable = false;
    bool unanswered = true; ///< of the exchange under way
    bool answered = false;  ///< the last exchange ended well
};

/// Zero means connected.
asio::awaitable<fetch_errc> Connection::Impl::connect(
    const Settings& settings, const Url& url, std::vector<asio::ip::address> addresses, Deadline deadline
)
{
    using Clock = std::chrono::steady_clock;
    const auto last = std::min(deadline, Clock::now() + settings.connect_timeout);
    if (addresses.size() > most_addresses) addresses.resize(most_addresses);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        // Each address has its share of the time that is left, so that a dead first one does not use it all up.
        const auto share = (last - Clock::now()) / static_cast<int>(addresses.size() - i);
        tcp_stream.expires_after(std::max<Clock::duration>(share, std::chrono::milliseconds{1}));
        const tcp::endpoint endpoint{addresses[i], url.port};
        const auto [error] = co_await tcp_stream.async_connect(endpoint, awaiting);
        if (!error) {
            error_code no_peer;
            const auto peer = tcp_stream.socket().remote_endpoint(no_peer);
            if (no_peer) continue;
            if (!permitted_address(peer.address(), settings, url.host)) co_return fetch_errc::blocked;
            error_code ignored;
            tcp_stream.socket().set_option(tcp::no_delay{true}, ignored);
            co_return fetch_errc{};
        }
        tcp_stream.close();
    }
    co_return Clock::now() >= deadline ? fetch_errc::timeout : fetch_errc::connect;
}

asio::awaitable<bool> Connection::Impl::handshake(TlsClient& client, const std::string& host, Deadline deadline)
{
    tls_stream.emplace(tcp_stream, client.context());
    if (!client.prepare(tls_stream->native_handle(), host, tag)) co_return false;
    tcp_stream.expires_at(deadline);
    const auto [error] = co_await tls_stream->async_handshake(asio::ssl::stream_base::client, awaiting);
    co_return !error;
}

template <class Stream>
asio::awaitable<error_code>
Connection::Impl::read_body(Stream& stream, Parser& parser, const Exchange& exchange, FetchResponse& response)
{
    // Chunk framing may cost more than the content, but not without bound (security.md E4).
    const std::size_t most_on_wire = 2 * exchange.max_bytes + buffer_bytes;
    const bool to_sink = exchange.sink != nullptr && *exchange.sink && response.status / 100 == 2;
    std::array<char, piece_bytes> piece; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    std::size_t on_wire = 0;
    while (!parser.is_done()) {
        auto& room = parser.get().body();
        room.data = piece.data();
        room.size = piece.size();
        const auto [error, count] = co_await http::async_read_some(stream, buffer, parser, awaiting);
        if (error && error != http::error::need_buffer) co_return meaning(error);
        on_wire += count;
        const std::string_view got{piece.data(), piece.size() - parser.get().body().size};
        if (to_sink && !got.empty()) {
            const auto kept = (*exchange.sink)(got);
            if (!kept) co_return kept.error();
        } else {
            response.body.append(got);
        }
        if (on_wire > most_on_wire) co_return fetch_errc::too_large;
    }
    co_return error_code{};
}

template <class Stream>
asio::awaitable<result<FetchResponse>>
Connection::Impl::read(Stream& stream, const Exchange& exchange, bool& informational)
{
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(exchange.header_bytes));
    parser.body_limit(exchange.max_bytes);
    const auto [error, count] = co_await http::async_read_header(stream, buffer, parser, awaiting);
    unanswered = unanswered && count == 0;
    if (error) co_return meaning(error);
    FetchResponse response;
    response.status = parser.get().result_int();
    // Copied before the body is read: what a trailer brings never counts (security.md E2).
    response.headers = headers_of(parser);
    informational = response.status / 100 == 1;
    if (informational) co_return response;
    if (!acceptable(response)) co_return fetch_errc::protocol;
    const auto failed = co_await read_body(stream, parser, exchange, response);
    if (failed) co_return failed;
    if (headers_of(parser).size() != response.headers.size()) co_return fetch_errc::protocol;
    reusable = parser.keep_alive() && buffer.size() == 0;
    co_return response;
}

template <class Stream>
asio::awaitable<result<FetchResponse>> Connection::Impl::run(Stream& stream, const Exchange& exchange)
{
    reusable = false;
    unanswered = true;
    answered = false;
    tcp_stream.expires_at(exchange.deadline);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(exchange.head), asio::buffer(exchange.body)};
    const auto [error, count] = co_await asio::async_write(stream, parts, awaiting);
    static_cast<void>(count);
    // A server may answer and close before it has read everything (413), so other failures are the reader's to tell.
    if (error == beast::error::timeout) co_return fetch_errc::timeout;
    for (int answers = 0; guards::hold("informational", answers <= most_informational); ++answers) {
        bool informational = false;
        auto response = co_await read(stream, exchange, informational);
        if (!response) co_return response;
        if (!informational) {
            tcp_stream.expires_never();
            answered = true;
            co_return response;
        }
        if (response->status == 101) break; // we never ask to switch
    }
    co_return fetch_errc::protocol;
}

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Connection::~Connection() = default;

asio::awaitable<result<std::unique_ptr<Connection>>> Connection::open(
    asio::any_io_executor executor,
    const Settings& settings,
    TlsClient& tls,
    const Url& url,
    std::vector<asio::ip::address> addresses,
    Deadline deadline
)
{
    auto impl = std::make_unique<Impl>(executor, tls.sessions(), url.origin());
    const auto failed = co_await impl->connect(settings, url, std::move(addresses), deadline);
    if (failed != fetch_errc{}) co_return failed;
    if (url.scheme == "https") {
        const bool done = co_await impl->handshake(tls, url.host, deadline);
        if (!done) co_return std::chrono::steady_clock::now() >= deadline ? fetch_errc::timeout : fetch_errc::tls;
    }
    std::unique_ptr<Connection> connection{new Connection{std::move(impl)}};
    co_return connection;
}

asio::awaitable<result<FetchResponse>> Connection::exchange(const Exchange& exchange)
{
    if (impl_->tls_stream) co_return co_await impl_->run(*impl_->tls_stream, exchange);
    co_return co_await impl_->run(impl_->tcp_stream, exchange);
}

bool Connection::reusable() const noexcept
{
    return impl_->reusable;
}

bool Connection::unanswered() const noexcept
{
    return impl_->unanswered;
}

bool Connection::quiet()
{
    char byte = 0;
    const auto found = ::recv(impl_->tcp_stream.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return found < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

} // namespace rounds::fetch
