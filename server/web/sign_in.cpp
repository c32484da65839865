#include "server/web/sign_in.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/web/confirmation.hpp"
#include "server/web/forms.hpp"
#include "server/web/known_device.hpp"
#include "server/web/log_in.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/sign_on.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/external_logins.hpp"
#include "storage/sessions.hpp"
#include "storage/sign_ups.hpp"

#include <algorithm>
#include <chrono>

namespace rounds::web {
namespace {

using namespace std::chrono_literals;
using storage::Transaction;

constexpr std::size_t longest_login = 320; // an e-mail address (RFC 3696 errata)
constexpr int free_failures = 5;

/// After five failures each further one locks the account for twice as long: 30 s, 1 min ... 1 h.
std::optional<Time> locked_until(int failures, Time now)
{
    if (failures < free_failures) return std::nullopt;
    const auto doublings = std::min(failures - free_failures, 7);
    return now + std::min<std::chrono::seconds>(30s * (1 << doublings), 1h);
}

struct Candidate
{
    AccountId account{};
    std::string password_hash; ///< empty: nobody has this name
    std::string role;
    int failed_logins = 0;
    bool locked = false;
    bool second_factor = false;
    std::optional<storage::SignUp> waiting{}; ///< no account yet
};

/// Who has asked for an account may log in as far as to learn what is missing.
Candidate find_waiting(Transaction& tx, std::string_view login)
{
    auto found = login.find('@') == std::string_view::npos ? storage::sign_ups::find_by_username(tx, login)
                                                           : storage::sign_ups::find_by_email(tx, login);
    if (!found) return {};
    Candidate who;
    who.password_hash = found->password_hash;
    who.waiting = std::move(*found);
    return who;
}

/// By user name or e-mail address; people who may not log in are like people who do not exist.
Candidate find_candidate(Transaction& tx, std::string_view login, Time now)
{
    std::optional<storage::User> user;
    if (login.find('@') != std::string_view::npos) {
        if (auto found = storage::accounts::find_user_by_email(tx, login)) user = std::move(*found);
    } else if (const auto account = storage::accounts::find_by_handle(tx, login, std::nullopt)) {
        if (auto found = storage::accounts::find_user(tx, account->id)) user = std::move(*found);
    }
    if (!user) return find_waiting(tx, login);
    if (user->disabled_at) return {};
    const auto account = storage::accounts::find(tx, user->account);
    if (!account || !account->usable()) return {};
    const bool locked = user->locked_until && *user->locked_until > now;
    return {
        .account = user->account,
        .password_hash = user->password_hash,
        .role = user->role,
        .failed_logins = user->failed_logins,
        .locked = locked,
        .second_factor = user->second_factor_at.has_value()
    };
}

http::Response form(const app::Context& ctx, std::string_view next, std::string_view login, std::string_view problem)
{
    const auto token = stranger_form_token(ctx.request());
    json::object values;
    values["next"] = next;
    values["next_query"] = percent_encode(next);
    values["login"] = login;
    values["problem"] = problem;
    values["stranger_token"] = token.token;
    values["sign_on"] = ctx.app().sign_on != nullptr ? ctx.app().config.sign_on.name : std::string{};
    values["sign_up"] = ctx.app().config.accounts.sign_up != "closed";
    Page page;
    page.title = say(ctx, "log_in");
    if (!problem.empty()) page.title.append(": ").append(say(ctx, "did_not_work"));
    values["t"] = code_of(language_of(ctx));
    page.body = render("sign_in", values);
    page.hidden = true;
    page.status = problem.empty() ? 200 : 422;
    auto response = respond(ctx, page);
    response.compressible = false;
    if (!token.set_cookie.empty()) response.headers.add("Set-Cookie", token.set_cookie);
    return response;
}

/// Counts tries on one name, whether it exists or not; a device that has logged in before has a count of its own, so
/// that no stranger can lock a person out.
bool too_many_tries(const app::Context& ctx, std::string_view login, const std::optional<KnownDevice>& device)
{
    std::string key = "login:" + crypto::to_hex(crypto::sha256(text::to_lower(login)));
    if (device) key = "device:" + device->id;
    const http::RateLimiter::Rule rule{ctx.app().config.limits.logins_per_5min, 5min};
    return !ctx.app().limits.hit(key, rule).allowed;
}

} // namespace

boost::asio::awaitable<http::Response> sign_in_form(app::Context& ctx)
{
    const auto next = local_path(ctx.params().text_or("next", "/"));
    if (ctx.viewer() && !ctx.params().flag("again").value_or(false)) co_return http::redirect(next);
    co_return form(ctx, next, "", "");
}

boost::asio::awaitable<http::Response> sign_in(app::Context& ctx)
{
    const auto login = std::string(text::trim(ctx.params().text_or("login", "")));
    const auto password = ctx.params().text_or("password", "");
    const auto next = local_path(ctx.params().text_or("next", "/"));
    if (password.size() > social::longest_password || login.size() > longest_login) co_return error_page(ctx, 400);
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    if (login.empty() || password.empty()) co_return form(ctx, next, login, say(ctx, "fill_both"));

    const auto now = ctx.app().clock.now();
    auto& db = ctx.app().db;
    const auto who = co_await db.transact([&](Transaction& tx) { return find_candidate(tx, login, now); });
    auto device = known_device(ctx);
    if (device && device->account != who.account) device.reset();
    const bool held_off = too_many_tries(ctx, login, device) || (who.locked && !device);

    // Checked even when it cannot succeed, so that the time tells nothing.
    const auto verdict = co_await ctx.app().passwords.verify(password, who.password_hash);
    if (!verdict) co_return error_page(ctx, verdict.error() == errc::too_many ? 429 : 503);
    if (!verdict->correct || held_off) {
        if (!who.password_hash.empty() && !who.waiting && !verdict->correct)
            co_await db.transact([&](Transaction& tx) {
                const auto until = locked_until(who.failed_logins + 1, now);
                storage::accounts::record_login(tx, who.account, false, until);
                storage::audit::add_about(tx, std::nullopt, "page", "log_in.fail", who.account);
            });
        co_return form(ctx, next, login, say(ctx, "log_in_failed"));
    }
    if (who.waiting) co_return waiting_page(ctx, *who.waiting);

    LogIn passed;
    passed.account = who.account;
    passed.role = who.role;
    passed.password_hash = who.password_hash;
    passed.second_factor = who.second_factor;
    if (verdict->outdated) {
        auto hashed = co_await ctx.app().passwords.hash(password);
        if (hashed) passed.password_hash = std::move(*hashed);
        co_await db.transact([&](Transaction& tx) {
            storage::accounts::set_password(tx, who.account, passed.password_hash);
        });
    }
    if (who.second_factor) co_return ask_second_factor(ctx, passed, next);
    co_return co_await start_session(ctx, passed, next);
}

boost::asio::awaitable<http::Response> sign_out(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto secret = ctx.viewer()->session_secret;
    const auto hash = crypto::sha256(secret);
    const bool external = co_await ctx.app().db.transact([&](Transaction& tx) {
        const bool by_provider = storage::external_logins::is_external(tx, hash);
        storage::sessions::remove(tx, hash);
        return by_provider;
    });
    ctx.app().tokens.forget_session(secret);
    auto response = http::redirect("/");
    if (external) {
        if (auto offer = co_await offer_provider_logout(ctx)) response = std::move(*offer);
    }
    response.headers.add("Set-Cookie", http::clear_cookie(app::session_cookie, ctx.request().secure));
    co_return response;
}

} // namespace rounds::web
