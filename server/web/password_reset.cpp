#include "server/web/password_reset.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/app/tokens.hpp"
#include "server/social/access.hpp"
#include "server/social/email_address.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/logins.hpp"

#include <fmt/format.h>

namespace rounds::web {
namespace {

using storage::Transaction;
namespace logins = storage::logins;

http::Response forgotten_page(const app::Context& ctx, std::string_view problem)
{
    json::object values;
    values["mail"] = app::sends_mail(ctx.app().config);
    values["problem"] = problem;
    values["instance"] = ctx.app().config.instance.title;
    values["contact"] = ctx.app().config.instance.contact_email;
    values["contact_account"] = ctx.app().config.instance.contact_account;
    return stranger_form_page(ctx, "forgotten", "forgotten_title", std::move(values), problem.empty() ? 200 : 422);
}

http::Response new_password_page(const app::Context& ctx, std::string_view token, std::string_view problem)
{
    json::object values;
    values["token"] = token;
    values["problem"] = problem;
    values["shortest"] = social::shortest_password;
    return stranger_form_page(
        ctx, "new_password", "new_password_title", std::move(values), problem.empty() ? 200 : 422
    );
}

/// Whoever knew the old password, or had a token got with it, is out.
result<AccountId> replace_password(
    Transaction& tx, const app::App& app, std::string_view token_hash, std::string_view password_hash, Time now
)
{
    const auto token = logins::take_token(tx, token_hash, "password", now);
    if (!token || !token->account) return errc::not_found;
    const auto user = storage::accounts::find_user(tx, *token->account);
    if (!user || user->disabled_at || !text::iequals(user->email, token->email)) return errc::not_found;
    storage::accounts::set_password(tx, user->account, password_hash);
    if (!user->confirmed_at) logins::set_confirmed(tx, user->account, now); // the mail reached them
    social::end_access(tx, user->account, now);
    storage::audit::add_about(tx, user->account, "page", "password.reset", user->account);
    json::object words;
    words["when"] = app::letter_time(now);
    app::send_letter(tx, app, {.kind = "password_changed", .account = user->account, .words = std::move(words)});
    return user->account;
}

} // namespace

std::optional<std::string> password_problem(const app::Context& ctx, std::string_view password, std::string_view again)
{
    if (password.size() > social::longest_password)
        return fmt::format("{} {}.", say(ctx, "password_too_long"), social::longest_password);
    if (text::count_code_points(password) < social::shortest_password)
        return fmt::format("{} {}.", say(ctx, "password_too_short"), social::shortest_password);
    if (password != again) return std::string(say(ctx, "passwords_differ"));
    return std::nullopt;
}

boost::asio::awaitable<http::Response> forgotten_form(app::Context& ctx)
{
    co_return forgotten_page(ctx, "");
}

boost::asio::awaitable<http::Response> forgotten(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    if (!app::sends_mail(app.config)) co_return forgotten_page(ctx, "");
    const auto email = std::string(text::trim(ctx.params().text_or("email", "")));
    if (!social::is_email_address(email)) co_return forgotten_page(ctx, say(ctx, "no_email"));
    // Whether anybody has the address is looked up when the mail is written: until then all requests are alike, in what
    // they do and how long they take.
    if (app::may_mail(app, email))
        co_await app.db.transact([&](Transaction& tx) {
            app::send_letter(tx, app, {.kind = "reset_password", .to = email});
        });
    const Notice notice{.heading = "look_into_mail", .text = "reset_sent"};
    co_return notice_page(ctx, notice);
}

boost::asio::awaitable<http::Response> new_password_form(app::Context& ctx)
{
    const auto token = ctx.params().text_or("token", "");
    const auto hash = crypto::sha256(token);
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) {
        return logins::find_token(tx, hash, "password", ctx.app().clock.now());
    });
    if (!found) co_return error_page(ctx, 404, say(ctx, "stale_password_link"));
    co_return new_password_page(ctx, token, "");
}

boost::asio::awaitable<http::Response> new_password(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto token = ctx.params().text_or("token", "");
    const auto hash = crypto::sha256(token);
    const auto now = app.clock.now();
    const auto password = ctx.params().text_or("password", "");
    // Before anything is hashed: nobody has us work with a link that is none.
    const auto found =
        co_await app.db.transact([&](Transaction& tx) { return logins::find_token(tx, hash, "password", now); });
    if (!found) co_return error_page(ctx, 404, say(ctx, "stale_password_link"));
    if (const auto problem = password_problem(ctx, password, ctx.params().text_or("again", "")))
        co_return new_password_page(ctx, token, *problem);
    const auto hashed = co_await app.passwords.hash(password);
    if (!hashed) co_return error_page(ctx, hashed.error() == errc::too_many ? 429 : 503);
    const auto account =
        co_await app.db.transact([&](Transaction& tx) { return replace_password(tx, app, hash, *hashed, now); });
    if (!account) co_return error_page(ctx, 404, say(ctx, "stale_password_link"));
    app.tokens.forget(*account);
    app.notifier.notify(storage::channels::events);
    const Notice notice{
        .heading = "password_changed", .text = "password_changed_reset", .link = "/auth/sign_in", .link_text = "log_in"
    };
    co_return notice_page(ctx, notice);
}

} // namespace rounds::web
