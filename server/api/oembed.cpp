#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <fmt/format.h>

namespace rounds::api {

namespace {

/// The id in the address of a public post's page or object: "{base}/@ann/12", "{base}/users/ann/statuses/12".
std::optional<StatusId> local_post(std::string_view url, const std::string& base)
{
    if (!url.starts_with(base + "/@") && !url.starts_with(base + "/users/") && !url.starts_with(base + "/groups/"))
        return std::nullopt;
    url = url.substr(0, url.find_first_of("?#"));
    return parse_id<StatusId>(url.substr(url.rfind('/') + 1));
}

json::object oembed_of(const storage::StatusView& view, const Context& ctx, long long width)
{
    const auto& base = ctx.app().urls.base();
    const auto& author = view.author.account;
    const auto name = author.display_name.empty() ? author.username : author.display_name;
    const auto page = text::escape_html(view.status.url.value_or(view.status.uri));
    json::object o;
    o["type"] = "rich";
    o["version"] = "1.0";
    o["title"] = fmt::format("Post by {}", name);
    o["author_name"] = name;
    o["author_url"] = author.url;
    o["provider_name"] = ctx.app().urls.domain();
    o["provider_url"] = base;
    o["cache_age"] = 86400;
    // No frame and no script: the words, and the way to the post.
    o["html"] = fmt::format(
        R"(<blockquote cite="{0}">{1}<p><a href="{0}">{2}</a></p></blockquote>)",
        page,
        view.status.content,
        text::escape_html(name)
    );
    o["width"] = width;
    o["height"] = nullptr;
    return o;
}

} // namespace

/// GET /api/oembed?url=: a public post of this instance, to be shown on another page.
Answer show_oembed(Context& ctx)
{
    const auto id = local_post(ctx.params().text_or("url", ""), ctx.app().urls.base());
    if (!id) co_return fail(errc::not_found);
    const auto width = std::clamp<long long>(ctx.params().integer("maxwidth").value_or(400), 100, 2000);
    const auto view = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::StatusView> {
        const auto status = social::find_visible(tx, *id, std::nullopt);
        if (!status) return status.error();
        const bool shown = status->local && !status->reblog_of && status->visibility <= storage::Visibility::unlisted;
        auto views = storage::statuses::views(tx, {*id});
        if (!shown || views.empty()) return errc::not_found;
        return std::move(views.front());
    });
    if (!view) co_return fail(view.error());
    co_return http::json_response(oembed_of(*view, ctx, width));
}

} // namespace rounds::api
