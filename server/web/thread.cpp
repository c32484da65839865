#include "server/web/thread.hpp"

#include "server/app/app.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/visibility.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/chats.hpp"
#include "storage/statuses.hpp"
#include "storage/timelines.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_ancestors = 40;
constexpr int most_descendants = 60;
constexpr int deepest = 20;
constexpr int tagged_posts = 20;
constexpr std::size_t longest_tag = 200;

struct Loaded
{
    storage::Status status;
    std::string author;
    json::array cards;
};

result<Loaded> load(Transaction& tx, const app::Context& ctx, std::string_view name, StatusId id)
{
    const auto viewer = ctx.viewer_id();
    const auto language = language_of(ctx);
    const auto author = storage::accounts::find_by_handle(tx, name, std::nullopt);
    if (!author || !author->usable()) return errc::not_found;
    auto status = social::find_visible(tx, id, viewer);
    if (!status || status->account != author->id || status->reblog_of) return errc::not_found;

    auto ids = storage::timelines::ancestors(tx, id, most_ancestors);
    ids.push_back(id);
    const auto below = storage::timelines::descendants(tx, id, most_descendants, deepest);
    ids.insert(ids.end(), below.begin(), below.end());
    return Loaded{*status, display_name(*author), post_cards(tx, ctx.app().urls, language, ids, viewer, id)};
}

/// What previews of the link may show: the warning stands for the text when there is one.
std::string preview(const storage::Status& status)
{
    if (!status.spoiler_text.empty()) return status.spoiler_text;
    return excerpt(text::to_plain_text(status.content), 200);
}

} // namespace

boost::asio::awaitable<http::Response> thread(app::Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto name = ctx.path_text("name");
    auto loaded = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, name, *id); });
    if (!loaded) co_return error_page(ctx, 404);
    const auto& status = loaded->status;
    if (wants_activity(ctx.request().headers.get("Accept"))) {
        auto away = http::redirect(status.uri);
        away.headers.set("Vary", "Accept");
        co_return away;
    }
    json::object values;
    values["t"] = code_of(language_of(ctx));
    values["author"] = loaded->author;
    values["posts"] = std::move(loaded->cards);
    Page page;
    page.title = loaded->author + ": " + excerpt(preview(status), 60);
    page.body = render("thread", values);
    page.description = preview(status);
    page.canonical = status.url.value_or(status.uri);
    page.activity = status.uri;
    page.hidden = status.visibility != storage::Visibility::public_;
    auto response = respond(ctx, page);
    response.headers.add("Vary", "Accept");
    co_return response;
}

boost::asio::awaitable<http::Response> tag(app::Context& ctx)
{
    const auto name = ctx.path_text("name");
    if (name.size() > longest_tag) co_return error_page(ctx, 404);
    storage::timelines::TagQuery query;
    query.any = {text::to_lower(name)};
    storage::accounts::Page paging;
    paging.limit = tagged_posts;
    const auto now = ctx.app().clock.now();
    bool has_chats = false;
    const auto language = language_of(ctx);
    auto cards = co_await ctx.app().db.transact([&](Transaction& tx) {
        has_chats = !storage::chats::with_tag_since(tx, name, now, 1).empty();
        const auto ids = storage::timelines::tag_timeline(tx, query, ctx.viewer_id(), paging);
        return post_cards(tx, ctx.app().urls, language, ids, ctx.viewer_id());
    });
    json::object values;
    values["t"] = code_of(language);
    values["tag"] = name;
    values["has_chats"] = has_chats;
    values["calendar_address"] = "/api/rounds/v1/tags/" + percent_encode(name) + "/calendar.ics";
    values["has_posts"] = !cards.empty();
    values["posts"] = std::move(cards);
    Page page;
    page.title = "#" + std::string(name);
    page.body = render("tag", values);
    page.canonical = ctx.app().urls.tag(text::to_lower(name));
    page.hidden = true;
    co_return respond(ctx, page);
}

} // namespace rounds::web
