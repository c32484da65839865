#include "server/streaming/payloads.hpp"

#include "server/api/talks.hpp"
#include "server/api/told.hpp"
#include "server/entities/announcement.hpp"
#include "storage/notifications.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::streaming {
namespace {

using storage::Transaction;

constexpr AccountId nobody{0};

} // namespace

std::vector<std::string> notification_payloads(
    Transaction& tx, api::State& state, Time now, AccountId account, const std::vector<std::int64_t>& ids
)
{
    storage::accounts::Page page;
    page.min_id = ids.front() - 1;
    page.max_id = ids.back() + 1;
    page.limit = 1000;
    auto found = storage::notifications::list(tx, account, {}, page);
    std::erase_if(found, [&](const auto& one) { return !std::ranges::binary_search(ids, to_int(one.id)); });
    api::Told told{api::Shown{state, now, account}};
    told.load(tx, found);
    std::vector<std::string> payloads;
    for (auto one = found.rbegin(); one != found.rend(); ++one)
        if (told.can_tell(*one)) payloads.push_back(told.json(*one));
    return payloads;
}

std::optional<std::string>
conversation_payload(Transaction& tx, api::State& state, Time now, AccountId account, AccountConversationId id)
{
    const auto conversation = storage::conversations::find(tx, account, id);
    if (!conversation) return std::nullopt;
    api::Talks talks{account, api::Shown{state, now, account}};
    talks.load(tx, {*conversation});
    if (!talks.has(*conversation)) return std::nullopt;
    return talks.json(*conversation);
}

std::optional<std::string> announcement_payload(Transaction& tx, const api::State& state, Time now, AnnouncementId id)
{
    for (const auto& one : storage::announcements::shown(tx, nobody, now, true)) {
        if (one.announcement.id != id) continue;
        const auto reactions = storage::announcements::reactions(tx, {id}, nobody);
        return json::serialize(entities::announcement(one, reactions, *state.site()));
    }
    return std::nullopt;
}

std::string reaction_payload(Transaction& tx, const api::State& state, AnnouncementId id, std::string_view name)
{
    storage::announcements::Reaction reaction{.announcement = id, .name = std::string(name)};
    for (auto& one : storage::announcements::reactions(tx, {id}, nobody))
        if (one.name == name) reaction = std::move(one);
    auto o = entities::reaction(reaction, *state.site());
    o.erase("me");
    o["announcement_id"] = to_string(id);
    return json::serialize(o);
}

} // namespace rounds::streaming
