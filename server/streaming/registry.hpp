#pragma once

#include "server/streaming/client.hpp"
#include "storage/home.hpp"
#include "storage/streams.hpp"

#include <array>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rounds::streaming {

using ClientPtr = std::shared_ptr<Client>;

/// Who listens to what, indexed by what happens: the cost of an event depends on those it may concern, not on all.
/// Pure, and the hub's alone: not thread-safe.
class Registry
{
public:
    using Clients = std::vector<Client*>;

    void add(const ClientPtr& client);
    void remove(const ClientPtr& client);
    /// False when the client has the stream already, or has left. That a list is the client's own is the caller's.
    bool subscribe(Client& client, const Stream& stream);
    void unsubscribe(Client& client, const Stream& stream);

    [[nodiscard]] std::vector<ClientPtr> all() const;
    /// To keep one for later.
    [[nodiscard]] ClientPtr share(const Client& client) const;
    [[nodiscard]] bool empty() const noexcept { return clients_.empty(); }
    /// Clients of an account, whatever they listen to.
    [[nodiscard]] const Clients& clients_of(AccountId account) const;

    /// Accounts with a user stream, and lists with a list stream, that have no sources yet; nothing else happens on
    /// their streams until they have.
    [[nodiscard]] std::vector<AccountId> people_to_load() const;
    [[nodiscard]] std::vector<ListId> lists_to_load() const;
    void load_person(AccountId account, storage::home::Sources sources);
    void load_list(ListId list, const std::vector<AccountId>& members);
    /// What belongs in the home timeline and lists of an account has changed: they must be loaded again.
    void forget_sources(AccountId account);

    /// People whose home timeline the post may belong in.
    [[nodiscard]] std::vector<AccountId> home_candidates(const storage::streams::Facts& post) const;
    /// Lists that have the author as member.
    [[nodiscard]] const std::vector<ListId>& lists_with(AccountId author) const;
    [[nodiscard]] const Clients& listeners(ListId list) const;
    /// Of one of the public kinds.
    [[nodiscard]] const Clients& listeners(Kind kind) const;
    /// Of the tag (lower case), local or not.
    [[nodiscard]] const Clients& listeners(const std::string& tag) const;
    /// Of any tag: of a deleted post nobody knows them any more.
    [[nodiscard]] Clients tag_listeners() const;

private:
    struct Person
    {
        Clients clients;
        std::size_t user_streams = 0;
        std::unique_ptr<storage::home::Sources> sources;
    };
    struct ListState
    {
        Clients clients;
        std::vector<AccountId> members;
        bool loaded = false;
    };

    void forget_person(AccountId account, Person& person);
    void forget_list(ListId id, ListState& list);

    std::unordered_map<const Client*, ClientPtr> clients_;
    std::unordered_map<AccountId, Person> people_;
    std::unordered_map<ListId, ListState> lists_;
    std::array<Clients, kinds> public_;
    std::unordered_map<std::string, Clients> tags_;
    std::unordered_map<AccountId, std::vector<AccountId>> readers_; ///< by followed author
    std::unordered_set<AccountId> tag_followers_;
    std::unordered_map<AccountId, std::vector<ListId>> lists_by_member_;
    std::set<AccountId> people_to_load_;
    std::set<ListId> lists_to_load_;
};

} // namespace rounds::streaming
