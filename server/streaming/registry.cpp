#include "server/streaming/registry.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::streaming {
namespace {

template <class Map, class Value> void take_out(Map& map, const typename Map::key_type& key, const Value& value)
{
    const auto found = map.find(key);
    if (found == map.end()) return;
    auto& values = found->second;
    const auto at = std::ranges::find(values, value);
    if (at == values.end()) return;
    *at = values.back(); // the order does not matter
    values.pop_back();
    if (values.empty()) map.erase(found);
}

void take_out(Registry::Clients& clients, Client* client)
{
    const auto at = std::ranges::find(clients, client);
    if (at == clients.end()) return;
    *at = clients.back();
    clients.pop_back();
}

template <class Map> const typename Map::mapped_type& look_up(const Map& map, const typename Map::key_type& key)
{
    static const typename Map::mapped_type nothing{};
    const auto found = map.find(key);
    return found == map.end() ? nothing : found->second;
}

} // namespace

void Registry::add(const ClientPtr& client)
{
    if (clients_.emplace(client.get(), client).second) people_[client->account].clients.push_back(client.get());
}

void Registry::remove(const ClientPtr& client)
{
    if (!clients_.contains(client.get())) return;
    while (!client->streams.empty()) unsubscribe(*client, Stream{client->streams.back()});
    const auto person = people_.find(client->account);
    take_out(person->second.clients, client.get());
    if (person->second.clients.empty()) people_.erase(person);
    clients_.erase(client.get());
}

bool Registry::subscribe(Client& client, const Stream& stream)
{
    if (!clients_.contains(&client)) return false;
    if (std::ranges::find(client.streams, stream) != client.streams.end()) return false;
    client.streams.push_back(stream);
    switch (stream.kind) {
    case Kind::user:
        if (++people_.at(client.account).user_streams == 1) people_to_load_.insert(client.account);
        break;
    case Kind::user_notification:
    case Kind::direct:
        break;
    case Kind::hashtag:
    case Kind::hashtag_local:
        tags_[text::to_lower(stream.tag)].push_back(&client);
        break;
    case Kind::list: {
        auto& list = lists_[stream.list];
        list.clients.push_back(&client);
        if (!list.loaded) lists_to_load_.insert(stream.list);
        break;
    }
    default:
        public_[static_cast<std::size_t>(stream.kind)].push_back(&client);
    }
    return true;
}

void Registry::unsubscribe(Client& client, const Stream& stream)
{
    const auto known = std::ranges::find(client.streams, stream);
    if (known == client.streams.end()) return;
    client.streams.erase(known);
    switch (stream.kind) {
    case Kind::user: {
        auto& person = people_.at(client.account);
        if (--person.user_streams > 0) break;
        forget_person(client.account, person);
        people_to_load_.erase(client.account);
        break;
    }
    case Kind::user_notification:
    case Kind::direct:
        break;
    case Kind::hashtag:
    case Kind::hashtag_local:
        take_out(tags_, text::to_lower(stream.tag), &client);
        break;
    case Kind::list: {
        auto& list = lists_.at(stream.list);
        take_out(list.clients, &client);
        if (!list.clients.empty()) break;
        forget_list(stream.list, list);
        lists_to_load_.erase(stream.list);
        lists_.erase(stream.list);
        break;
    }
    default:
        take_out(public_[static_cast<std::size_t>(stream.kind)], &client);
    }
}

std::vector<ClientPtr> Registry::all() const
{
    std::vector<ClientPtr> found;
    for (const auto& [address, client] : clients_) found.push_back(client);
    return found;
}

ClientPtr Registry::share(const Client& client) const
{
    return clients_.at(&client);
}

const Registry::Clients& Registry::clients_of(AccountId account) const
{
    static const Clients nobody;
    const auto person = people_.find(account);
    return person == people_.end() ? nobody : person->second.clients;
}

std::vector<AccountId> Registry::people_to_load() const
{
    return {people_to_load_.begin(), people_to_load_.end()};
}

std::vector<ListId> Registry::lists_to_load() const
{
    return {lists_to_load_.begin(), lists_to_load_.end()};
}

void Registry::load_person(AccountId account, storage::home::Sources sources)
{
    if (people_to_load_.erase(account) == 0) return;
    auto& person = people_.at(account);
    for (const auto author : sources.authors) readers_[author].push_back(account);
    if (sources.tags) tag_followers_.insert(account);
    sources.authors.shrink_to_fit();
    person.sources = std::make_unique<storage::home::Sources>(std::move(sources));
}

void Registry::load_list(ListId id, const std::vector<AccountId>& members)
{
    if (lists_to_load_.erase(id) == 0) return;
    auto& list = lists_.at(id);
    list.members = members;
    list.loaded = true;
    for (const auto member : members) lists_by_member_[member].push_back(id);
}

void Registry::forget_sources(AccountId account)
{
    const auto person = people_.find(account);
    if (person == people_.end()) return;
    if (person->second.user_streams > 0) {
        forget_person(account, person->second);
        people_to_load_.insert(account);
    }
    for (const auto* client : person->second.clients) {
        for (const auto& stream : client->streams) {
            if (stream.kind != Kind::list) continue;
            forget_list(stream.list, lists_.at(stream.list));
            lists_to_load_.insert(stream.list);
        }
    }
}

void Registry::forget_person(AccountId account, Person& person)
{
    if (!person.sources) return;
    for (const auto author : person.sources->authors) take_out(readers_, author, account);
    tag_followers_.erase(account);
    person.sources.reset();
}

void Registry::forget_list(ListId id, ListState& list)
{
    for (const auto member : list.members) take_out(lists_by_member_, member, id);
    list.members.clear();
    list.loaded = false;
}

std::vector<AccountId> Registry::home_candidates(const storage::streams::Facts& post) const
{
    if (post.visibility == storage::Visibility::direct) {
        std::vector<AccountId> addressed = post.mentioned;
        addressed.push_back(post.author);
        std::erase_if(addressed, [&](AccountId one) { return people_.find(one) == people_.end(); });
        return addressed;
    }
    auto found = look_up(readers_, post.author);
    // Of a deleted post nobody knows the tags any more.
    const bool tagged = post.deleted || !post.tags.empty();
    if (tagged && !post.boost && post.visibility == storage::Visibility::public_)
        found.insert(found.end(), tag_followers_.begin(), tag_followers_.end());
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

const std::vector<ListId>& Registry::lists_with(AccountId author) const
{
    return look_up(lists_by_member_, author);
}

const Registry::Clients& Registry::listeners(ListId list) const
{
    static const Clients nobody;
    const auto found = lists_.find(list);
    return found == lists_.end() ? nobody : found->second.clients;
}

const Registry::Clients& Registry::listeners(Kind kind) const
{
    return public_[static_cast<std::size_t>(kind)];
}

const Registry::Clients& Registry::listeners(const std::string& tag) const
{
    return look_up(tags_, tag);
}

Registry::Clients Registry::tag_listeners() const
{
    Clients found;
    for (const auto& [tag, clients] : tags_) found.insert(found.end(), clients.begin(), clients.end());
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

} // namespace rounds::streaming
