#include "server/web/sign_up.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/app/sign_up.hpp"
#include "server/social/full_name.hpp"
#include "server/social/text/markdown.hpp"
#include "server/web/confirmation.hpp"
#include "server/web/forms.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"
#include "storage/policy_texts.hpp"

#include <algorithm>
#include <array>

namespace rounds::web {
namespace {

using social::SignUpMode;
using storage::Transaction;

/// "The password is too short." The catalogue has what it is about; why is said by the rules in the reader's language.
std::string sentence_of(const social::FieldFault& fault, Language language)
{
    const auto label = word(language, "field_" + fault.field);
    if (language == Language::english) {
        const auto description = fault.code == "ERR_BLANK" ? std::string("is missing") : fault.description;
        return std::string(label) + ' ' + description + '.';
    }
    return std::string(label) + ": " + std::string(word(language, "fault_" + fault.code)) + '.';
}

social::SignUpForm read_form(const app::Context& ctx)
{
    const auto& params = ctx.params();
    social::SignUpForm form;
    form.username = text::trim(params.text_or("username", ""));
    form.display_name = text::trim(params.text_or("display_name", ""));
    form.email = text::trim(params.text_or("email", ""));
    form.password = params.text_or("password", "");
    form.reason = params.text_or("reason", "");
    form.invitation = text::trim(params.text_or("invite", ""));
    form.agreed = params.flag("agreement").value_or(false);
    const auto& languages = ctx.app().config.instance.languages;
    form.locale = languages.empty() ? "en" : languages.front();
    if (const auto chosen = params.text("locale"); chosen && (*chosen == "en" || *chosen == "es"))
        form.locale = *chosen;
    return form;
}

/// What the name shown was when its owner was told that it looks like a full name.
std::string noticed(const social::SignUpForm& form)
{
    return form.username + ' ' + form.display_name;
}

bool full_name(const social::SignUpForm& form)
{
    return social::looks_like_full_name(form.username) || social::looks_like_full_name(form.display_name);
}

json::object policy_values(const app::App& app, const std::optional<std::string>& policy)
{
    json::object values;
    const auto& rules = app.config.instance.rules;
    values["rules"] = json::array(rules.begin(), rules.end());
    values["has_rules"] = !rules.empty();
    values["policy"] = policy.value_or("");
    return values;
}

boost::asio::awaitable<std::optional<std::string>> load_policy(app::App& app)
{
    const auto policy =
        co_await app.db.transact([](Transaction& tx) { return storage::policy_texts::current(tx, "privacy_policy"); });
    if (!policy) co_return std::nullopt;
    co_return text::markdown_to_html(policy->content);
}

struct Shown
{
    std::vector<social::FieldFault> faults{};
    bool hint = false;
};

http::Response form_page(
    const app::Context& ctx,
    const social::SignUpForm& form,
    const Shown& shown,
    const std::optional<std::string>& policy
)
{
    const auto& app = ctx.app();
    const auto mode = social::parse_sign_up_mode(app.config.accounts.sign_up);
    auto values = policy_values(app, policy);
    values["instance"] = app.config.instance.title;
    values["domain"] = app.urls.domain();
    values["username"] = form.username;
    values["display_name"] = form.display_name;
    values["email"] = form.email;
    values["reason"] = form.reason;
    values["invite"] = form.invitation;
    values["agreed"] = form.agreed;
    values["spanish"] = form.locale == "es";
    values["shortest"] = social::shortest_password;
    values["ask_reason"] = mode == SignUpMode::approval && form.invitation.empty();
    values["ask_invite"] = mode == SignUpMode::invitation || !form.invitation.empty();
    values["mail"] = app::sends_mail(app.config);
    values["hint"] = shown.hint;
    values["noticed"] = shown.hint ? noticed(form) : std::string{};
    json::array problems;
    for (const auto& fault : shown.faults) problems.emplace_back(sentence_of(fault, language_of(ctx)));
    values["has_problems"] = !problems.empty();
    values["problems"] = std::move(problems);
    return stranger_form_page(ctx, "sign_up", "sign_up_title", std::move(values), shown.faults.empty() ? 200 : 422);
}

http::Response closed_page(const app::Context& ctx)
{
    json::object values;
    values["instance"] = ctx.app().config.instance.title;
    values["contact"] = ctx.app().config.instance.contact_email;
    return stranger_form_page(ctx, "sign_up_closed", "sign_up_title", std::move(values));
}

bool is_closed(const app::App& app)
{
    return social::parse_sign_up_mode(app.config.accounts.sign_up) == SignUpMode::closed;
}

} // namespace

boost::asio::awaitable<http::Response> sign_up_form(app::Context& ctx)
{
    if (is_closed(ctx.app())) co_return closed_page(ctx);
    const auto policy = co_await load_policy(ctx.app());
    social::SignUpForm form;
    form.invitation = text::trim(ctx.params().text_or("invite", ""));
    co_return form_page(ctx, form, Shown{}, policy);
}

boost::asio::awaitable<http::Response> sign_up(app::Context& ctx)
{
    if (!check_stranger_form(ctx)) co_return error_page(ctx, 403);
    auto& app = ctx.app();
    if (is_closed(app)) co_return error_page(ctx, 403, say(ctx, "sign_up_closed"));
    auto form = read_form(ctx);
    form.address = ctx.request().client_address;
    Shown shown;
    const auto policy = co_await load_policy(app);
    shown.hint = full_name(form) && ctx.params().text_or("noticed", "") != noticed(form);
    if (shown.hint) co_return form_page(ctx, form, shown, policy);

    auto outcome = co_await app::sign_up(app, form, std::nullopt);
    if (outcome.error) co_return error_page(ctx, *outcome.error == errc::too_many ? 429 : 503);
    if (!outcome.faults.empty()) {
        shown.faults = std::move(outcome.faults);
        co_return form_page(ctx, form, shown, policy);
    }
    if (!outcome.account) co_return waiting_page(ctx, *outcome.sign_up);
    const Notice notice{
        .heading = "account_ready", .text = "account_log_in", .link = "/auth/sign_in", .link_text = "log_in"
    };
    co_return notice_page(ctx, notice);
}

} // namespace rounds::web
