#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "storage/admin_accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <array>

namespace rounds::console {
namespace {

using storage::Transaction;
namespace admin_accounts = storage::admin_accounts;

constexpr int most_listed = 50;
constexpr std::array<std::string_view, 3> origins{"local", "remote", "any"};
constexpr std::array<std::string_view, 7> states{
    "any", "active", "disabled", "silenced", "suspended", "sensitized", "pending"
};
constexpr std::array<std::string_view, 4> roles{"any", "member", "moderator", "admin"};

/// What the form says.
struct Wanted
{
    std::string username;
    std::string display_name;
    std::string email;
    std::string domain;
    std::string origin;
    std::string status;
    std::string role;
};

std::string field(const http::Params& params, std::string_view key)
{
    return std::string(text::trim(params.text_or(key, "")));
}

template <std::size_t size>
std::string one_of(const std::array<std::string_view, size>& all, const std::string& given, std::string_view otherwise)
{
    return std::ranges::find(all, given) == all.end() ? std::string(otherwise) : given;
}

/// A whole address is taken apart: "@ann@stluke.example" is ann of that server.
Wanted wanted_in(const Visit& visit)
{
    const auto& params = visit.ctx.params();
    Wanted wanted;
    wanted.username = field(params, "username");
    if (wanted.username.starts_with('@')) wanted.username.erase(0, 1);
    wanted.display_name = field(params, "display_name");
    wanted.email = field(params, "email");
    wanted.domain = field(params, "domain");
    if (const auto at = wanted.username.find('@'); at != std::string::npos) {
        wanted.domain = wanted.username.substr(at + 1);
        wanted.username.resize(at);
    }
    wanted.origin = one_of(origins, field(params, "origin"), "local");
    wanted.status = one_of(states, field(params, "status"), "any");
    wanted.role = one_of(roles, field(params, "role"), "any");
    if (text::iequals(wanted.domain, visit.app().urls.domain())) {
        wanted.domain.clear();
        wanted.origin = "local";
    }
    if (!wanted.domain.empty()) wanted.origin = "remote";
    return wanted;
}

admin_accounts::Query query_of(const Wanted& wanted)
{
    admin_accounts::Query query;
    if (wanted.origin != "any") query.local = wanted.origin == "local";
    if (wanted.status != "any") query.status = wanted.status;
    if (wanted.role != "any") query.roles = {wanted.role};
    query.username = wanted.username;
    query.display_name = wanted.display_name;
    query.email = wanted.email;
    query.domain = wanted.domain;
    return query;
}

template <std::size_t size>
json::array choices(
    const Visit& visit, const std::array<std::string_view, size>& all, std::string_view prefix, std::string_view chosen
)
{
    json::array list;
    for (const auto one : all)
        list.push_back(
            {{"value", one}, {"label", visit.words(std::string(prefix) + std::string(one))}, {"chosen", one == chosen}}
        );
    return list;
}

json::object row_of(const Visit& visit, const admin_accounts::AdminAccount& one)
{
    const auto& account = one.view.account;
    auto row = web::account_values(visit.app().urls, account);
    row["id"] = to_string(account.id);
    row["made"] = when(account.created_at);
    row["role"] = one.user ? visit.words("role_" + one.user->role) : std::string{};
    std::vector<std::string> marks;
    if (account.suspended_at) marks.push_back(visit.words("state_suspended"));
    if (one.user && one.user->disabled_at) marks.push_back(visit.words("state_disabled"));
    if (account.silenced_at) marks.push_back(visit.words("state_silenced"));
    if (one.sensitized) marks.push_back(visit.words("state_sensitized"));
    row["marks"] = text::join(marks, ", ");
    return row;
}

/// The address of those after the last one; empty when there are none.
std::string next_page(const Wanted& wanted, const std::vector<AccountId>& shown)
{
    if (shown.size() < static_cast<std::size_t>(most_listed)) return {};
    std::string address = "/console/accounts?max_id=" + to_string(shown.back());
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) address.append("&").append(key).append("=").append(percent_encode(value));
    };
    add("username", wanted.username);
    add("display_name", wanted.display_name);
    add("email", wanted.email);
    add("domain", wanted.domain);
    add("origin", wanted.origin);
    add("status", wanted.status);
    add("role", wanted.role);
    return address;
}

} // namespace

awaitable<http::Response> accounts(Visit& visit)
{
    const auto wanted = wanted_in(visit);
    const auto query = query_of(wanted);
    storage::accounts::Page bounds;
    bounds.limit = most_listed;
    if (const auto id = parse_id<AccountId>(visit.ctx.params().text_or("max_id", ""))) bounds.max_id = to_int(*id);
    json::object values;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        json::array rows;
        json::array waiting;
        if (wanted.status == "pending") {
            for (const auto id : admin_accounts::waiting(tx, query, bounds))
                if (const auto one = storage::sign_ups::find(tx, id))
                    waiting.push_back({{"username", one->username}, {"made", when(one->created_at)}});
        } else {
            const auto ids = admin_accounts::list(tx, query, bounds);
            for (const auto& one : admin_accounts::views(tx, ids)) rows.push_back(row_of(visit, one));
            values["next"] = next_page(wanted, ids);
        }
        values["none"] = rows.empty() && waiting.empty();
        values["accounts"] = std::move(rows);
        values["has_waiting"] = !waiting.empty();
        values["waiting"] = std::move(waiting);
    });
    values["username"] = wanted.username;
    values["display_name"] = wanted.display_name;
    values["email"] = wanted.email;
    values["domain"] = wanted.domain;
    values["origins"] = choices(visit, origins, "origin_", wanted.origin);
    values["states"] = choices(visit, states, "status_", wanted.status);
    values["roles"] = choices(visit, roles, "role_", wanted.role);
    co_return page(visit, {.name = "accounts", .title = "accounts", .values = std::move(values)});
}

} // namespace rounds::console
