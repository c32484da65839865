#include "server/web/settings_second_factor.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/social/second_factor.hpp"
#include "server/social/totp.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/qr_code.hpp"
#include "server/web/reauthenticate.hpp"
#include "server/web/second_factor.hpp"
#include "storage/accounts.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using social::FactorCheck;
using storage::Transaction;
namespace logins = storage::logins;

constexpr std::string_view title = "Second factor";

/// Staff has its rights only with one: who could switch it off could do so for another who stole the session.
bool must_have(const app::Context& ctx, const storage::User& user)
{
    return ctx.app().config.accounts.staff_second_factor && user.role != "member";
}

struct State
{
    storage::User user{};
    std::string username{};
    int recovery_codes = 0;
};

boost::asio::awaitable<State> load(app::Context& ctx)
{
    const auto id = ctx.account_id();
    State state;
    co_await ctx.app().db.transact([&](Transaction& tx) {
        state.user = storage::accounts::find_user(tx, id).value();
        state.username = storage::accounts::find(tx, id).value().username;
        state.recovery_codes = logins::count_recovery_codes(tx, id);
    });
    co_return state;
}

http::Response overview(const app::Context& ctx, const State& state, std::string_view problem)
{
    json::object values;
    values["on"] = state.user.second_factor_at.has_value();
    values["must"] = must_have(ctx, state.user);
    values["left"] = std::to_string(state.recovery_codes);
    return settings_page(ctx, "settings_second_factor", title, std::move(values), problem);
}

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

http::Response enrolment(const app::Context& ctx, const State& state, const std::string& secret)
{
    const auto name = state.username + '@' + ctx.app().urls.domain();
    const auto uri = social::totp::key_uri(ctx.app().config.instance.title, name, secret);
    json::object values;
    values["qr_code"] = qr_code_svg(uri, "QR code with the key for your authenticator app");
    values["uri"] = uri;
    values["key"] = in_fours(social::totp::to_base32(secret));
    auto response = settings_page(ctx, "second_factor_begin", title, std::move(values), "");
    response.compressible = false;
    return response;
}

http::Response show_codes(const app::Context& ctx, const std::vector<std::string>& codes)
{
    json::object values;
    values["codes"] = json::array(codes.begin(), codes.end());
    auto response = settings_page(ctx, "recovery_codes", "Recovery codes", std::move(values), "");
    response.compressible = false;
    return response;
}

void tell_changed(Transaction& tx, const app::Context& ctx, bool on)
{
    json::object words;
    words["when"] = app::letter_time(ctx.app().clock.now());
    words["on"] = on;
    app::send_letter(
        tx, ctx.app(), {.kind = "second_factor_changed", .account = ctx.account_id(), .words = std::move(words)}
    );
}

} // namespace

boost::asio::awaitable<http::Response> factor_page(app::Context& ctx)
{
    const auto state = co_await load(ctx);
    co_return overview(ctx, state, "");
}

boost::asio::awaitable<http::Response> begin_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto state = co_await load(ctx);
    if (state.user.second_factor_at) co_return overview(ctx, state, "There is a second factor already.");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return overview(ctx, state, proof.problem);
    const auto secret = co_await app.db.transact([&](Transaction& tx) {
        return social::begin_second_factor(tx, app.secrets, ctx.account_id());
    });
    if (!secret) co_return overview(ctx, state, "There is a second factor already.");
    co_return enrolment(ctx, state, *secret);
}

boost::asio::awaitable<http::Response> confirm_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto account = ctx.account_id();
    const auto state = co_await load(ctx);
    if (state.user.second_factor_at) co_return overview(ctx, state, "There is a second factor already.");
    if (!may_try_code(ctx, account)) co_return error_page(ctx, 429);
    const auto code = ctx.params().text_or("code", "");
    std::vector<std::string> codes;
    const auto checked = co_await app.db.transact([&](Transaction& tx) {
        const auto outcome = social::confirm_second_factor(tx, app.secrets, account, code, app.clock.now());
        if (outcome != FactorCheck::right) return outcome;
        codes = social::make_recovery_codes(tx, account);
        end_other_access(tx, ctx);
        tell_changed(tx, ctx, true);
        return outcome;
    });
    if (checked != FactorCheck::right)
        co_return overview(
            ctx,
            state,
            "The code was wrong, so nothing has changed. Check that the clock of your device is right, remove the "
            "entry "
            "from your app and begin again."
        );
    forget_access(ctx);
    co_return show_codes(ctx, codes);
}

boost::asio::awaitable<http::Response> new_recovery_codes(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto state = co_await load(ctx);
    if (!state.user.second_factor_at) co_return overview(ctx, state, "There is no second factor.");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return overview(ctx, state, proof.problem);
    const auto codes = co_await ctx.app().db.transact([&](Transaction& tx) {
        return social::make_recovery_codes(tx, ctx.account_id());
    });
    co_return show_codes(ctx, codes);
}

boost::asio::awaitable<http::Response> remove_factor(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto state = co_await load(ctx);
    if (must_have(ctx, state.user)) co_return error_page(ctx, 403, "Your role here demands a second factor.");
    if (!state.user.second_factor_at) co_return overview(ctx, state, "There is no second factor.");
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return overview(ctx, state, proof.problem);
    co_await ctx.app().db.transact([&](Transaction& tx) {
        logins::remove_second_factor(tx, ctx.account_id());
        end_other_access(tx, ctx);
        tell_changed(tx, ctx, false);
    });
    forget_access(ctx);
    const Notice notice{
        .heading = "The second factor is off",
        .text = "The log-in asks for your password only. All apps and all other browsers were logged out.",
        .link = "/settings",
        .link_text = "Back to the settings"
    };
    co_return notice_page(ctx, notice);
}

} // namespace rounds::web
