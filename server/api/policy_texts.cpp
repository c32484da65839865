#include "storage/policy_texts.hpp"
#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/social/text/markdown.hpp"
#include "storage/base/text.hpp"

namespace rounds::api {
namespace {

json::object terms(const storage::policy_texts::Text& text)
{
    json::object o;
    o["effective_date"] = text.effective_date;
    o["effective"] = true; // kept from the day they are in force
    o["content"] = text::markdown_to_html(text.content);
    o["succeeded_by"] = text.succeeded_by ? json::value(*text.succeeded_by) : json::value(nullptr);
    return o;
}

} // namespace

/// GET /api/v1/instance/privacy_policy. Without one of the organisation's own: where the server says what it keeps.
Answer show_privacy_policy(Context& ctx)
{
    const auto text = co_await ctx.app().db.transact([](Transaction& tx) {
        return storage::policy_texts::current(tx, "privacy_policy");
    });
    const auto page = text::escape_html(ctx.app().urls.base() + "/privacy");
    const auto what_is_kept =
        R"(<p>What this server keeps and who sees it: <a href=")" + page + R"(">)" + page + "</a></p>";
    json::object o;
    o["updated_at"] = to_iso8601(text ? text->updated_at : ctx.app().api->started_at());
    o["content"] = (text ? text::markdown_to_html(text->content) : std::string{}) + what_is_kept;
    co_return http::json_response(o);
}

/// GET /api/v1/instance/terms_of_service
Answer show_terms_of_service(Context& ctx)
{
    const auto text = co_await ctx.app().db.transact([](Transaction& tx) {
        return storage::policy_texts::current(tx, "terms_of_service");
    });
    if (!text) co_return fail(text.error());
    co_return http::json_response(terms(*text));
}

/// GET /api/v1/instance/terms_of_service/:date, with the date of an earlier wording.
Answer show_earlier_terms_of_service(Context& ctx)
{
    const auto date = ctx.path_text("date");
    const auto text = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::policy_texts::find(tx, "terms_of_service", date);
    });
    if (!text) co_return fail(text.error());
    co_return http::json_response(terms(*text));
}

} // namespace rounds::api
