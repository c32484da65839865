#include "server/web/settings_second_factor.hpp"

#include "server/app/app.hpp"
#include "server/social/second_factor.hpp"
#include "server/social/totp.hpp"
#include "server/web/factor_page.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/qr_code.hpp"
#include "server/web/reauthenticate.hpp"
#include "server/web/second_factor.hpp"
#include "storage/audit.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using social::FactorCheck;
using storage::Transaction;
namespace logins = storage::logins;

/// "ABCD EFGH ...", which is easier to type.
std::string in_fours(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 4) {
        if (i > 0) out += ' ';
        out += text.substr(i, 4);
    }
    return out;
}

http::Response enrolment(const app::Context& ctx, const FactorState& state, const std::string& secret)
{
    const auto name = state.username + '@' + ctx.app().urls.domain();
    const auto uri = social::totp::key_uri(ctx.app().config.instance.title, name, secret);
    FormPage page{.name = "second_factor_begin", .title = "factor_app"};
    page.values["qr_code"] = qr_code_svg(uri, word(language_of(ctx), "app_picture"));
    page.values["uri"] = uri;
    page.values["key"] = in_fours(social::totp::to_base32(secret));
    return form_page(ctx, std::move(page));
}

} // namespace

boost::asio::awaitable<http::Response> factor_page(app::Context& ctx)
{
    const auto state = co_await load_factors(ctx);
    co_return factor_overview(ctx, state, "");
}

boost::asio::awaitable<http::Response> begin_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto state = co_await load_factors(ctx);
    if (state.app) co_return factor_overview(ctx, state, "factor_there");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return factor_overview(ctx, state, proof.problem_key);
    const auto secret = co_await app.db.transact([&](Transaction& tx) {
        return social::begin_second_factor(tx, app.secrets, ctx.account_id());
    });
    if (!secret) co_return factor_overview(ctx, state, "factor_there");
    co_return enrolment(ctx, state, *secret);
}

boost::asio::awaitable<http::Response> confirm_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto account = ctx.account_id();
    const auto state = co_await load_factors(ctx);
    if (state.app) co_return factor_overview(ctx, state, "factor_there");
    if (!may_try_code(ctx, account)) co_return error_page(ctx, 429);
    const auto code = ctx.params().text_or("code", "");
    std::vector<std::string> codes;
    const auto checked = co_await app.db.transact([&](Transaction& tx) {
        const auto outcome = social::confirm_second_factor(tx, app.secrets, account, code, app.clock.now());
        if (outcome != FactorCheck::right) return outcome;
        codes = first_codes(tx, state, account);
        end_other_access(tx, ctx);
        tell_factor_changed(tx, ctx, "on");
        return outcome;
    });
    if (checked != FactorCheck::right) co_return factor_overview(ctx, state, "factor_wrong_code");
    forget_access(ctx);
    if (codes.empty()) co_return factor_overview(ctx, co_await load_factors(ctx), "");
    co_return show_recovery_codes(ctx, codes);
}

boost::asio::awaitable<http::Response> new_recovery_codes(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto state = co_await load_factors(ctx);
    if (!state.user.second_factor_at) co_return factor_overview(ctx, state, "factor_absent");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return factor_overview(ctx, state, proof.problem_key);
    const auto codes = co_await ctx.app().db.transact([&](Transaction& tx) {
        storage::audit::add_about(tx, ctx.account_id(), "page", "recovery_codes.make", ctx.account_id());
        return social::make_recovery_codes(tx, ctx.account_id());
    });
    co_return show_recovery_codes(ctx, codes);
}

boost::asio::awaitable<http::Response> remove_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto account = ctx.account_id();
    const auto state = co_await load_factors(ctx);
    if (must_keep_last(ctx, state)) co_return error_page(ctx, 403, word(language_of(ctx), "factor_kept"));
    if (!state.app) co_return factor_overview(ctx, state, "factor_absent");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return factor_overview(ctx, state, proof.problem_key);
    const auto removed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        logins::lock_factors(tx, account);
        logins::remove_authenticator(tx, account);
        return finish_removal(tx, ctx, state, "off");
    });
    if (!removed) co_return error_page(ctx, 403, word(language_of(ctx), "factor_kept"));
    forget_access(ctx);
    co_return factors_changed(ctx, "factor_off");
}

} // namespace rounds::web
