#include "server/web/settings_moving.hpp"

#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/app/letters.hpp"
#include "server/social/move.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"

namespace rounds::web {
namespace {

using boost::asio::awaitable;
using social::MoveRefusal;
using storage::Transaction;

constexpr std::size_t longest_handle = 500;

struct Moving
{
    storage::Account account;
    std::string moved_to;                      ///< handle or address; empty: it did not
    std::vector<storage::Account> known_names; ///< those of its aliases that are known here
    bool second_factor = false;
};

std::string full_handle(const app::Context& ctx, const storage::Account& account)
{
    return '@' + account.username + '@' + account.domain.value_or(ctx.app().urls.domain());
}

awaitable<Moving> load(app::Context& ctx)
{
    const auto id = ctx.account_id();
    co_return co_await ctx.app().db.transact([&](Transaction& tx) {
        Moving moving;
        moving.account = storage::accounts::find(tx, id).value();
        moving.known_names = storage::accounts::find_by_uris(tx, moving.account.also_known_as);
        moving.second_factor = storage::accounts::find_user(tx, id).value().second_factor_at.has_value();
        if (const auto& uri = moving.account.moved_to_uri) {
            const auto target = storage::accounts::find_by_uri(tx, *uri);
            moving.moved_to = target ? full_handle(ctx, *target) : *uri;
        }
        return moving;
    });
}

json::array alias_values(const app::Context& ctx, const Moving& moving)
{
    json::array list;
    for (const auto& uri : moving.account.also_known_as) {
        json::object entry;
        entry["uri"] = uri;
        entry["handle"] = uri;
        for (const auto& known : moving.known_names)
            if (known.uri == uri) entry["handle"] = full_handle(ctx, known);
        list.push_back(std::move(entry));
    }
    return list;
}

/// `problem` is a key of the catalogue.
awaitable<http::Response> show(app::Context& ctx, std::string_view problem)
{
    const auto moving = co_await load(ctx);
    const auto language = language_of(ctx);
    json::object values;
    values["t"] = code_of(language);
    values["handle"] = full_handle(ctx, moving.account);
    auto aliases = alias_values(ctx, moving);
    values["has_aliases"] = !aliases.empty();
    values["aliases"] = std::move(aliases);
    values["moved_to"] = moving.moved_to;
    values["second_factor"] = moving.second_factor;
    values["days"] = std::to_string(ctx.app().config.accounts.move_days);
    values["form_token"] = session_form_token(*ctx.viewer());
    values["problem"] = problem.empty() ? problem : word(language, problem);
    Page page;
    page.title = word(language, problem.empty() ? "moving_title" : "moving_failed");
    page.body = render("settings_moving", values);
    page.status = problem.empty() ? 200 : 422;
    page.hidden = true;
    co_return respond(ctx, page);
}

/// The account with that handle, read again at this moment: what it says of itself is what counts.
awaitable<result<storage::Account>> find_named(app::Context& ctx)
{
    auto& app = ctx.app();
    std::string handle(text::trim(ctx.params().text_or("account", "")));
    if (handle.starts_with('@')) handle.erase(0, 1);
    const auto at = handle.find('@');
    if (handle.empty() || handle.size() > longest_handle || at == std::string::npos) co_return errc::invalid_argument;
    const auto domain = text::to_lower(handle.substr(at + 1));
    if (domain == app.urls.domain()) {
        co_return co_await app.db.transact([&](Transaction& tx) {
            return storage::accounts::find_by_handle(tx, handle.substr(0, at), std::nullopt);
        });
    }
    if (!app.resolver.handle) co_return errc::unavailable;
    const auto id = co_await app.resolver.handle(handle, app::Resolver::Read::now);
    if (!id) co_return id.error();
    co_return co_await app.db.transact([&](Transaction& tx) { return storage::accounts::find(tx, *id); });
}

std::string_view problem_of(const boost::system::error_code& error) noexcept
{
    if (error == errc::already_exists) return "moving_known";
    if (error == errc::too_many) return "moving_too_many";
    if (error == errc::invalid_argument) return "moving_handle_wrong";
    return "moving_not_found";
}

std::string_view problem_of(MoveRefusal refusal) noexcept
{
    switch (refusal) {
    case MoveRefusal::itself:
        return "moving_itself";
    case MoveRefusal::unusable:
        return "moving_unusable";
    case MoveRefusal::moved_on:
        return "moving_moved_on";
    case MoveRefusal::not_linked:
        return "moving_not_linked";
    case MoveRefusal::too_soon:
        return "moving_too_soon";
    }
    return "moving_unusable";
}

/// What other servers are told waits in the queue, and what is kept of the account's posts shows it as it was.
http::Response changed(app::Context& ctx)
{
    ctx.app().notifier.notify(storage::channels::jobs);
    ctx.app().notifier.notify(storage::channels::events);
    return http::redirect("/settings/moving");
}

void tell_moved(Transaction& tx, const app::App& app, const storage::Account& from, const std::string& to)
{
    const auto user = storage::accounts::find_user(tx, from.id);
    if (!user) return;
    json::object said;
    said["username"] = from.username;
    said["when"] = app::letter_time(app.clock.now());
    said["target"] = to;
    app::send_letter(
        tx, app, {.kind = "account_moved", .to = user->email, .locale = user->locale, .words = std::move(said)}
    );
}

} // namespace

awaitable<http::Response> moving_page(app::Context& ctx)
{
    return show(ctx, "");
}

awaitable<http::Response> add_other_account(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto other = co_await find_named(ctx);
    if (!other) co_return co_await show(ctx, problem_of(other.error()));
    const auto id = ctx.account_id();
    const auto added = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto account = storage::accounts::find(tx, id);
        if (!account) return account.error();
        return social::add_alias(tx, *account, other->uri);
    });
    if (!added && added.error() == errc::invalid_argument) co_return co_await show(ctx, "moving_itself");
    if (!added) co_return co_await show(ctx, problem_of(added.error()));
    co_return changed(ctx);
}

awaitable<http::Response> remove_other_account(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto uri = ctx.params().text_or("uri", "");
    const auto id = ctx.account_id();
    const auto removed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto account = storage::accounts::find(tx, id);
        if (!account) return account.error();
        return social::remove_alias(tx, *account, uri);
    });
    if (!removed) co_return error_page(ctx, 404);
    co_return changed(ctx);
}

awaitable<http::Response> move_away(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return co_await show(ctx, proof.problem_key);
    const auto target = co_await find_named(ctx);
    if (!target) co_return co_await show(ctx, problem_of(target.error()));
    const auto id = ctx.account_id();
    const std::chrono::days rest{app.config.accounts.move_days};
    const auto refusal = co_await app.db.transact([&](Transaction& tx) -> std::optional<MoveRefusal> {
        const auto from = storage::accounts::find(tx, id);
        if (!from) return MoveRefusal::unusable;
        const auto why_not = social::move_out(tx, app.urls, *from, *target, app.clock.now(), rest);
        if (why_not) return why_not;
        storage::audit::add_about(tx, id, "page", "account.move", id, target->domain.value_or(""));
        tell_moved(tx, app, *from, full_handle(ctx, *target));
        return std::nullopt;
    });
    if (refusal) co_return co_await show(ctx, problem_of(*refusal));
    co_return changed(ctx);
}

awaitable<http::Response> come_back(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.account_id();
    co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto account = storage::accounts::find(tx, id);
        if (account && account->moved_to_uri) social::take_back_move(tx, *account);
    });
    co_return changed(ctx);
}

} // namespace rounds::web
