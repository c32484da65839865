#include "server/knowledge/stewardship.hpp"

#include "server/knowledge/references.hpp"
#include "storage/graph.hpp"
#include "storage/networks.hpp"

namespace rounds::knowledge {
namespace {

namespace resources = storage::network_resources;

constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_note = 1000;

/// The network, for one of its stewards.
result<Network> stewarded(Transaction& tx, const Account& by, NetworkId id)
{
    auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!may_steward(tx, *network, by.id)) return errc::forbidden;
    return network;
}

/// A resource, for somebody who may look after it.
result<Resource> held(Transaction& tx, const Account& by, ResourceId id)
{
    auto resource = resources::find(tx, id);
    if (!resource) return resource.error();
    const auto network = storage::networks::find(tx, resource->network);
    if (!network) return network.error();
    if (!may_recommend(tx, *network, by.id)) return errc::forbidden;
    return resource;
}

} // namespace

bool may_recommend(Transaction& tx, const Network& network, AccountId account)
{
    return may_host(tx, network, account) || storage::networks::has_role(tx, network.id, account, "clinician_mentor");
}

result<std::vector<Account>> join_requests(Transaction& tx, const Account& by, NetworkId id, int limit)
{
    const auto network = stewarded(tx, by, id);
    if (!network) return network.error();
    storage::accounts::Page page;
    page.limit = limit;
    std::vector<AccountId> ids;
    for (const auto& entry : storage::graph::follow_requests(tx, network->account, page)) ids.push_back(entry.account);
    std::vector<Account> found;
    for (auto& view : storage::accounts::views(tx, ids)) found.push_back(std::move(view.account));
    return found;
}

result<void> decide_request(Transaction& tx, const Account& by, NetworkId id, AccountId asker, bool accepted)
{
    const auto network = stewarded(tx, by, id);
    if (!network) return network.error();
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    const auto who = storage::accounts::find(tx, asker);
    if (!who) return who.error();
    const auto follow = storage::graph::find_follow(tx, asker, group->id);
    if (!follow || follow->accepted) return errc::not_found;
    return accepted ? social::accept_follow(tx, *group, *who) : social::reject_follow(tx, *group, *who);
}

std::string_view wrong_field(const ResourceForm& form)
{
    if (form.title.empty() || form.title.size() > longest_title) return "title";
    if (form.note.size() > longest_note) return "note";
    if (!parse_identifier(form.address)) return "address";
    return {};
}

result<Resource> add_resource(Transaction& tx, const Account& by, NetworkId id, const ResourceForm& form)
{
    const auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!may_recommend(tx, *network, by.id)) return errc::forbidden;
    if (!wrong_field(form).empty()) return errc::invalid_argument;
    const auto identifier = parse_identifier(form.address).value();
    Resource resource;
    resource.network = id;
    resource.title = form.title;
    resource.note = form.note;
    resource.kind = identifier.kind;
    resource.value = identifier.value;
    resource.pinned = form.pinned;
    resource.added_by = by.id;
    return resources::add(tx, resource);
}

result<Resource> pin_resource(Transaction& tx, const Account& by, ResourceId id, bool pinned)
{
    const auto resource = held(tx, by, id);
    if (!resource) return resource.error();
    resources::set_pinned(tx, id, pinned);
    return resources::find(tx, id);
}

result<void> remove_resource(Transaction& tx, const Account& by, ResourceId id)
{
    const auto resource = held(tx, by, id);
    if (!resource) return resource.error();
    resources::remove(tx, id);
    return {};
}

} // namespace rounds::knowledge
