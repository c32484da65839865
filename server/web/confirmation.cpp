#include "server/web/confirmation.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/app/tokens.hpp"
#include "server/social/access.hpp"
#include "server/social/full_name.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;
namespace logins = storage::logins;

constexpr std::string_view ticket_sealed_as = "form confirm resend";

/// A form that names a sign-up must have come from our page about it.
std::string ticket_for(const app::App& app, SignUpId id)
{
    return crypto::to_base64url(app.secrets.seal(to_string(id), ticket_sealed_as));
}

std::optional<SignUpId> read_ticket(const app::App& app, std::string_view text)
{
    const auto sealed = crypto::from_base64(text);
    if (!sealed) return std::nullopt;
    const auto opened = app.secrets.open(*sealed, ticket_sealed_as);
    if (!opened) return std::nullopt;
    return parse_id<SignUpId>(*opened);
}

/// The page with the button, when the link is good.
boost::asio::awaitable<http::Response> button_page(app::Context& ctx, std::string_view purpose, std::string_view action)
{
    const auto token = ctx.params().text_or("token", "");
    const auto hash = crypto::sha256(token);
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) {
        return logins::find_token(tx, hash, purpose, ctx.app().clock.now());
    });
    if (!found) co_return error_page(ctx, 404, say(ctx, "stale_link"));
    json::object values;
    values["action"] = action;
    values["token"] = token;
    values["email"] = found->email;
    co_return stranger_form_page(ctx, "confirm", "confirm_title", std::move(values));
}

struct Changed
{
    AccountId account{};
    bool other = false; ///< another address than before
};

/// The link proves that the address is theirs. What came by the old address counts no more.
result<Changed> take_address(Transaction& tx, const app::App& app, std::string_view hash, Time now)
{
    const auto token = logins::take_token(tx, hash, "address", now);
    if (!token || !token->account) return errc::not_found;
    const auto user = storage::accounts::find_user(tx, *token->account);
    if (!user) return errc::not_found;
    Changed changed{.account = user->account, .other = !text::iequals(token->email, user->email)};
    if (changed.other && token->email != user->new_email) return errc::not_found;
    const auto set = logins::set_email(tx, user->account, token->email, now);
    if (!set) return set.error();
    if (!changed.other) return changed;
    storage::audit::add_about(tx, user->account, "page", "email.change", user->account);
    json::object words;
    const auto account = storage::accounts::find(tx, user->account);
    words["username"] = account ? account->username : std::string{};
    words["when"] = app::letter_time(now);
    app::send_letter(
        tx, app, {.kind = "address_changed", .to = user->email, .locale = user->locale, .words = std::move(words)}
    );
    social::end_access(tx, user->account, now);
    return changed;
}

} // namespace

http::Response waiting_page(const app::Context& ctx, const storage::SignUp& sign_up)
{
    json::object values;
    values["account"] = sign_up.username;
    values["domain"] = ctx.app().urls.domain();
    values["instance"] = ctx.app().config.instance.title;
    values["unconfirmed"] = sign_up.unconfirmed();
    values["unapproved"] = sign_up.unapproved();
    values["email"] = sign_up.email;
    values["ticket"] = ticket_for(ctx.app(), sign_up.id);
    values["full_name"] =
        social::looks_like_full_name(sign_up.display_name) || social::looks_like_full_name(sign_up.username);
    return stranger_form_page(ctx, "waiting", "waiting_title", std::move(values));
}

boost::asio::awaitable<http::Response> resend_confirmation(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto id = read_ticket(app, ctx.params().text_or("ticket", ""));
    if (!id) co_return error_page(ctx, 400);
    const auto sent = co_await app.db.transact([&](Transaction& tx) -> result<void> {
        const auto row = storage::sign_ups::find(tx, *id);
        if (!row) return row.error();
        if (!app::may_mail(app, row->email)) return errc::too_many;
        if (row->unconfirmed()) app::send_letter(tx, app, {.kind = "confirm_sign_up", .sign_up = *id});
        return {};
    });
    if (!sent) co_return error_page(ctx, sent.error() == errc::too_many ? 429 : 404);
    const Notice notice{.heading = "look_into_mail", .text = "mail_sent_again"};
    co_return notice_page(ctx, notice);
}

boost::asio::awaitable<http::Response> confirm_form(app::Context& ctx)
{
    return button_page(ctx, "sign_up", "/auth/confirm");
}

boost::asio::awaitable<http::Response> confirm(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto now = app.clock.now();
    const auto hash = crypto::sha256(ctx.params().text_or("token", ""));
    const auto admitted = co_await app.db.transact([&](Transaction& tx) -> result<social::Admitted> {
        const auto token = logins::take_token(tx, hash, "sign_up", now);
        if (!token || !token->sign_up) return errc::not_found;
        const auto row = storage::sign_ups::lock(tx, *token->sign_up);
        if (!row || row->email != token->email) return errc::not_found;
        return social::confirm_sign_up(tx, app.urls, app.keyring, row->id, now);
    });
    if (admitted.has_error() && admitted.error() == errc::already_exists)
        co_return error_page(ctx, 410, say(ctx, "account_taken"));
    if (!admitted) co_return error_page(ctx, 404, say(ctx, "stale_link"));
    if (!admitted->account) {
        auto row = admitted->sign_up;
        row.confirmed_at = now;
        co_return waiting_page(ctx, row);
    }
    const Notice notice{
        .heading = "account_ready", .text = "account_confirmed", .link = "/auth/sign_in", .link_text = "log_in"
    };
    co_return notice_page(ctx, notice);
}

boost::asio::awaitable<http::Response> confirm_address_form(app::Context& ctx)
{
    return button_page(ctx, "address", "/auth/confirm_address");
}

boost::asio::awaitable<http::Response> confirm_address(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto hash = crypto::sha256(ctx.params().text_or("token", ""));
    const auto changed =
        co_await app.db.transact([&](Transaction& tx) { return take_address(tx, app, hash, app.clock.now()); });
    if (!changed) co_return error_page(ctx, 404, say(ctx, "stale_link"));
    app.tokens.forget(changed->account);
    app.notifier.notify(storage::channels::events);
    Notice notice{.heading = "address_confirmed", .text = "address_mails"};
    if (changed->other) {
        notice.text = "address_mails_now";
        notice.link = "/auth/sign_in";
        notice.link_text = "log_in";
    }
    co_return notice_page(ctx, notice);
}

} // namespace rounds::web
