#include "server/web/summary.hpp"

#include "server/knowledge/marks.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/summary_values.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

using storage::SummaryVersion;
using storage::Transaction;

struct Loaded
{
    PublicSummary found;
    SummaryVersion shown;
    json::object values;
};

/// `version` nothing: the newest.
result<Loaded> load(Transaction& tx, const app::Context& ctx, SummaryId id, std::optional<long long> version)
{
    const auto& app = ctx.app();
    const auto language = language_of(ctx);
    auto found = find_public_summary(tx, id, ctx.viewer_id());
    if (!found) return found.error();
    auto shown = found->newest();
    if (version) {
        const auto wanted = std::ranges::find(found->versions, *version, &SummaryVersion::version);
        if (wanted == found->versions.end()) return errc::not_found;
        shown = *wanted;
    }
    auto values = summary_values(tx, app, *found, shown, language);
    for (auto& [key, value] : mark_values(tx, id, ctx.viewer_id())) values[key] = std::move(value);
    values["t"] = code_of(language);
    values["page_language"] = code_of(language);
    values["summary_path"] = "/s/" + to_string(id);
    const bool patients = ctx.params().text_or("view", "") != "clinicians";
    values["patients"] = patients;
    values["view_patients"] = ctx.request().path;
    values["view_clinicians"] = ctx.request().path + "?view=clinicians";
    values["signed_in"] = ctx.viewer().has_value();
    values["form_token"] = ctx.viewer() ? session_form_token(*ctx.viewer()) : std::string{};
    return Loaded{std::move(*found), std::move(shown), std::move(values)};
}

http::Response show(const app::Context& ctx, const Loaded& loaded)
{
    const auto& app = ctx.app();
    const bool newest = loaded.shown.version == loaded.found.newest().version;
    Page page;
    page.title = loaded.shown.title;
    page.body = render("summary", loaded.values);
    page.description = excerpt(loaded.shown.key_message, 200);
    page.canonical = app.urls.summary_page(loaded.found.summary.id);
    page.activity = loaded.found.summary.uri;
    page.structured_data = summary_data(app, loaded.found, loaded.shown);
    page.hidden = !newest || loaded.found.network.sensitive || loaded.found.summary.retracted_at.has_value();
    return respond(ctx, page);
}

} // namespace

boost::asio::awaitable<http::Response> summary(app::Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto loaded =
        co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, *id, std::nullopt); });
    if (!loaded) co_return error_page(ctx, 404);
    if (wants_activity(ctx.request().headers.get("Accept"))) co_return http::redirect(loaded->found.summary.uri);
    co_return show(ctx, *loaded);
}

boost::asio::awaitable<http::Response> summary_version(app::Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    const auto version = text::parse_int(ctx.path_text("version"));
    if (!id || !version) co_return error_page(ctx, 404);
    const auto loaded = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, *id, version); });
    if (!loaded) co_return error_page(ctx, 404);
    co_return show(ctx, *loaded);
}

boost::asio::awaitable<http::Response> summary_versions(app::Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto& app = ctx.app();
    const auto found =
        co_await app.db.transact([&](Transaction& tx) { return find_public_summary(tx, *id, ctx.viewer_id()); });
    if (!found) co_return error_page(ctx, 404);
    json::object values;
    values["summary_title"] = found->newest().title;
    values["summary_address"] = app.urls.summary_page(*id);
    const auto language = language_of(ctx);
    values["t"] = code_of(language);
    values["language"] = found->newest().language;
    values["versions"] = version_list(app.urls, *found, 0, language);
    Page page;
    page.title = std::string(word(language, "versions")) + ": " + found->newest().title;
    page.body = render("summary_versions", values);
    page.canonical = app.urls.summary_page(*id) + "/versions";
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> mark_summary(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SummaryId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto mark = ctx.params().text_or("mark", "");
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        return knowledge::mark_summary(tx, *by, *id, mark);
    });
    if (!done) co_return error_page(ctx, done.error() == errc::not_found ? 404 : 400);
    co_return http::redirect("/s/" + to_string(*id) + "#marks");
}

} // namespace rounds::web
