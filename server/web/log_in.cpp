#include "server/web/log_in.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/web/known_device.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/external_logins.hpp"
#include "storage/sessions.hpp"

#include <chrono>

namespace rounds::web {
namespace {

using storage::Transaction;

constexpr auto member_session = std::chrono::days{90};
constexpr std::string_view half_cookie = "rounds_half";
constexpr std::string_view half_sealed_as = "cookie rounds_half";
constexpr std::chrono::minutes half_lifetime{10};
constexpr std::size_t longest_browser = 200;

std::string browser_of(const app::Context& ctx)
{
    const auto name = ctx.request().headers.get("User-Agent");
    if (!text::is_utf8(name)) return "?";
    return std::string(text::truncate(name, longest_browser));
}

void tell_new_browser(Transaction& tx, const app::Context& ctx, AccountId account)
{
    json::object words;
    words["when"] = app::letter_time(ctx.app().clock.now());
    words["browser"] = browser_of(ctx);
    app::send_letter(tx, ctx.app(), {.kind = "new_log_in", .account = account, .words = std::move(words)});
}

} // namespace

boost::asio::awaitable<http::Response> start_session(app::Context& ctx, const LogIn& who, std::string_view next)
{
    auto& app = ctx.app();
    const auto now = app.clock.now();
    const auto secret = crypto::random_token();
    const bool staff = who.role != "member";
    const auto device = known_device(ctx);
    const bool known = device && device->account == who.account;
    co_await app.db.transact([&](Transaction& tx) {
        // The old session of this browser ends: a planted one must not live on beside the new one.
        if (ctx.viewer()) storage::sessions::remove(tx, crypto::sha256(ctx.viewer()->session_secret));
        storage::accounts::record_login(tx, who.account, true, std::nullopt);
        storage::audit::add_about(tx, who.account, "page", "log_in", who.account);
        storage::sessions::create(
            tx, who.account, crypto::sha256(secret), ctx.request().headers.get("User-Agent"), staff, now
        );
        if (who.external) storage::external_logins::mark_session(tx, crypto::sha256(secret));
        if (!known) tell_new_browser(tx, ctx, who.account);
    });
    if (ctx.viewer()) app.tokens.forget_session(ctx.viewer()->session_secret);

    const bool must_set_up = staff && app.config.accounts.staff_second_factor && !who.second_factor;
    auto response = http::redirect(must_set_up ? "/settings/second_factor" : std::string(next));
    std::optional<std::chrono::seconds> age;
    if (!staff) age = member_session; // staff are logged off when the browser closes
    const bool secure = ctx.request().secure;
    response.headers.add("Set-Cookie", http::set_cookie(app::session_cookie, secret, secure, age));
    response.headers.add("Set-Cookie", remember_device(ctx, who.account));
    if (http::find_cookie(ctx.request(), half_cookie))
        response.headers.add("Set-Cookie", http::clear_cookie(half_cookie, secure));
    co_return response;
}

std::string fingerprint(std::string_view password_hash)
{
    return crypto::to_hex(crypto::sha256(password_hash)).substr(0, 32);
}

http::Response ask_second_factor(const app::Context& ctx, const LogIn& who, std::string_view next)
{
    const Time until = ctx.app().clock.now() + half_lifetime;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(until.time_since_epoch()).count();
    const auto value = to_string(who.account) + ' ' + std::to_string(seconds) + ' ' + fingerprint(who.password_hash) +
                       (who.external ? " provider" : " password");
    auto response = http::redirect("/auth/second_factor?next=" + percent_encode(next));
    const auto sealed = crypto::to_base64url(ctx.app().secrets.seal(value, half_sealed_as));
    // A browser on its way back from the provider sends no strict one.
    const auto same_site = who.external ? http::SameSite::lax : http::SameSite::strict;
    response.headers.add(
        "Set-Cookie", http::set_cookie(half_cookie, sealed, ctx.request().secure, half_lifetime, same_site)
    );
    return response;
}

std::optional<HalfLoggedIn> half_logged_in(const app::Context& ctx)
{
    const auto value = http::find_cookie(ctx.request(), half_cookie);
    if (!value) return std::nullopt;
    const auto sealed = crypto::from_base64(*value);
    if (!sealed) return std::nullopt;
    const auto opened = ctx.app().secrets.open(*sealed, half_sealed_as);
    if (!opened) return std::nullopt;
    const auto parts = text::split(*opened, ' ');
    if (parts.size() != 4) return std::nullopt;
    const auto account = parse_id<AccountId>(parts[0]);
    const auto seconds = text::parse_int(parts[1]);
    if (!account || !seconds) return std::nullopt;
    const Time until{std::chrono::seconds{*seconds}};
    if (until <= ctx.app().clock.now()) return std::nullopt;
    return HalfLoggedIn{*account, std::string(parts[2]), parts[3] == "provider"};
}

} // namespace rounds::web
