#include "server/web/factor_page.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/social/second_factor.hpp"
#include "server/web/cards.hpp"
#include "server/web/key_form.hpp"
#include "server/web/notice.hpp"
#include "server/web/reauthenticate.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;
namespace logins = storage::logins;
namespace keys = storage::security_keys;

bool must_have(const app::Context& ctx, const FactorState& state)
{
    return ctx.app().config.accounts.staff_second_factor && state.user.role != "member";
}

json::array key_rows(const FactorState& state)
{
    json::array rows;
    for (const auto& key : state.keys)
        rows.push_back(
            {{"key_id", to_string(key.id)},
             {"name", key.name},
             {"since", to_iso8601(key.created_at).substr(0, 10)},
             {"used", key.last_used_at ? to_iso8601(*key.last_used_at).substr(0, 10) : std::string{}}}
        );
    return rows;
}

} // namespace

boost::asio::awaitable<FactorState> load_factors(app::Context& ctx)
{
    const auto id = ctx.account_id();
    FactorState state;
    co_await ctx.app().db.read([&](Transaction& tx) {
        state.user = storage::accounts::find_user(tx, id).value();
        state.username = storage::accounts::find(tx, id).value().username;
        state.app = logins::has_authenticator(tx, id);
        state.keys = keys::list(tx, id);
        state.recovery_codes = logins::count_recovery_codes(tx, id);
    });
    co_return state;
}

bool must_keep_last(const app::Context& ctx, const FactorState& state)
{
    return must_have(ctx, state) && state.factors() <= 1;
}

http::Response factor_overview(const app::Context& ctx, const FactorState& state, std::string_view problem)
{
    const bool on = state.user.second_factor_at.has_value();
    FormPage page{.name = "settings_second_factor", .title = "second_factor", .problem = problem};
    page.values["on"] = on;
    page.values["no_password"] = state.user.password_hash.empty();
    page.values["app"] = state.app;
    page.values["alone"] = must_have(ctx, state) && !on;
    page.values["kept"] = on && must_keep_last(ctx, state);
    page.values["left"] = std::to_string(state.recovery_codes);
    page.values["has_keys"] = !state.keys.empty();
    page.values["keys"] = key_rows(state);
    page.values["key_fields"] =
        key_fields(ctx, language_of(ctx), social::KeyUse::confirm, ctx.account_id(), state.keys);
    if (!state.keys.empty()) page.script = key_script;
    return form_page(ctx, std::move(page));
}

http::Response show_recovery_codes(const app::Context& ctx, const std::vector<std::string>& codes)
{
    FormPage page{.name = "recovery_codes", .title = "recovery_codes"};
    page.values["codes"] = json::array(codes.begin(), codes.end());
    return form_page(ctx, std::move(page));
}

http::Response factors_changed(const app::Context& ctx, std::string_view heading)
{
    const auto language = language_of(ctx);
    FormPage page{.name = "notice", .title = heading};
    page.values["heading"] = word(language, heading);
    page.values["text"] = word(language, "factor_off_about");
    page.values["link"] = "/settings/second_factor";
    page.values["link_text"] = word(language, "second_factor");
    return form_page(ctx, std::move(page));
}

std::vector<std::string> first_codes(Transaction& tx, const FactorState& before, AccountId account)
{
    if (before.user.second_factor_at) return {};
    return social::make_recovery_codes(tx, account);
}

result<void> finish_removal(Transaction& tx, const app::Context& ctx, const FactorState& before, std::string_view what)
{
    const auto account = ctx.account_id();
    logins::settle_second_factor(tx, account, ctx.app().clock.now());
    const auto user = storage::accounts::find_user(tx, account);
    if (!user || (must_have(ctx, before) && !user->second_factor_at)) return errc::forbidden;
    end_other_access(tx, ctx);
    tell_factor_changed(tx, ctx, what);
    return {};
}

void tell_factor_changed(Transaction& tx, const app::Context& ctx, std::string_view what)
{
    json::object words;
    words["when"] = app::letter_time(ctx.app().clock.now());
    words[what] = true;
    app::send_letter(
        tx, ctx.app(), {.kind = "second_factor_changed", .account = ctx.account_id(), .words = std::move(words)}
    );
    storage::audit::add_about(tx, ctx.account_id(), "page", "second_factor." + std::string(what), ctx.account_id());
}

} // namespace rounds::web
