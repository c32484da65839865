#include "server/streaming/event_stream.hpp"

#include "server/app/app.hpp"
#include "server/streaming/hub.hpp"
#include "server/streaming/socket.hpp"
#include "storage/lists.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <utility>

namespace rounds::streaming {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 1s; ///< whether the client is still there
constexpr int looks_between_beats = 15;

/// What waits for the answer to be continued. Lives on after the answer has ended, when it takes nothing any more.
class Mailbox
{
public:
    Mailbox(asio::any_io_executor executor, std::size_t most)
        : executor_(std::move(executor)), timer_(std::make_shared<asio::steady_timer>(executor_)), most_(most)
    {
    }

    void put(std::string text)
    {
        const std::lock_guard lock{mutex_};
        if (closed_) return;
        waiting_ += text;
        if (waiting_.size() > most_) { // the reader is too slow
            waiting_ = {};
            closed_ = true;
        }
        wake();
    }

    void close()
    {
        const std::lock_guard lock{mutex_};
        if (std::exchange(closed_, true)) return;
        waiting_ = {};
        wake();
    }

    /// For the answer, on its own thread: nothing when it is to end; empty when nothing came in `patience`.
    asio::awaitable<std::optional<std::string>> take(std::chrono::milliseconds patience)
    {
        timer_->expires_after(patience);
        while (!ready()) {
            const auto [woken] = co_await timer_->async_wait(asio::as_tuple(asio::use_awaitable));
            if (!woken) break; // by the time that has passed; else by news, maybe some that were taken already
        }
        const std::lock_guard lock{mutex_};
        if (closed_) co_return std::nullopt;
        co_return std::exchange(waiting_, {});
    }

    /// The answer has ended.
    void end()
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
        ended_ = true;
        waiting_ = {};
        timer_.reset();
        executor_ = {};
    }

private:
    bool ready()
    {
        const std::lock_guard lock{mutex_};
        return closed_ || !waiting_.empty();
    }

    /// Under the lock. The timer belongs to the answer's thread: cancelled there, it cannot be missed between ready()
    /// and the wait.
    void wake()
    {
        if (ended_) return;
        asio::post(executor_, [timer = timer_] { timer->cancel(); });
    }

    std::mutex mutex_;
    asio::any_io_executor executor_;
    std::shared_ptr<asio::steady_timer> timer_;
    std::size_t most_;
    std::string waiting_;
    bool closed_ = false;
    bool ended_ = false;
};

class EventSink final : public Sink
{
public:
    explicit EventSink(std::shared_ptr<Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}

    void send(const Stream&, const Message& told) override
    {
        std::string text = "event: ";
        text += told.name;
        text += "\ndata: ";
        text += told.payload.value_or("{}"); // an event without data would not be handed to the application
        text += "\n\n";
        mailbox_->put(std::move(text));
    }
    void refuse(const Refusal&) override { mailbox_->close(); }
    void close(std::uint16_t, std::string_view) override { mailbox_->close(); }

private:
    std::shared_ptr<Mailbox> mailbox_;
};

/// However the answer ends: also when its coroutine is destroyed with the server.
class Attendance
{
public:
    Attendance(Hub& hub, std::shared_ptr<Client> client, std::shared_ptr<Mailbox> mailbox)
        : hub_(hub), client_(std::move(client)), mailbox_(std::move(mailbox))
    {
    }
    ~Attendance()
    {
        mailbox_->end();
        hub_.leave(std::move(client_));
    }
    Attendance(const Attendance&) = delete;
    Attendance& operator=(const Attendance&) = delete;

private:
    Hub& hub_;
    std::shared_ptr<Client> client_;
    std::shared_ptr<Mailbox> mailbox_;
};

struct Listener
{
    Hub& hub;
    app::Viewer viewer;
    Seats::Seat seat;
    Stream stream;
    std::size_t queue_bytes;
};

asio::awaitable<void> write_events(std::shared_ptr<Listener> who, http::StreamWriter& out)
{
    const auto mailbox = std::make_shared<Mailbox>(co_await asio::this_coro::executor, who->queue_bytes);
    auto client = make_client(who->viewer, std::move(who->seat), std::make_unique<EventSink>(mailbox));
    const Attendance attendance{who->hub, client, mailbox};
    who->hub.join(client);
    who->hub.subscribe(client, who->stream);
    bool open = co_await out.write(":)\n");
    for (int quiet = 0; open;) {
        const auto text = co_await mailbox->take(look_every);
        if (!text) co_return;
        quiet = text->empty() ? quiet + 1 : 0;
        const bool beat = quiet == looks_between_beats;
        if (beat) quiet = 0;
        open = co_await out.write(beat ? std::string_view{":thump\n"} : std::string_view{*text});
    }
}

} // namespace

asio::awaitable<http::Response> open_events(app::Context& ctx, Kind kind)
{
    const auto& params = ctx.params();
    auto read = read_stream(name_of(kind), params.text("tag"), params.text("list"));
    if (!read.stream) co_return http::json_error(read.refusal.status, read.refusal.error);
    if (kind == Kind::list) {
        const auto list = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
            return storage::lists::find(tx, ctx.account_id(), read.stream->list);
        });
        if (!list) co_return app::problem(list.error());
    }
    auto& hub = *ctx.app().streams;
    auto seat = hub.take_seat(ctx.account_id());
    if (!seat) co_return app::problem(seat.error());
    const auto queue = ctx.app().config.streaming.queue_bytes;
    // Shared, because the function that writes must be copyable.
    auto who =
        std::shared_ptr<Listener>(new Listener{hub, *ctx.viewer(), std::move(*seat), std::move(*read.stream), queue});
    http::Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers.set("X-Accel-Buffering", "no"); // a proxy that gathers answers would hold events back
    response.stream = [who = std::move(who)](http::StreamWriter& out) { return write_events(who, out); };
    co_return response;
}

} // namespace rounds::streaming
