#include "server/http/session.hpp"

#include "server/http/exchange.hpp"
#include "server/http/render.hpp"
#include "server/http/websocket_session.hpp"
#include "server/http/worker.hpp"
#include "storage/base/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <poll.h>

namespace rounds::http {
namespace {

using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;
using std::chrono::steady_clock;

constexpr auto on_done = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t small_read = 4 * 1024;
constexpr std::size_t large_read = 16 * 1024;
constexpr std::size_t smallest_buffer = 64 * 1024;
constexpr std::chrono::seconds farewell{2};
constexpr std::size_t farewell_bytes = 64U << 20U;
/// How long a stopping server waits for the first request of who has just come in.
constexpr std::chrono::milliseconds first_grace{1000};
constexpr Refusal late{408, "The request took too long"};

template <class Stream> constexpr bool is_tls = !std::is_same_v<Stream, tcp::socket>;

class Counted
{
public:
    explicit Counted(std::atomic<std::size_t>& counter) : counter_(counter)
    {
        counter_.fetch_add(1, std::memory_order_relaxed);
    }
    ~Counted() { counter_.fetch_sub(1, std::memory_order_relaxed); }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;

private:
    std::atomic<std::size_t>& counter_;
};

template <class Stream> class Session final : public Connection, private StreamWriter
{
public:
    Session(Stream stream, Worker& worker, std::string peer, std::shared_ptr<asio::ssl::context> tls)
        : tls_(std::move(tls)),
          stream_(std::move(stream)),
          worker_(worker),
          shared_(worker.shared()),
          limits_(shared_.settings.limits),
          peer_(std::move(peer)),
          buffer_(std::max(smallest_buffer, limits_.header_bytes))
    {
        worker_.add(*this);
    }
    ~Session() override { worker_.remove(*this); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    asio::awaitable<void> run()
    {
        error_code error;
        socket().non_blocking(true, error); // the first write of an answer is tried at once
        if constexpr (is_tls<Stream>) {
            set_deadline(steady_clock::now() + limits_.message);
            const auto [failure] = co_await stream_.async_handshake(asio::ssl::stream_base::server, on_done);
            if (failure) co_return;
        }
        // What the first request of a connection is, nobody else reads: it is answered though the server stops.
        while ((first_ || !draining()) && co_await exchange()) first_ = false;
        if (upgrade_)
            start_websocket(std::move(stream_), std::move(tls_), worker_, exchange_->request, std::move(upgrade_));
        else
            co_await close();
    }

    void drain() override
    {
        if (!first_)
            Connection::drain();
        else if (idle())
            set_deadline(steady_clock::now() + first_grace);
    }

    void cancel() noexcept override
    {
        error_code ignored;
        socket().cancel(ignored);
    }

private:
    tcp::socket& socket() noexcept
    {
        if constexpr (is_tls<Stream>)
            return stream_.next_layer();
        else
            return stream_;
    }
    [[nodiscard]] bool draining() const noexcept { return shared_.draining.load(std::memory_order_relaxed); }

    /// One request and its answer; false when the connection is to end.
    asio::awaitable<bool> exchange()
    {
        exchange_.emplace(shared_);
        auto& now = *exchange_;
        if (!co_await read_head()) co_return false;
        now.request.id = worker_.next_request_id();
        std::optional<Response> early = now.refused() ? now.refusal_response() : now.admit();
        if (!early && !now.complete()) {
            if (!co_await read_body()) co_return false;
            if (now.refused()) early = now.refusal_response();
        }
        const Counted in_flight{shared_.in_flight};
        set_deadline(SteadyTime::max());
        Response response;
        if (early)
            response = std::move(*early);
        else
            response = co_await answer();
        if (response.upgrade && buffer_.size() > 0) // RFC 6455 section 4.1: a client waits for the answer
            response = json_error(400, "Nothing may follow the request before it is answered");
        if (response.upgrade) {
            response.status = 101;
            shared_.requests.fetch_add(1, std::memory_order_relaxed);
            report(response);
            upgrade_ = std::move(response.upgrade);
            co_return false;
        }
        co_return co_await send(response);
    }

    /// False when the connection ended or broke. Otherwise the header is read, or refused.
    asio::awaitable<bool> read_head()
    {
        auto& now = *exchange_;
        if (buffer_.size() == 0 && buffer_.capacity() > small_read) buffer_.shrink_to_fit();
        set_idle(true);
        set_deadline(now.began() + (draining() ? first_grace : limits_.idle));
        while (true) {
            if (buffer_.size() > 0) {
                if (idle()) begin_message();
                if (now.scan(received())) break;
            }
            if (!co_await read_more(small_read)) {
                if (!expired() || idle()) co_return false;
                now.refuse(late);
                break;
            }
        }
        if (!now.refused()) buffer_.consume(now.parse_head(received(), peer_, is_tls<Stream>));
        co_return true;
    }

    void begin_message() noexcept
    {
        set_idle(false);
        exchange_->begin();
        set_deadline(exchange_->deadline());
    }

    /// False when the connection broke. Otherwise the body is complete, or refused.
    asio::awaitable<bool> read_body()
    {
        auto& now = *exchange_;
        if (buffer_.size() == 0 && now.expects_continue()) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            if (!co_await write(go_on, {})) co_return false;
        }
        set_deadline(now.deadline());
        while (true) {
            buffer_.consume(now.parse_body(buffer_.data()));
            if (now.complete() || now.refused()) co_return true;
            if (buffer_.size() == buffer_.max_size()) {
                now.refuse({400, "A chunk header is too long"});
                co_return true;
            }
            if (!co_await read_more(large_read)) {
                if (!expired()) co_return false;
                now.refuse(late);
                co_return true;
            }
        }
    }

    asio::awaitable<Response> answer()
    {
        Response response;
        try {
            response = co_await shared_.handlers.handle(exchange_->request);
        } catch (const std::exception& error) {
            response = exchange_->broken(error);
        }
        co_return response;
    }

    /// True when the connection can take the next request.
    asio::awaitable<bool> send(Response& response)
    {
        auto& now = *exchange_;
        linger_ = now.refused() || !now.complete();
        finish_response(now.request, response);
        const bool streamed = response.stream && has_body(now.request, response);
        unwritten_ = response.stream_length;
        chunked_ = streamed && !unwritten_ && now.version() == 11;
        const bool keep = !linger_ && !draining() && now.keep_alive() && (!streamed || chunked_ || unwritten_);
        head_.clear();
        append_head(head_, now.request, response, Framing{now.version(), keep, chunked_}, worker_.date());
        bool sent = false;
        if (streamed)
            sent = co_await send_stream(response);
        else if (has_body(now.request, response))
            sent = co_await write(head_, response.body);
        else
            sent = co_await write(head_, {});
        shared_.requests.fetch_add(1, std::memory_order_relaxed);
        report(response);
        co_return sent&& keep;
    }

    void report(const Response& response)
    {
        if (!shared_.handlers.done) return;
        const auto took = steady_clock::now() - exchange_->began();
        try {
            shared_.handlers.done(
                exchange_->request, response, std::chrono::duration_cast<std::chrono::microseconds>(took)
            );
        } catch (const std::exception& error) {
            log::error("request {}: after the answer: {}", exchange_->request.id, error.what());
        }
    }

    asio::awaitable<bool> send_stream(Response& response)
    {
        stream_open_ = co_await write(head_, {});
        if (!stream_open_) co_return false;
        bool whole = true;
        try {
            co_await response.stream(static_cast<StreamWriter&>(*this));
        } catch (const std::exception& error) {
            log::error("request {}: while streaming: {}", exchange_->request.id, error.what());
            whole = false; // without the last chunk the client sees that something is missing
        }
        if (!stream_open_ || !whole) co_return false;
        if (unwritten_) co_return *unwritten_ == 0; // fewer than promised: only the end of the connection tells
        if (!chunked_) co_return true;
        constexpr std::string_view last_chunk = "0\r\n\r\n";
        co_return co_await write(last_chunk, {});
    }

    /// StreamWriter.
    asio::awaitable<bool> write(std::string_view piece) override
    {
        if (!stream_open_ || draining()) co_return false;
        if (piece.empty()) co_return !peer_has_left();
        if (!chunked_) {
            // More than promised would be read as the next answer.
            if (unwritten_ && piece.size() > *unwritten_) piece = piece.substr(0, *unwritten_);
            if (unwritten_) *unwritten_ -= piece.size();
            stream_open_ = co_await write(piece, {});
            co_return stream_open_;
        }
        chunk_.clear();
        fmt::format_to(std::back_inserter(chunk_), "{:x}\r\n", piece.size());
        chunk_.append(piece).append("\r\n");
        stream_open_ = co_await write(chunk_, {});
        co_return stream_open_;
    }

    /// Both parts, within a deadline of their own.
    asio::awaitable<bool> write(std::string_view first, std::string_view second)
    {
        std::array<asio::const_buffer, 2> parts{asio::buffer(first), asio::buffer(second)};
        if constexpr (!is_tls<Stream>) {
            error_code error;
            auto written = socket().write_some(parts, error);
            if (error && error != asio::error::would_block && error != asio::error::try_again) co_return false;
            if (written == first.size() + second.size()) co_return true;
            for (auto& part : parts) {
                const auto skip = std::min(written, part.size());
                part += skip;
                written -= skip;
            }
        }
        set_deadline(steady_clock::now() + limits_.message + time_for(first.size() + second.size(), limits_));
        const auto [failure, size] = co_await asio::async_write(stream_, parts, on_done);
        set_deadline(SteadyTime::max());
        co_return !failure;
    }

    /// The other end was closed, whether or not there is something left to read.
    bool peer_has_left()
    {
        pollfd state{socket().native_handle(), POLLRDHUP, 0};
        return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
    }

    asio::awaitable<bool> read_more(std::size_t most)
    {
        const auto room = std::min(most, buffer_.max_size() - buffer_.size());
        const auto [failure, size] = co_await stream_.async_read_some(buffer_.prepare(room), on_done);
        buffer_.commit(size);
        co_return !failure;
    }

    /// Closing with unread bytes resets the connection, and the client may lose the answer: so the rest is read and
    /// thrown away for a moment.
    asio::awaitable<void> close()
    {
        set_idle(false);
        set_deadline(steady_clock::now() + std::min<std::chrono::milliseconds>(farewell, limits_.message));
        if constexpr (is_tls<Stream>) {
            co_await stream_.async_shutdown(on_done);
        }
        error_code error;
        socket().shutdown(tcp::socket::shutdown_send, error);
        if (!linger_ && buffer_.size() == 0) co_return;
        buffer_.clear();
        for (std::size_t total = 0; !error && !expired() && total < farewell_bytes;) {
            const auto [failure, size] = co_await socket().async_read_some(buffer_.prepare(large_read), on_done);
            error = failure;
            total += size;
        }
    }

    [[nodiscard]] std::string_view received() const noexcept
    {
        return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
    }

    std::shared_ptr<asio::ssl::context> tls_; // outlives the stream
    Stream stream_;
    Worker& worker_;
    Shared& shared_;
    const Limits& limits_;
    const std::string peer_;
    boost::beast::flat_buffer buffer_; // capped: security.md E1
    std::optional<Exchange> exchange_;
    std::string head_;
    std::string chunk_;
    bool chunked_ = false;
    bool first_ = true; ///< no request of this connection was answered yet
    bool stream_open_ = false;
    std::optional<std::uint64_t> unwritten_; ///< of what a stream of known length has promised
    bool linger_ = false;
    std::shared_ptr<Upgrade> upgrade_; ///< the connection goes on as a WebSocket
};

template <class Stream> asio::awaitable<void> run_session(std::unique_ptr<Session<Stream>> session)
{
    co_await session->run();
}

template <class Stream> void spawn(Worker& worker, std::unique_ptr<Session<Stream>> session)
{
    asio::co_spawn(worker.executor(), run_session(std::move(session)), [](const std::exception_ptr& failure) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::error("connection: {}", error.what());
        }
    });
}

} // namespace

void start_session(tcp::socket socket, Worker& worker, std::string peer)
{
    if (auto tls = worker.shared().tls()) {
        using TlsStream = asio::ssl::stream<tcp::socket>;
        TlsStream stream{std::move(socket), *tls};
        spawn(worker, std::make_unique<Session<TlsStream>>(std::move(stream), worker, std::move(peer), std::move(tls)));
    } else {
        spawn(worker, std::make_unique<Session<tcp::socket>>(std::move(socket), worker, std::move(peer), nullptr));
    }
}

} // namespace rounds::http
