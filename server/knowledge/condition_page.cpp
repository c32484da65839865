#include "server/knowledge/condition_page.hpp"

#include "server/knowledge/networks.hpp"
#include "storage/chats.hpp"
#include "storage/condition_follows.hpp"
#include "storage/networks.hpp"

namespace rounds::knowledge {
namespace {

constexpr std::size_t most_conditions = 2000;
constexpr int most_networks = 80;
constexpr int most_chats = 20;
constexpr int most_summaries = 20;

} // namespace

AboutCondition about_condition(storage::Transaction& tx, const Condition& condition, std::optional<AccountId> viewer)
{
    std::vector<std::string> ids;
    for (const auto* one : conditions().with_descendants(condition.id, most_conditions)) ids.emplace_back(one->id);
    AboutCondition about;
    std::vector<NetworkId> networks;
    for (auto& network : storage::networks::with_conditions(tx, ids, most_networks)) {
        if (!may_read(tx, network, viewer)) continue;
        networks.push_back(network.id);
        about.networks.push_back(std::move(network));
    }
    about.chats = storage::chats::upcoming_of(tx, networks, most_chats);
    about.summaries = storage::summaries::lines(tx, networks, most_summaries);
    about.followed = viewer && storage::condition_follows::follows(tx, *viewer, condition.id);
    return about;
}

} // namespace rounds::knowledge
