#include "server/http/websocket_session.hpp"

#include "server/http/worker.hpp"
#include "storage/base/log.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

namespace rounds::http {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using std::chrono::steady_clock;

constexpr auto on_done = asio::as_tuple(asio::use_awaitable);
/// Messages of clients are short; an idle connection keeps no more than this for them.
constexpr std::size_t piece_bytes = 256;
constexpr std::chrono::seconds farewell{1};
/// For the handshake, and for a client to end the connection once it is closed.
constexpr std::chrono::milliseconds handshake{5000};

/// What is needed until the handshake is answered.
struct Opening
{
    beast::http::request<beast::http::empty_body> request;
    std::string subprotocol;
    std::string date;
    std::string id;
};

std::unique_ptr<Opening> opening_of(const Request& request, const Upgrade& upgrade, std::string_view date)
{
    auto opening = std::make_unique<Opening>();
    opening->subprotocol = upgrade.subprotocol;
    opening->date = date;
    opening->id = request.id;
    auto& head = opening->request;
    head.method(beast::http::verb::get);
    head.target("/");
    head.version(11);
    for (const auto* name : {"Host", "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version"}) {
        const auto value = request.headers.get(name);
        head.set(name, beast::string_view(value.data(), value.size()));
    }
    return opening;
}

void log_failure(const std::exception_ptr& failure)
{
    try {
        if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::error("WebSocket: {}", error.what());
    }
}

/// A connection after its upgrade. Small, for thousands are open and idle: no read buffer beside Beast's own, a queue
/// and a writing coroutine only while there is something to write, no compression. It lives as long as its coroutines,
/// which run on the worker's thread; others reach it through the WebSocket only.
template <class Stream>
class WebSocketSession final : public Connection, public std::enable_shared_from_this<WebSocketSession<Stream>>
{
public:
    WebSocketSession(
        Stream stream,
        std::shared_ptr<asio::ssl::context> tls,
        Worker& worker,
        std::unique_ptr<Opening> opening,
        Upgrade& upgrade
    )
        : tls_(std::move(tls)),
          ws_(std::move(stream)),
          worker_(worker),
          limits_(upgrade.limits),
          handler_(std::move(upgrade.handler)),
          opening_(std::move(opening))
    {
        worker_.add(*this);
    }
    ~WebSocketSession() override
    {
        finish();
        worker_.remove(*this);
    }
    WebSocketSession(const WebSocketSession&) = delete;
    WebSocketSession& operator=(const WebSocketSession&) = delete;

    asio::awaitable<void> run()
    {
        socket_ = std::make_shared<WebSocket>(limits_.queue_bytes, waker());
        if (co_await accept()) {
            opened_ = true;
            handler_->opened(socket_);
            if (worker_.shared().draining.load(std::memory_order_relaxed)) drain();
            co_await read();
        }
        finish();
        abort(); // ends a writer that waits
    }

    /// Its deadline is over. What is told of the end does not wait for Beast's operations to come back.
    void cancel() noexcept override
    {
        abort();
        finish();
    }
    void drain() override
    {
        if (opened_)
            socket_->close(close_code::going_away, "The server is stopping");
        else
            abort();
    }

private:
    [[nodiscard]] std::function<void()> waker()
    {
        return [weak = this->weak_from_this(), executor = worker_.executor()] {
            asio::post(executor, [weak] {
                if (const auto self = weak.lock()) self->wake();
            });
        };
    }

