#include "server/web/sign_on.hpp"

#include "server/app/app.hpp"
#include "server/app/sign_on.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/social/external_login.hpp"
#include "server/web/forms.hpp"
#include "server/web/log_in.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/sign_on_attempt.hpp"
#include "storage/audit.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/channels.hpp"

namespace rounds::web {
namespace {

using boost::asio::awaitable;
using storage::Transaction;
using Purpose = SignOnAttempt::Purpose;
namespace external_logins = storage::external_logins;

constexpr std::string_view again_cookie = "rounds_again";
constexpr std::string_view again_sealed_as = "cookie rounds_again";
constexpr std::chrono::minutes again_lifetime{5};
constexpr std::size_t longest_code = 4096;

/// A page that says what went wrong there and what to do. `what`: a text of the catalogue.
http::Response failed(const app::Context& ctx, unsigned status, std::string_view what)
{
    const auto language = language_of(ctx);
    FormPage page{.name = "notice", .title = "sign_on_failed"};
    page.values["heading"] = word(language, "sign_on_failed");
    page.values["text"] = word(language, what);
    page.values["link"] = "/auth/sign_in";
    page.values["link_text"] = word(language, "log_in");
    page.stranger = !ctx.viewer();
    auto response = form_page(ctx, std::move(page));
    response.status = status;
    response.headers.add("Set-Cookie", forget_attempt(ctx));
    return response;
}

std::string_view why(const boost::system::error_code& error)
{
    if (error == sign_on::fault::unreachable) return "sign_on_unreachable";
    if (error == sign_on::fault::out_of_time) return "sign_on_clock";
    return "sign_on_refused";
}

std::string_view why(social::Arrival arrival)
{
    switch (arrival) {
    case social::Arrival::no_address:
        return "sign_on_no_address";
    case social::Arrival::address_taken:
        return "sign_on_address_taken";
    case social::Arrival::barred:
        return "sign_on_barred";
    default:
        return "sign_on_stranger";
    }
}

social::Vouched vouched(const app::Config& config, const sign_on::Person& person)
{
    social::Vouched out;
    out.issuer = config.sign_on.issuer;
    out.subject = person.subject;
    out.username = person.username;
    out.name = person.name;
    out.email = person.email;
    out.locale = person.locale;
    out.role = app::role_of_groups(config, person.groups);
    out.rules_roles = !config.sign_on.roles.empty();
    const auto& who = config.sign_on.new_accounts;
    out.may_be_new = who == "anybody" || (who == "staff" && !out.role.empty());
    return out;
}

awaitable<http::Response> log_in(app::Context& ctx, const SignOnAttempt& attempt, const sign_on::Person& person)
{
    auto& app = ctx.app();
    const auto arrived = co_await app.db.transact([&](Transaction& tx) {
        return social::arrive(tx, app.urls, app.keyring, vouched(app.config, person), app.clock.now());
    });
    if (!arrived.user) co_return failed(ctx, 403, why(arrived.arrival));
    if (arrived.role_changed) {
        app.tokens.forget(arrived.user->account);
        app.notifier.notify(storage::channels::events);
    }
    LogIn who;
    who.account = arrived.user->account;
    who.role = arrived.user->role;
    who.password_hash = arrived.user->password_hash;
    who.second_factor = arrived.user->second_factor_at.has_value();
    who.external = true;
    if (who.second_factor) co_return ask_second_factor(ctx, who, attempt.next);
    co_return co_await start_session(ctx, who, attempt.next);
}

awaitable<http::Response> link(app::Context& ctx, const sign_on::Person& person)
{
    const auto account = ctx.account_id();
    const auto& app = ctx.app();
    const auto linked = co_await app.db.transact([&](Transaction& tx) -> result<void> {
        auto added = external_logins::add(tx, account, app.config.sign_on.issuer, person.subject, app.clock.now());
        if (added) storage::audit::add_about(tx, account, "page", "sign_on.link", account);
        return added;
    });
    if (!linked) co_return failed(ctx, 422, "sign_on_linked_elsewhere");
    co_return http::redirect("/settings/sign_on");
}

awaitable<http::Response> confirm(app::Context& ctx, const SignOnAttempt& attempt, const sign_on::Person& person)
{
    const auto account = ctx.account_id();
    const auto& app = ctx.app();
    const auto found = co_await app.db.read([&](Transaction& tx) {
        return external_logins::find(tx, app.config.sign_on.issuer, person.subject);
    });
    if (!found || found->account != account) co_return failed(ctx, 403, "sign_on_stranger");
    const Time until = app.clock.now() + again_lifetime;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(until.time_since_epoch()).count();
    const auto value = to_string(account) + ' ' + std::to_string(seconds);
    auto response = http::redirect(attempt.next);
    const auto sealed = crypto::to_base64url(app.secrets.seal(value, again_sealed_as));
    response.headers.add(
        "Set-Cookie",
        http::set_cookie(again_cookie, sealed, ctx.request().secure, again_lifetime, http::SameSite::strict)
    );
    co_return response;
}

} // namespace

bool signed_on_just_now(const app::Context& ctx, AccountId account)
{
    const auto kept = http::find_cookie(ctx.request(), again_cookie);
    if (!kept) return false;
    const auto sealed = crypto::from_base64(*kept);
    if (!sealed) return false;
    const auto opened = ctx.app().secrets.open(*sealed, again_sealed_as);
    if (!opened) return false;
    const auto parts = text::split(*opened, ' ');
    if (parts.size() != 2 || parts[0] != to_string(account)) return false;
    const auto seconds = text::parse_int(parts[1]);
    return seconds && Time{std::chrono::seconds{*seconds}} > ctx.app().clock.now();
}

awaitable<http::Response> begin_sign_on(app::Context& ctx)
{
    if (ctx.app().sign_on == nullptr) co_return error_page(ctx, 404);
    co_return co_await go_to_provider(ctx, Purpose::log_in, local_path(ctx.params().text_or("next", "/")));
}

awaitable<http::Response> sign_on_again(app::Context& ctx)
{
    if (ctx.app().sign_on == nullptr) co_return error_page(ctx, 404);
    co_return co_await go_to_provider(ctx, Purpose::again, local_path(ctx.params().text_or("next", "/settings")));
}

awaitable<http::Response> end_sign_on(app::Context& ctx)
{
    const auto& app = ctx.app();
    if (app.sign_on == nullptr) co_return error_page(ctx, 404);
    const auto attempt = read_attempt(ctx);
    if (!attempt) co_return failed(ctx, 400, "sign_on_stale");
    // What began in a session ends in it.
    if (attempt->account && ctx.viewer_id() != attempt->account) co_return failed(ctx, 400, "sign_on_stale");
    const auto code = ctx.params().text_or("code", "");
    if (code.empty() || code.size() > longest_code) co_return failed(ctx, 403, "sign_on_denied");
    const auto person = co_await app.sign_on->exchange(attempt->attempt, code, ctx.params().text_or("iss", ""));
    if (!person) {
        log::warn("a log-in by the sign-on provider is refused: {}", person.error().message());
        const bool there = person.error() == sign_on::fault::unreachable;
        co_return failed(ctx, there ? 503 : 403, why(person.error()));
    }
    http::Response response;
    if (attempt->purpose == Purpose::link)
        response = co_await link(ctx, *person);
    else if (attempt->purpose == Purpose::again)
        response = co_await confirm(ctx, *attempt, *person);
    else
        response = co_await log_in(ctx, *attempt, *person);
    response.headers.add("Set-Cookie", forget_attempt(ctx));
    co_return response;
}

awaitable<http::Response> provider_logout(app::Context& ctx)
{
    auto& app = ctx.app();
    if (app.sign_on == nullptr) co_return error_page(ctx, 404);
    const auto subject = co_await app.sign_on->logout_subject(ctx.params().text_or("logout_token", ""));
    if (!subject) {
        log::warn("a logout token is refused: {}", subject.error().message());
        co_return http::json_error(400, "invalid_request");
    }
    const auto account = co_await app.db.transact([&](Transaction& tx) -> result<AccountId> {
        const auto found = external_logins::find(tx, app.config.sign_on.issuer, *subject);
        if (!found) return found.error();
        external_logins::end_sessions(tx, found->account);
        storage::audit::add_about(tx, std::nullopt, "server", "sign_on.logout", found->account);
        return found->account;
    });
    if (account) {
        app.tokens.forget(*account);
        app.notifier.notify(storage::channels::events);
    }
    http::Response response;
    response.headers.set("Cache-Control", "no-store");
    co_return response;
}

awaitable<std::optional<http::Response>> offer_provider_logout(app::Context& ctx)
{
    const auto& app = ctx.app();
    if (app.sign_on == nullptr) co_return std::nullopt;
    const auto url = co_await app.sign_on->logout_url(app.urls.base() + "/");
    if (url.empty()) co_return std::nullopt;
    const auto language = language_of(ctx);
    FormPage page{.name = "notice", .title = "logged_out", .stranger = true};
    page.values["heading"] = word(language, "logged_out");
    page.values["text"] = word(language, "sign_on_logged_out");
    page.values["link"] = url;
    page.values["link_text"] = std::string(word(language, "sign_on_log_out")) + ' ' + app.config.sign_on.name;
    co_return form_page(ctx, std::move(page));
}

} // namespace rounds::web
