#include "server/web/second_factor.hpp"

#include "server/app/app.hpp"
#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/log_in.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/base/url.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr std::size_t longest_code = 40;
constexpr std::string_view did_not_work = "code_did_not_work";

boost::asio::awaitable<http::Response>
code_page(const app::Context& ctx, AccountId account, std::string_view next, std::string_view problem)
{
    const auto keys =
        co_await ctx.app().db.read([&](Transaction& tx) { return storage::security_keys::list(tx, account); });
    FormPage page{.name = "second_factor", .title = "your_code", .problem = problem, .stranger = true};
    page.values["next"] = next;
    page.values["key_fields"] = key_fields(ctx, language_of(ctx), social::KeyUse::log_in, account, keys);
    if (!keys.empty()) page.script = key_script;
    co_return form_page(ctx, std::move(page));
}

http::Response back_to_password(std::string_view next)
{
    return http::redirect("/auth/sign_in?again=1&next=" + percent_encode(next));
}

/// Who has shown the password, unless it is another one by now.
std::optional<LogIn> person(Transaction& tx, const HalfLoggedIn& half)
{
    const auto user = storage::accounts::find_user(tx, half.account);
    if (!user || user->disabled_at || !user->second_factor_at) return std::nullopt;
    if (fingerprint(user->password_hash) != half.fingerprint) return std::nullopt;
    const auto account = storage::accounts::find(tx, half.account);
    if (!account || !account->usable()) return std::nullopt;
    LogIn who;
    who.account = user->account;
    who.role = user->role;
    who.password_hash = user->password_hash;
    who.second_factor = true;
    who.external = half.external;
    return who;
}

} // namespace

bool may_try_code(const app::Context& ctx, AccountId account)
{
    const http::RateLimiter::Rule rule{ctx.app().config.limits.codes_per_5min, std::chrono::minutes{5}};
    return ctx.app().limits.hit("second factor:" + to_string(account), rule).allowed;
}

boost::asio::awaitable<http::Response> second_factor_form(app::Context& ctx)
{
    const auto next = local_path(ctx.params().text_or("next", "/"));
    const auto half = half_logged_in(ctx);
    if (!half) co_return back_to_password(next);
    co_return co_await code_page(ctx, half->account, next, "");
}

boost::asio::awaitable<http::Response> second_factor(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto next = local_path(ctx.params().text_or("next", "/"));
    const auto half = half_logged_in(ctx);
    if (!half) co_return back_to_password(next);
    if (ctx.params().text_or("code", "").size() > longest_code) co_return error_page(ctx, 400);
    if (!may_try_code(ctx, half->account)) co_return co_await code_page(ctx, half->account, next, did_not_work);

    std::optional<LogIn> who;
    const bool right = co_await app.db.transact([&](Transaction& tx) {
        who = person(tx, *half);
        return who && check_factor(tx, ctx, half->account, social::KeyUse::log_in);
    });
    if (!who) co_return back_to_password(next);
    if (!right) co_return co_await code_page(ctx, half->account, next, did_not_work);
    co_return co_await start_session(ctx, *who, next);
}

} // namespace rounds::web