    asio::awaitable<bool> accept()
    {
        websocket::stream_base::timeout timeout{};
        timeout.handshake_timeout = std::min(limits_.patience, handshake);
        timeout.idle_timeout = 2 * limits_.ping; // Beast sends a ping when half of it is over
        timeout.keep_alive_pings = true;
        ws_.set_option(timeout);
        ws_.read_message_max(limits_.message_bytes);
        ws_.auto_fragment(false);
        ws_.text(true);
        ws_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
            decorate(response);
        }));
        ws_.control_callback([this](websocket::frame_type kind, beast::string_view) {
            note_life();
            if (kind == websocket::frame_type::close) refuse_unknown_code();
        });
        note_life();
        const auto [failure] = co_await ws_.async_accept(opening_->request, on_done);
        opening_.reset();
        co_return !failure;
    }

    /// Without the echo, browsers give up the connection (client-api.md section 8).
    void decorate(websocket::response_type& response) const
    {
        if (!opening_) return;
        response.set(beast::http::field::server, "Rounds");
        response.set(beast::http::field::date, opening_->date);
        response.set("X-Request-Id", opening_->id);
        if (!opening_->subprotocol.empty())
            response.set(beast::http::field::sec_websocket_protocol, opening_->subprotocol);
    }

    /// RFC 6455 section 7.4.2 knows codes up to 4999. Beast would send any other back; a close that is begun within its
    /// callback goes first.
    void refuse_unknown_code()
    {
        constexpr std::uint16_t last_known = 4999;
        if (ws_.reason().code <= last_known || socket_->urgent()) return;
        const websocket::close_reason why{websocket::close_code::protocol_error};
        ws_.async_close(why, [self = this->shared_from_this()](const boost::system::error_code&) {});
    }

    /// Returns when the connection has ended. Beast answers pings and closes, and refuses what RFC 6455 does not allow.
    asio::awaitable<void> read()
    {
        std::string text;
        while (true) {
            const auto [failure, size] = co_await ws_.async_read_some(asio::buffer(piece_), on_done);
            if (failure) co_return;
            note_life();
            if (!ws_.got_text()) {
                socket_->close(close_code::unsupported, "Only text is understood");
                continue;
            }
            text.append(piece_.data(), size);
            if (!ws_.is_message_done()) {
                if (read_by_ == SteadyTime::max()) read_by_ = steady_clock::now() + limits_.patience;
                update_deadline();
                continue;
            }
            read_by_ = SteadyTime::max();
            update_deadline();
            handler_->received(text);
            text = {};
        }
    }

    /// There is something to write, or to stop writing for.
    void wake()
    {
        if (socket_->urgent()) {
            write_by_ = std::min(write_by_, steady_clock::now() + farewell);
            update_deadline();
        }
        if (std::exchange(writing_, true)) return;
        asio::co_spawn(worker_.executor(), write(this->shared_from_this()), log_failure);
    }

    static asio::awaitable<void> write(std::shared_ptr<WebSocketSession> self)
    {
        while (co_await self->write_some()) {
        }
    }

    asio::awaitable<bool> write_some()
    {
        const auto work = socket_->take();
        if (work.overflow) abort();
        if (work.closing) {
            websocket::close_reason why{work.closing->code};
            why.reason = work.closing->reason;
            co_await ws_.async_close(why, on_done);
            abort();
        }
        if (work.messages.empty()) {
            writing_ = false;
            co_return false;
        }
        for (const auto& message : work.messages) {
            if (socket_->urgent()) break;
            write_by_ = steady_clock::now() + limits_.patience;
            update_deadline();
            const auto [failure, size] = co_await ws_.async_write(asio::buffer(*message), on_done);
            if (failure) co_return false; // the reading end hears of it, too
            socket_->written(message->size());
        }
        if (!socket_->urgent()) write_by_ = SteadyTime::max();
        update_deadline();
        co_return true;
    }

    /// Beast's own timers do not run while it waits for the end of a connection that was closed, or refused.
    void note_life() noexcept
    {
        alive_by_ = steady_clock::now() + 3 * limits_.ping;
        update_deadline();
    }

    void update_deadline() noexcept { set_deadline(std::min({read_by_, write_by_, alive_by_})); }

    void abort() noexcept
    {
        boost::system::error_code ignored;
        beast::get_lowest_layer(ws_).close(ignored);
    }

    void finish() noexcept
    {
        if (socket_) socket_->end();
        if (std::exchange(opened_, false)) handler_->ended();
    }

    std::shared_ptr<asio::ssl::context> tls_; // outlives the stream
    websocket::stream<Stream, false> ws_;
    Worker& worker_;
    const WebSocketLimits limits_;
    std::unique_ptr<WebSocketHandler> handler_;
    std::unique_ptr<Opening> opening_;
    std::shared_ptr<WebSocket> socket_;
    std::array<char, piece_bytes> piece_{};
    SteadyTime read_by_ = SteadyTime::max();
    SteadyTime write_by_ = SteadyTime::max();
    SteadyTime alive_by_ = SteadyTime::max();
    bool writing_ = false;
    bool opened_ = false;
};

template <class Stream> asio::awaitable<void> run_session(std::shared_ptr<WebSocketSession<Stream>> session)
{
    co_await session->run();
}

template <class Stream>
void start(
    Stream stream,
    std::shared_ptr<asio::ssl::context> tls,
    Worker& worker,
    const Request& request,
    const std::shared_ptr<Upgrade>& upgrade
)
{
    auto opening = opening_of(request, *upgrade, worker.date());
    auto session = std::make_shared<WebSocketSession<Stream>>(
        std::move(stream), std::move(tls), worker, std::move(opening), *upgrade
    );
    asio::co_spawn(worker.executor(), run_session(std::move(session)), log_failure);
}

} // namespace

void start_websocket(
    tcp::socket stream,
    std::shared_ptr<asio::ssl::context> tls,
    Worker& worker,
    const Request& request,
    std::shared_ptr<Upgrade> upgrade
)
{
    start(std::move(stream), std::move(tls), worker, request, upgrade);
}

void start_websocket(
    asio::ssl::stream<tcp::socket> stream,
    std::shared_ptr<asio::ssl::context> tls,
    Worker& worker,
    const Request& request,
    std::shared_ptr<Upgrade> upgrade
)
{
    start(std::move(stream), std::move(tls), worker, request, upgrade);
}

} // namespace rounds::http
