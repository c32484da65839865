#include "server/streaming/chat_events.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/networks.hpp"
#include "server/streaming/hub.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rounds::streaming {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto look_every = 1s;          ///< whether anything at all has happened here
constexpr int looks_between_queries = 5; ///< what leaves no event (a pin) is seen after so many looks
constexpr int looks_between_beats = 15;

struct Listener
{
    app::App& app;
    ChatId chat;
    std::optional<AccountId> viewer;
    Seats::Seat seat;
    std::string stamp; ///< what the page shows
};

/// What the page would show now; nothing when there is no more to come, or not for this reader.
std::optional<std::string> stamp_of(storage::Transaction& tx, const Listener& who)
{
    const auto chat = storage::chats::find(tx, who.chat);
    if (!chat) return std::nullopt;
    const auto network = storage::networks::find(tx, chat->network);
    if (!network || !knowledge::may_read(tx, *network, who.viewer)) return std::nullopt;
    if (chat->state != "scheduled" && !knowledge::is_open(*chat, who.app.clock.now())) return std::nullopt;
    return storage::chats::stamp(tx, who.chat);
}

asio::awaitable<void> rest(asio::steady_timer& timer)
{
    timer.expires_after(look_every);
    (void)co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> write_changes(std::shared_ptr<Listener> who, http::StreamWriter& out)
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    const auto& hub = *who->app.streams;
    auto heard = hub.heard();
    bool open = co_await out.write("retry: 5000\n\n");
    for (int look = 1; open; ++look) {
        co_await rest(timer);
        std::string text;
        const auto now_heard = hub.heard();
        if (now_heard != heard || look % looks_between_queries == 0) {
            heard = now_heard;
            const auto stamp = co_await who->app.db.read([&](storage::Transaction& tx) { return stamp_of(tx, *who); });
            // The last change is the end itself.
            if (!stamp || *stamp != who->stamp) text = "event: changed\ndata: {}\n\n";
            if (!stamp) {
                (void)co_await out.write(text);
                co_return;
            }
            who->stamp = *stamp;
        }
        if (text.empty() && look % looks_between_beats == 0) text = ":thump\n";
        open = co_await out.write(text);
    }
}

} // namespace

asio::awaitable<http::Response> chat_events(app::Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(errc::not_found);
    if (ctx.app().streams == nullptr) co_return app::problem(errc::unavailable);
    auto seat = ctx.app().streams->take_page_seat();
    if (!seat) co_return app::problem(seat.error());
    auto who = std::shared_ptr<Listener>(new Listener{ctx.app(), *id, ctx.viewer_id(), std::move(*seat), {}});
    const auto stamp = co_await ctx.app().db.read([&](storage::Transaction& tx) { return stamp_of(tx, *who); });
    // 204 tells the browser not to come back; what is hidden looks the same.
    if (!stamp) {
        http::Response over;
        over.status = 204;
        co_return over;
    }
    who->stamp = *stamp;
    http::Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers.set("X-Accel-Buffering", "no");
    response.stream = [who = std::move(who)](http::StreamWriter& out) { return write_changes(who, out); };
    co_return response;
}

} // namespace rounds::streaming
