#include "server/app/sign_up.hpp"

#include "server/api/handlers.hpp"
#include "server/app/config.hpp"
#include "server/app/letters.hpp"
#include "server/social/email_address.hpp"
#include "server/social/full_name.hpp"
#include "storage/apps.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"

namespace rounds::api {
namespace {

constexpr std::string_view pseudonym_hint =
    "This looks like a full name. What you take part in can tell others about your health: a pseudonym protects you.";

/// "es-MX" -> "es"; anything that is no language is English.
std::string language_of(const http::Params& params)
{
    const auto locale = text::to_lower(params.text_or("locale", "en")).substr(0, 2);
    const bool letters = locale.size() == 2 && std::ranges::all_of(locale, [](char c) { return c >= 'a' && c <= 'z'; });
    return letters ? locale : "en";
}

social::SignUpForm read_form(const http::Params& params)
{
    social::SignUpForm form;
    form.username = text::trim(params.text_or("username", ""));
    form.email = text::trim(params.text_or("email", ""));
    form.password = params.text_or("password", "");
    form.reason = params.text_or("reason", "");
    form.locale = language_of(params);
    form.invitation = text::trim(params.text_or("invite_code", ""));
    form.agreed = params.flag("agreement").value_or(false);
    return form;
}

Response faults_answer(const std::vector<social::FieldFault>& faults)
{
    json::object details;
    for (const auto& fault : faults) {
        json::object entry;
        entry["error"] = fault.code;
        entry["description"] = fault.description;
        auto& list = details[fault.field];
        if (!list.is_array()) list = json::array{};
        list.as_array().push_back(std::move(entry));
    }
    json::object body;
    body["error"] = social::summary_of(faults);
    body["details"] = std::move(details);
    return http::json_response(body, 422);
}

Response token_answer(const storage::SignUp& made, std::string_view token)
{
    json::object body;
    body["access_token"] = token;
    body["token_type"] = "Bearer";
    body["scope"] = made.scopes;
    body["created_at"] = std::chrono::floor<std::chrono::seconds>(made.created_at.time_since_epoch()).count();
    if (social::looks_like_full_name(made.username)) body["hint"] = pseudonym_hint;
    return http::json_response(body);
}

Response not_awaiting()
{
    return http::json_error(403, "This method is only available while the e-mail is awaiting confirmation");
}

/// Another address may be given as long as none is confirmed.
result<void> send_to_sign_up(Transaction& tx, const app::App& app, SignUpId id, const std::string& email)
{
    const auto row = storage::sign_ups::lock(tx, id);
    if (!row) return errc::unauthorized;
    if (!row->unconfirmed()) return errc::forbidden;
    if (!email.empty()) storage::sign_ups::set_email(tx, id, email);
    if (!app::may_mail(app, email.empty() ? row->email : email)) return errc::too_many;
    app::send_letter(tx, app, {.kind = "confirm_sign_up", .sign_up = id});
    return {};
}

result<void> send_to_person(Transaction& tx, const app::App& app, AccountId account, const std::string& email)
{
    const auto user = storage::accounts::find_user(tx, account);
    if (!user) return errc::unauthorized;
    if (user->confirmed_at && user->new_email.empty()) return errc::forbidden;
    if (!email.empty()) storage::logins::set_new_email(tx, account, email);
    const auto& to = !email.empty() ? email : !user->new_email.empty() ? user->new_email : user->email;
    if (!app::may_mail(app, to)) return errc::too_many;
    app::send_letter(tx, app, {.kind = "confirm_address", .account = account});
    return {};
}

} // namespace

/// POST /api/v1/accounts with a token of an app. The answer is a token; it works once the address is confirmed and
/// staff has let the person in, as far as this instance asks for that (403 until then).
Answer create_account(Context& ctx)
{
    auto& app = ctx.app();
    const auto& viewer = *ctx.viewer();
    const auto mode = social::parse_sign_up_mode(app.config.accounts.sign_up);
    if (mode == social::SignUpMode::closed || viewer.account || viewer.waiting || !viewer.app)
        co_return fail(errc::forbidden);
    const auto client = co_await app.db.transact([&](Transaction& tx) { return storage::apps::find(tx, *viewer.app); });
    if (!client) co_return fail(errc::unauthorized);

    const auto secret = crypto::random_token();
    std::optional<social::SignUpToken> token;
    token.emplace(social::SignUpToken{.hash = crypto::sha256(secret), .app = client->id, .scopes = client->scopes});
    auto form = read_form(ctx.params());
    form.address = ctx.request().client_address;
    const auto outcome = co_await app::sign_up(app, form, token);
    if (!outcome.faults.empty()) co_return faults_answer(outcome.faults);
    if (outcome.error) co_return fail(*outcome.error);
    co_return token_answer(*outcome.sign_up, secret);
}

/// GET /api/v1/emails/check_confirmation: true or false.
Answer check_email_confirmation(Context& ctx)
{
    const auto& viewer = *ctx.viewer();
    if (viewer.waiting) co_return http::json_response(json::value(viewer.waiting->confirmed));
    if (!viewer.account) co_return http::json_error(422, "This method requires an authenticated user");
    const auto user = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::accounts::find_user(tx, *viewer.account);
    });
    if (!user) co_return fail(errc::unauthorized);
    co_return http::json_response(json::value(user->confirmed_at.has_value()));
}

/// POST /api/v1/emails/confirmations: the mail again, to another address when `email` names one.
Answer send_email_confirmation(Context& ctx)
{
    const auto& viewer = *ctx.viewer();
    if (!viewer.waiting && !viewer.account)
        co_return http::json_error(422, "This method requires an authenticated user");
    const auto& app = ctx.app();
    if (!app::sends_mail(app.config)) co_return not_awaiting();
    const auto email = std::string(text::trim(ctx.params().text_or("email", "")));
    if (!email.empty() && !social::is_email_address(email))
        co_return faults_answer({{"email", "ERR_INVALID", "is not a valid e-mail address"}});
    const auto sent = co_await app.db.transact([&](Transaction& tx) {
        return viewer.waiting ? send_to_sign_up(tx, app, viewer.waiting->id, email)
                              : send_to_person(tx, app, *viewer.account, email);
    });
    if (sent.has_error() && sent.error() == errc::forbidden) co_return not_awaiting();
    if (!sent) co_return fail(sent.error());
    co_return http::json_response(json::object{});
}

} // namespace rounds::api
