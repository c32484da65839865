#include "server/web/settings_log_in.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/social/email_address.hpp"
#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/password_reset.hpp"
#include "server/web/reauthenticate.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;
namespace logins = storage::logins;

struct Person : storage::User
{
    std::vector<storage::security_keys::SecurityKey> keys;
};

boost::asio::awaitable<Person> this_person(app::Context& ctx)
{
    const auto account = ctx.account_id();
    Person person;
    co_await ctx.app().db.read([&](Transaction& tx) {
        static_cast<storage::User&>(person) = storage::accounts::find_user(tx, account).value();
        person.keys = storage::security_keys::list(tx, account);
    });
    co_return person;
}

/// The fields by which the person proves once more who they are.
json::object proof_values(const app::Context& ctx, const Person& user)
{
    json::object values;
    values["second_factor"] = user.second_factor_at.has_value();
    values["no_password"] = user.password_hash.empty();
    values["key_fields"] = key_fields(ctx, language_of(ctx), social::KeyUse::confirm, user.account, user.keys);
    return values;
}

http::Response password_page(const app::Context& ctx, const Person& user, std::string_view problem)
{
    auto values = proof_values(ctx, user);
    values["shortest"] = social::shortest_password;
    return settings_page(ctx, "settings_password", "change_password", std::move(values), problem);
}

http::Response email_page(const app::Context& ctx, const Person& user, std::string_view problem)
{
    auto values = proof_values(ctx, user);
    values["email"] = user.email;
    values["new_email"] = user.new_email;
    values["mail"] = app::sends_mail(ctx.app().config);
    return settings_page(ctx, "settings_email", "change_email", std::move(values), problem);
}

result<void> set_new_email(Transaction& tx, const app::Context& ctx, const std::string& email)
{
    const auto account = ctx.account_id();
    const auto& app = ctx.app();
    if (!app::sends_mail(app.config)) {
        const auto set = logins::set_email(tx, account, email, std::nullopt);
        if (!set) return set;
        end_other_access(tx, ctx);
        storage::audit::add_about(tx, account, "page", "email.change", account);
        return set;
    }
    // Whether the address is another person's is looked at when the mail is written: the answer here tells nobody.
    logins::set_new_email(tx, account, email);
    storage::audit::add_about(tx, account, "page", "email.ask", account);
    if (app::may_mail(app, email)) app::send_letter(tx, app, {.kind = "confirm_address", .account = account});
    return {};
}

} // namespace

boost::asio::awaitable<http::Response> password_form(app::Context& ctx)
{
    const auto user = co_await this_person(ctx);
    co_return password_page(ctx, user, "");
}

boost::asio::awaitable<http::Response> change_password(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    const auto user = co_await this_person(ctx);
    const auto password = ctx.params().text_or("password", "");
    if (const auto problem = password_problem(ctx, password, ctx.params().text_or("again", "")))
        co_return password_page(ctx, user, *problem);
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return password_page(ctx, user, say(ctx, proof.problem_key));
    const auto hashed = co_await app.passwords.hash(password);
    if (!hashed) co_return error_page(ctx, hashed.error() == errc::too_many ? 429 : 503);
    co_await app.db.transact([&](Transaction& tx) {
        storage::accounts::set_password(tx, user.account, *hashed);
        logins::remove_tokens(tx, user.account);
        end_other_access(tx, ctx);
        storage::audit::add_about(tx, user.account, "page", "password.change", user.account);
        json::object words;
        words["when"] = app::letter_time(app.clock.now());
        app::send_letter(tx, app, {.kind = "password_changed", .account = user.account, .words = std::move(words)});
    });
    forget_access(ctx);
    const Notice notice{
        .heading = "password_changed", .text = "others_logged_out", .link = "/settings", .link_text = "back_to_settings"
    };
    co_return notice_page(ctx, notice);
}

boost::asio::awaitable<http::Response> email_form(app::Context& ctx)
{
    const auto user = co_await this_person(ctx);
    co_return email_page(ctx, user, "");
}

boost::asio::awaitable<http::Response> change_email(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto user = co_await this_person(ctx);
    const auto email = std::string(text::trim(ctx.params().text_or("email", "")));
    if (!social::is_email_address(email)) co_return email_page(ctx, user, say(ctx, "no_email"));
    if (text::iequals(email, user.email)) co_return email_page(ctx, user, say(ctx, "same_email"));
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return email_page(ctx, user, say(ctx, proof.problem_key));
    const auto set = co_await app.db.transact([&](Transaction& tx) { return set_new_email(tx, ctx, email); });
    if (!set) co_return email_page(ctx, user, say(ctx, "email_taken"));
    forget_access(ctx);
    Notice notice{
        .heading = "address_changed", .text = "others_logged_out", .link = "/settings", .link_text = "back_to_settings"
    };
    if (app::sends_mail(app.config)) {
        notice.heading = "look_into_mail";
        notice.text = "address_mail_sent";
    }
    co_return notice_page(ctx, notice);
}

} // namespace rounds::web
