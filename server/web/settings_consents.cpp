#include "server/web/settings_consents.hpp"

#include "server/app/app.hpp"
#include "server/knowledge/networks.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/audit.hpp"
#include "storage/chats.hpp"
#include "storage/network_doors.hpp"
#include "storage/networks.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr int most_listed = 200;

json::array consent_values(Transaction& tx, AccountId account, Language language)
{
    json::array rows;
    for (const auto& one : storage::networks::consents_of(tx, account, most_listed)) {
        json::object row;
        const bool quotation = one.kind == "quotation";
        row["quotation"] = quotation;
        row["wording"] = one.wording;
        row["may_leave"] = !quotation && !one.withdrawn_at;
        row["network_id"] = to_string(one.network);
        row["network_title"] = one.title;
        row["granted"] = !one.withdrawn_at;
        row["since"] = long_date(one.granted_at, language);
        row["until"] = one.withdrawn_at ? long_date(*one.withdrawn_at, language) : std::string{};
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

boost::asio::awaitable<http::Response> consents_page(app::Context& ctx)
{
    const auto account = ctx.account_id();
    const auto language = language_of(ctx);
    json::object values;
    auto rows = co_await ctx.app().db.read([&](Transaction& tx) { return consent_values(tx, account, language); });
    values["none"] = rows.empty();
    values["consents"] = std::move(rows);
    values["t"] = code_of(language);
    values["form_token"] = session_form_token(*ctx.viewer());
    Page page;
    page.title = word(language, "consents");
    page.body = render("settings_consents", values);
    page.hidden = true;
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> set_consent(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<NetworkId>("id");
    const auto granted = ctx.params().flag("granted");
    if (!id) co_return error_page(ctx, 404);
    if (!granted) co_return error_page(ctx, 400);
    const auto account = ctx.account_id();
    const auto now = ctx.app().clock.now();
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        if (const auto network = storage::networks::find(tx, *id); !network) return network.error();
        storage::chats::set_quote_consent(tx, *id, account, *granted, now);
        storage::audit::Entry entry;
        entry.actor = account;
        entry.via = "page";
        entry.action = *granted ? "consent.give" : "consent.withdraw";
        entry.target_kind = "network";
        entry.target = to_int(*id);
        storage::audit::add(tx, entry);
        return {};
    });
    if (!done) co_return error_page(ctx, 404);
    co_return http::redirect("/settings/consents");
}

} // namespace rounds::web
