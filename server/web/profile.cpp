#include "server/web/profile.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/networks.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/web/cards.hpp"
#include "server/web/network.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/credentials.hpp"
#include "storage/networks.hpp"
#include "storage/timelines.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int posts_per_page = 20;

/// Words for the roles of the stakeholder vocabulary that are vouched for.
std::string_view role_words(std::string_view role, Language language)
{
    if (role == "doctor") return word(language, "profile_doctor");
    if (role == "hcp") return word(language, "profile_hcp");
    return role;
}

json::array credential_values(Transaction& tx, AccountId account, Language language, Time now)
{
    json::array list;
    for (const auto& credential : storage::credentials::valid_of(tx, account, now)) {
        const auto issuer = storage::accounts::find(tx, credential.issuer);
        json::object values;
        values["role"] = role_words(credential.role, language);
        values["specialty"] = credential.specialty_name;
        values["issuer"] = issuer ? display_name(*issuer) : std::string{};
        values["method"] = credential.method;
        values["since"] = long_date(credential.valid_from, language);
        values["until"] = long_date(credential.valid_until, language);
        list.push_back(std::move(values));
    }
    return list;
}

json::array field_values(const std::vector<storage::ProfileField>& fields)
{
    json::array list;
    for (const auto& field : fields)
        list.push_back(json::object{{"field_name", field.name}, {"field_value", field.value}});
    return list;
}

struct Loaded
{
    storage::Account account;
    std::string body;
};

result<Loaded>
load(Transaction& tx, const app::Context& ctx, std::string_view name, const storage::accounts::Page& page)
{
    const auto& app = ctx.app();
    const auto account = storage::accounts::find_by_handle(tx, name, std::nullopt);
    if (!account || account->actor_type == "Application") return errc::not_found;
    if (!account->usable()) return errc::gone;
    if (account->group() && !wants_activity(ctx.request().headers.get("Accept"))) {
        const auto network = storage::networks::find_by_account(tx, account->id);
        if (network && !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
    }

    storage::timelines::ProfileQuery query;
    query.account = account->id;
    query.exclude_replies = true;
    const auto ids = storage::timelines::profile(tx, query, ctx.viewer_id(), page);
    const auto language = language_of(ctx);
    auto values = account_values(app.urls, *account);
    values["t"] = code_of(language);
    values["note"] = account->note;
    values["domain"] = app.urls.domain();
    values["fields"] = field_values(account->fields);
    values["has_fields"] = !account->fields.empty();
    values["credentials"] = credential_values(tx, account->id, language, app.clock.now());
    values["posts"] = post_cards(tx, app.urls, language, ids, ctx.viewer_id());
    values["has_posts"] = !values["posts"].as_array().empty();
    values["older"] = ids.size() == posts_per_page ? "?max_id=" + to_string(ids.back()) : std::string{};
    values["first_page"] = !page.max_id;
    Loaded loaded{*account, {}};
    loaded.body = account->group() ? network_body(tx, ctx, *account, std::move(values)) : render("profile", values);
    return loaded;
}

} // namespace

boost::asio::awaitable<http::Response> profile(app::Context& ctx)
{
    const auto name = ctx.path_text("name");
    storage::accounts::Page paging;
    paging.limit = posts_per_page;
    if (const auto max_id = parse_id<StatusId>(ctx.params().text_or("max_id", ""))) paging.max_id = to_int(*max_id);
    const auto loaded = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, ctx, name, paging); });
    if (!loaded) co_return error_page(ctx, loaded.error() == errc::gone ? 410 : 404);
    const auto& account = loaded->account;
    if (wants_activity(ctx.request().headers.get("Accept"))) {
        auto away = http::redirect(account.uri);
        away.headers.set("Vary", "Accept");
        co_return away;
    }
    Page page;
    page.title = display_name(account) + " (@" + account.username + ")";
    page.body = loaded->body;
    page.description = excerpt(text::to_plain_text(account.note), 200);
    page.canonical = account.url;
    page.activity = account.uri;
    page.hidden = !account.indexable;
    auto response = respond(ctx, page);
    response.headers.add("Vary", "Accept");
    co_return response;
}

} // namespace rounds::web
