#include "storage/networks.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/knowledge/sensitive.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/credentials.hpp"

#include <map>

namespace rounds::console {
namespace {

using storage::Transaction;

constexpr int most_listed = 200;

using People = std::map<AccountId, storage::Account>;

People people_of(Transaction& tx, const std::vector<AccountId>& ids)
{
    People people;
    for (auto& view : storage::accounts::views(tx, ids)) people.emplace(view.account.id, std::move(view.account));
    return people;
}

json::array network_rows(const Visit& visit, Transaction& tx)
{
    const auto all = storage::networks::list(tx, most_listed);
    std::vector<AccountId> ids;
    for (const auto& one : all) ids.push_back(one.account);
    const auto people = people_of(tx, ids);
    json::array rows;
    for (const auto& one : all) {
        const auto account = people.find(one.account);
        if (account == people.end()) continue;
        auto row = web::account_values(visit.app().urls, account->second);
        row["network"] = one.title;
        row["id"] = to_string(one.id);
        row["sensitive"] = one.sensitive;
        row["local_only"] = one.local_only;
        row["joining"] = visit.words("join_" + one.join_policy);
        row["posting"] = visit.words("posting_" + one.posting_policy);
        row["tag"] = one.hashtag;
        row["since"] = when(one.created_at);
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array credential_rows(const Visit& visit, Transaction& tx)
{
    const auto all = storage::credentials::list_valid(tx, visit.app().clock.now(), most_listed);
    std::vector<AccountId> ids;
    for (const auto& one : all) ids.push_back(one.account);
    const auto people = people_of(tx, ids);
    json::array rows;
    for (const auto& one : all) {
        const auto account = people.find(one.account);
        if (account == people.end()) continue;
        auto row = web::account_values(visit.app().urls, account->second);
        row["id"] = to_string(one.id);
        row["role"] = one.role;
        row["specialty"] = one.specialty_name;
        row["method"] = one.method;
        row["until"] = when(one.valid_until);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

awaitable<http::Response> networks(Visit& visit)
{
    json::object values;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        values["networks"] = network_rows(visit, tx);
        values["credentials"] = credential_rows(visit, tx);
    });
    values["no_networks"] = values["networks"].as_array().empty();
    values["no_credentials"] = values["credentials"].as_array().empty();
    co_return page(visit, {.name = "networks", .title = "networks", .values = std::move(values)});
}

/// POST /console/networks/:id/sensitive {on}: the preset of knowledge/sensitive.hpp.
awaitable<http::Response> switch_sensitive(Visit& visit)
{
    const auto id = visit.ctx.path_id<NetworkId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const bool on = visit.ctx.params().flag("on").value_or(false);
    const auto what = on ? "network.sensitive" : "network.not_sensitive";
    const auto outcome = co_await perform(visit, what, to_string(*id), [&](Transaction& tx) -> result<void> {
        const auto by = storage::accounts::find(tx, visit.ctx.account_id());
        if (!by) return by.error();
        const auto changed = knowledge::set_sensitive(tx, visit.app().urls, *by, *id, on);
        if (!changed) return changed.error();
        return {};
    });
    co_return done(visit, outcome, "/console/networks");
}

awaitable<http::Response> revoke_credential(Visit& visit)
{
    const auto id = visit.ctx.path_id<CredentialId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await perform(visit, "credential.revoke", to_string(*id), [&](Transaction& tx) {
        return knowledge::revoke_credential(tx, *id, visit.app().clock.now());
    });
    co_return done(visit, outcome, "/console/networks");
}

} // namespace rounds::console
