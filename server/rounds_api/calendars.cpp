#include "server/knowledge/calendar.hpp"

#include "server/knowledge/networks.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/base/crypto.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

using Chats = std::vector<storage::Chat>;

constexpr int most_events = 200;
/// Long enough that whoever asks once a month still sees that a chat was cancelled.
constexpr std::chrono::days kept{60};
constexpr std::size_t longest_tag = 200;

struct Calendar
{
    std::string name;
    Chats chats;
};

Response as_calendar(const Context& ctx, const Calendar& calendar)
{
    Response response;
    response.content_type = "text/calendar; charset=utf-8";
    response.body = knowledge::calendar(ctx.app().urls, calendar.name, calendar.chats);
    // Programs that subscribe come back every hour: mostly nothing is new.
    response.headers.set("ETag", '"' + crypto::to_hex(crypto::sha256(response.body)).substr(0, 32) + '"');
    response.headers.set("Cache-Control", "private, no-cache");
    response.headers.set("Content-Disposition", "inline; filename=\"chats.ics\"");
    return response;
}

template <class F> Answer answer(Context& ctx, F& load)
{
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Calendar> { return load(tx); });
    if (!found) co_return app::problem(found.error());
    co_return as_calendar(ctx, *found);
}

} // namespace

/// GET /chats/:id/calendar.ics
Answer show_chat_calendar(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto load = [&](Transaction& tx) -> result<Calendar> {
        auto chat = storage::chats::find(tx, *id);
        if (!chat) return chat.error();
        const auto network = storage::networks::find(tx, chat->network);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return Calendar{chat->title, {std::move(*chat)}};
    };
    co_return co_await answer(ctx, load);
}

/// GET /networks/:id/calendar.ics: what is planned, and what was in the last months.
Answer show_network_calendar(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto since = ctx.app().clock.now() - kept;
    const auto load = [&](Transaction& tx) -> result<Calendar> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return Calendar{network->title, storage::chats::of_network_since(tx, *id, since, most_events)};
    };
    co_return co_await answer(ctx, load);
}

/// GET /tags/:name/calendar.ics: chats with that tag, of all networks here that are open to every reader.
Answer show_tag_calendar(Context& ctx)
{
    const std::string tag(ctx.path_text("name"));
    if (tag.empty() || tag.size() > longest_tag) co_return app::problem(errc::not_found);
    const auto since = ctx.app().clock.now() - kept;
    const auto load = [&](Transaction& tx) -> result<Calendar> {
        return Calendar{'#' + tag, storage::chats::with_tag_since(tx, tag, since, most_events)};
    };
    co_return co_await answer(ctx, load);
}

} // namespace rounds::rounds_api
