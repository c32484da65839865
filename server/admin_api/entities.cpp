#include "server/admin_api/entities.hpp"

#include "server/entities/account.hpp"
#include "server/entities/role.hpp"
#include "server/entities/tag.hpp"
#include "storage/base/crypto.hpp"

namespace rounds::admin_api {
namespace {

json::value time_or_null(const std::optional<Time>& time)
{
    return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

std::string unix_day(Time day)
{
    return std::to_string(std::chrono::floor<std::chrono::seconds>(day.time_since_epoch()).count());
}

} // namespace

json::object admin_account(const storage::admin_accounts::AdminAccount& one, const entities::Site& site)
{
    const auto& a = one.view.account;
    json::object o;
    o["id"] = to_string(a.id);
    o["username"] = a.username;
    o["domain"] = a.domain ? json::value(*a.domain) : json::value(nullptr);
    o["created_at"] = to_iso8601(a.created_at);
    o["email"] = one.user ? json::value(one.user->email) : json::value(nullptr);
    o["ip"] = nullptr;
    o["ips"] = json::array{};
    o["locale"] = one.user ? json::value(one.user->locale) : json::value(nullptr);
    o["invite_request"] = nullptr;
    o["role"] = one.user ? json::value(entities::role(one.user->role, site)) : json::value(nullptr);
    // Who was made by staff has no confirmed address, and needs none.
    o["confirmed"] = one.user.has_value();
    o["approved"] = one.user.has_value();
    o["disabled"] = one.user && one.user->disabled_at.has_value();
    o["silenced"] = a.silenced_at.has_value();
    o["suspended"] = a.suspended_at.has_value();
    o["sensitized"] = one.sensitized;
    o["created_by_application_id"] = nullptr;
    o["invited_by_account_id"] = nullptr;
    o["account"] = entities::account(one.view, site);
    return o;
}

json::object waiting_account(const storage::SignUp& one, const entities::Site& site)
{
    storage::AccountView view;
    view.account.id = AccountId{to_int(one.id)};
    view.account.username = one.username;
    view.account.display_name = one.display_name;
    view.account.actor_type = "Person";
    view.account.uri = site.urls.base() + "/users/" + one.username;
    view.account.created_at = one.created_at;
    json::object o;
    o["id"] = to_string(one.id);
    o["username"] = one.username;
    o["domain"] = nullptr;
    o["created_at"] = to_iso8601(one.created_at);
    o["email"] = one.email;
    o["ip"] = nullptr;
    o["ips"] = json::array{};
    o["locale"] = one.locale;
    o["invite_request"] = string_or_null(one.reason);
    o["role"] = entities::role("member", site);
    o["confirmed"] = !one.unconfirmed();
    o["approved"] = !one.unapproved();
    o["disabled"] = false;
    o["silenced"] = false;
    o["suspended"] = false;
    o["sensitized"] = false;
    o["created_by_application_id"] = one.app ? json::value(to_string(*one.app)) : json::value(nullptr);
    o["invited_by_account_id"] = nullptr;
    o["account"] = entities::account(view, site);
    return o;
}

json::object domain_allow(const storage::domain_policies::DomainPolicy& one)
{
    json::object o;
    o["id"] = to_string(one.id);
    o["domain"] = one.domain;
    o["created_at"] = to_iso8601(one.created_at);
    return o;
}

std::string_view severity_of(std::string_view policy) noexcept
{
    if (policy == "block") return "suspend";
    return policy == "limit" ? "silence" : "noop";
}

std::string_view policy_of(std::string_view severity) noexcept
{
    if (severity == "suspend") return "block";
    if (severity == "silence") return "limit";
    return severity == "noop" ? "none" : "";
}

json::object domain_block(const storage::domain_policies::DomainPolicy& one)
{
    json::object o;
    o["id"] = to_string(one.id);
    o["domain"] = one.domain;
    o["digest"] = crypto::to_hex(crypto::sha256(one.domain));
    o["created_at"] = to_iso8601(one.created_at);
    o["severity"] = severity_of(one.policy);
    o["reject_media"] = one.reject_media;
    o["reject_reports"] = one.reject_reports;
    o["private_comment"] = string_or_null(one.private_comment);
    o["public_comment"] = string_or_null(one.public_comment);
    o["obfuscate"] = one.obfuscate;
    return o;
}

json::object email_domain_block(const storage::blocks::EmailDomainBlock& one)
{
    json::array history;
    for (const auto& day : one.history)
        history.push_back(json::object{
            {"day", unix_day(day.day)},
            {"accounts", std::to_string(day.accounts)},
            {"uses", std::to_string(day.uses)},
        });
    json::object o;
    o["id"] = to_string(one.id);
    o["domain"] = one.domain;
    o["created_at"] = to_iso8601(one.created_at);
    o["allow_with_approval"] = one.allow_with_approval;
    o["history"] = std::move(history);
    return o;
}

json::object canonical_email_block(const storage::blocks::CanonicalBlock& one)
{
    return {{"id", to_string(one.id)}, {"canonical_email_hash", one.hash}};
}

json::object ip_block(const storage::blocks::IpBlock& one)
{
    json::object o;
    o["id"] = to_string(one.id);
    o["ip"] = one.ip;
    o["severity"] = one.severity;
    o["comment"] = one.comment;
    o["created_at"] = to_iso8601(one.created_at);
    o["expires_at"] = time_or_null(one.expires_at);
    return o;
}

json::object
admin_tag(const storage::tags::TagView& view, const storage::trend_reviews::Tag& review, const entities::Site& site)
{
    auto o = entities::tag(view, false, site);
    o["id"] = to_string(review.id);
    o["trendable"] = review.trendable.value_or(true);
    o["usable"] = review.usable;
    o["listable"] = review.listable;
    o["requires_review"] = !review.reviewed_at.has_value();
    return o;
}

json::object publisher(const storage::trend_reviews::Publisher& one)
{
    json::object o;
    o["id"] = std::to_string(one.id);
    o["domain"] = one.domain;
    o["trendable"] = one.trendable ? json::value(*one.trendable) : json::value(nullptr);
    o["reviewed_at"] = time_or_null(one.reviewed_at);
    o["requested_review_at"] = nullptr;
    o["requires_review"] = !one.reviewed_at.has_value();
    return o;
}

} // namespace rounds::admin_api
