#include "federation/build/roster.hpp"
#include "federation/signatures/proofs.hpp"
#include "server/app/rosters.hpp"
#include "server/knowledge/conditions.hpp"
#include "storage/accounts.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace rounds::app {
namespace {

namespace rosters = storage::rosters;
using storage::Transaction;

constexpr int most_networks = 200;
constexpr int most_chats = 20;

struct Signer
{
    std::string actor;
    std::shared_ptr<const build::LocalKeys> keys;
};

result<Signer> signer(Transaction& tx, const App& app)
{
    const auto actor = storage::accounts::find_by_uri(tx, app.urls.base() + "/actor");
    if (!actor) return actor.error();
    auto keys = app.keyring.load(tx, actor->id);
    if (!keys) return keys.error();
    return Signer{actor->uri, std::move(*keys)};
}

json::object sign(json::object document, const Signer& by, Time now)
{
    signatures::add_proof(document, by.keys->ed25519, by.keys->ed25519_id, now);
    return document;
}

/// Those that anybody may follow or ask to: whom a network invites is its own affair.
std::vector<build::DirectoryNetwork> networks(Transaction& tx, const App& app, std::map<NetworkId, std::string>& titles)
{
    std::vector<storage::Network> open;
    std::vector<AccountId> ids;
    for (auto& network : storage::networks::list(tx, most_networks)) {
        if (network.join_policy == "invitation" || network.local_only || network.sensitive) continue;
        ids.push_back(network.account);
        open.push_back(std::move(network));
    }
    const auto views = storage::accounts::views(tx, ids);
    std::vector<build::DirectoryNetwork> found;
    for (const auto& network : open) {
        const auto view = std::ranges::find(views, network.account, [](const auto& one) { return one.account.id; });
        if (view == views.end() || !view->account.usable()) continue;
        titles[network.id] = network.title;
        build::DirectoryNetwork shown;
        shown.id = view->account.uri;
        shown.name = network.title;
        shown.handle = fmt::format("@{}@{}", view->account.username, app.urls.domain());
        shown.url = view->account.url;
        for (const auto& id : network.conditions)
            if (const auto* condition = knowledge::conditions().find(id))
                shown.conditions.emplace_back(condition->name);
        found.push_back(std::move(shown));
    }
    return found;
}

} // namespace

result<json::object> roster_document(Transaction& tx, const App& app, std::string_view name)
{
    const auto roster = rosters::find_by_uri(tx, fmt::format("{}/rosters/{}", app.urls.base(), name));
    if (!roster || !roster->own) return errc::not_found;
    const auto by = signer(tx, app);
    if (!by) return by.error();
    build::RosterInput input;
    input.id = roster->uri;
    input.steward = by->actor;
    input.title = roster->title;
    input.sequence = roster->sequence;
    input.updated = roster->updated_at;
    for (auto& entry : rosters::members(tx, roster->id)) input.members.push_back(std::move(entry.member));
    return sign(build::build_roster(input), *by, app.clock.now());
}

result<json::object> directory_document(Transaction& tx, const App& app)
{
    const auto by = signer(tx, app);
    if (!by) return by.error();
    const auto& instance = app.config.instance;
    build::DirectoryEntryInput input;
    input.id = app.urls.base() + "/directory/entry";
    input.actor = by->actor;
    input.name = instance.organisation.empty() ? instance.title : instance.organisation;
    input.kind = instance.kind;
    input.region = instance.region;
    input.url = app.urls.base() + "/";
    std::map<NetworkId, std::string> titles;
    input.networks = networks(tx, app, titles);
    for (const auto& chat : storage::chats::upcoming(tx, most_chats)) {
        const auto title = titles.find(chat.network);
        if (title == titles.end()) continue;
        input.chats.push_back(
            {app.urls.chat(chat.id), chat.title, title->second, chat.timezone, chat.starts_at, chat.ends_at}
        );
    }
    input.updated = app.clock.now();
    return sign(build::build_directory_entry(input), *by, app.clock.now());
}

result<std::string> roster_key(Transaction& tx, const App& app)
{
    const auto by = signer(tx, app);
    if (!by) return by.error();
    return by->keys->ed25519.public_key().to_multikey();
}

} // namespace rounds::app
