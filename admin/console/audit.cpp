#include "storage/audit.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"

#include <map>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::audit::Entry;

constexpr int most_listed = 200;

/// What the form of the page asks for, as it was typed.
struct Asked
{
    std::string action;
    std::string actor;
    std::string target;
    std::string since;
    std::string until;
};

Asked asked_in(const http::Params& params)
{
    const auto field = [&](std::string_view name) { return std::string(text::trim(params.text_or(name, ""))); };
    return {field("action"), field("actor"), field("target"), field("since"), field("until")};
}

/// The beginning of a day; nothing for an empty text.
result<std::optional<Time>> day(const std::string& given)
{
    if (given.empty()) return std::optional<Time>{};
    const auto time = parse_iso8601(given + "T00:00:00Z");
    if (!time) return errc::invalid_argument;
    return std::optional<Time>{*time};
}

/// "account:113", or a kind alone.
result<void> take_target(storage::audit::Query& query, const std::string& given)
{
    const auto colon = given.find(':');
    query.target_kind = given.substr(0, colon);
    if (colon == std::string::npos) return {};
    const auto id = text::parse_int(std::string_view(given).substr(colon + 1));
    if (!id) return errc::invalid_argument;
    query.target = *id;
    return {};
}

result<storage::audit::Query> query_of(Transaction& tx, const Asked& asked)
{
    storage::audit::Query query;
    query.limit = most_listed;
    query.action = asked.action;
    const auto since = day(asked.since);
    const auto until = day(asked.until);
    if (!since || !until) return errc::invalid_argument;
    query.since = *since;
    if (*until) query.until = **until + std::chrono::days{1}; // the whole day
    if (auto taken = take_target(query, asked.target); !taken) return taken.error();
    if (asked.actor.empty()) return query;
    const auto name = asked.actor.starts_with('@') ? asked.actor.substr(1) : asked.actor;
    const auto actor = storage::accounts::find_by_handle(tx, name, std::nullopt);
    if (!actor) return errc::not_found;
    query.actor = actor->id;
    return query;
}

/// Names of those who acted: the log itself holds none.
std::map<AccountId, std::string> actors(Transaction& tx, const std::vector<Entry>& entries)
{
    std::vector<AccountId> ids;
    for (const auto& one : entries)
        if (one.actor) ids.push_back(*one.actor);
    std::map<AccountId, std::string> names;
    for (const auto& view : storage::accounts::views(tx, ids)) names[view.account.id] = '@' + view.account.acct();
    return names;
}

/// "2026-11-22 09:00:05 UTC"
std::string moment(Time time)
{
    auto text = to_iso8601(time).substr(0, 19);
    text[10] = ' ';
    return text + " UTC";
}

json::array rows_of(const Visit& visit, Transaction& tx, const std::vector<Entry>& entries)
{
    const auto names = actors(tx, entries);
    json::array rows;
    for (const auto& one : entries) {
        const auto name = one.actor ? names.find(*one.actor) : names.end();
        auto who = one.actor ? to_string(*one.actor) : std::string{};
        if (name != names.end()) who = name->second;
        auto target = one.target_kind;
        if (one.target) target += ' ' + std::to_string(*one.target);
        rows.push_back({
            {"id", std::to_string(one.id)},
            {"when", moment(one.at)},
            {"who", who},
            {"via", visit.words("via_" + one.via)},
            {"action", one.action},
            {"target", target},
            {"rule", one.rule},
        });
    }
    return rows;
}

} // namespace

awaitable<http::Response> audit_log(Visit& visit)
{
    const auto asked = asked_in(visit.ctx.params());
    json::array rows;
    std::string_view problem;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        const auto query = query_of(tx, asked);
        problem = query ? "" : query.error() == errc::not_found ? "audit_nobody" : "audit_not_read";
        rows = query ? rows_of(visit, tx, storage::audit::search(tx, *query)) : json::array{};
    });
    json::object values;
    values["none"] = rows.empty();
    values["entries"] = std::move(rows);
    values["action"] = asked.action;
    values["actor"] = asked.actor;
    values["target"] = asked.target;
    values["since"] = asked.since;
    values["until"] = asked.until;
    co_return page(visit, {.name = "audit", .title = "audit", .values = std::move(values), .problem = problem});
}

} // namespace rounds::console
