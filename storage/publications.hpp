#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What other servers are shown and told that no other repository reads: also of things that are gone.
namespace rounds::storage::publications {

/// A post as far as its tombstone tells.
struct Trace
{
    StatusId id{};
    std::string uri;
    AccountId account{};
    std::string object_type;
    Visibility visibility = Visibility::public_;
    bool local = false;
    std::optional<StatusId> reblog_of;
    std::optional<AccountId> audience;
    std::optional<Time> deleted_at;
    bool author_usable = true; ///< neither suspended nor deleted
};
/// not_found when there never was one.
[[nodiscard]] result<Trace> trace(Transaction& tx, StatusId id);
[[nodiscard]] result<Trace> trace_by_uri(Transaction& tx, std::string_view uri);

/// An actor of this instance, also after it left.
struct Actor
{
    AccountId id{};
    std::string uri;
    std::string actor_type;
    std::string followers_url;
    std::optional<Time> deleted_at;
};
[[nodiscard]] result<Actor> local_actor(Transaction& tx, AccountId id);
[[nodiscard]] result<Actor> local_actor_by_uri(Transaction& tx, std::string_view uri);

/// `context` as told by its origin; nothing for a conversation that began here.
[[nodiscard]] result<std::optional<std::string>> conversation_uri(Transaction& tx, ConversationId id);

/// Ids of objects on a page of a collection, with what comes after them.
struct Entry
{
    StatusId id{};
    std::string uri;
};
/// Public and unlisted posts that answer `status`, oldest first, after `after`.
[[nodiscard]] std::vector<Entry> replies(Transaction& tx, StatusId status, std::optional<StatusId> after, int limit);
[[nodiscard]] std::int64_t count_replies(Transaction& tx, StatusId status);
/// Public and unlisted posts of the conversation, oldest first, after `after`.
[[nodiscard]] std::vector<Entry>
conversation(Transaction& tx, ConversationId id, std::optional<StatusId> after, int limit);
[[nodiscard]] std::int64_t count_conversation(Transaction& tx, ConversationId id);
/// Who began it, when that is known: uri of the author of its first post.
[[nodiscard]] std::string conversation_owner(Transaction& tx, ConversationId id);
/// Public posts that the account pinned, the last pinned first.
[[nodiscard]] std::vector<Entry> pinned(Transaction& tx, AccountId account);

/// uri of the Like when it has one.
[[nodiscard]] std::optional<std::string> like_uri(Transaction& tx, AccountId account, StatusId status);
/// Who signs a request, when it is kept.
struct Signer
{
    AccountId id{};
    bool usable = false; ///< neither suspended nor deleted
};
[[nodiscard]] std::optional<Signer> signer(Transaction& tx, std::string_view uri);
/// The account is suspended, or blocked who asks.
[[nodiscard]] bool is_closed_to(Transaction& tx, AccountId account, std::optional<AccountId> reader);
/// Anyone on that server follows the account (accepted).
[[nodiscard]] bool has_follower_on(Transaction& tx, AccountId account, std::string_view host);
/// The post names anyone on that server.
[[nodiscard]] bool mentions_anyone_on(Transaction& tx, StatusId status, std::string_view host);
/// The activity was, or is to be, delivered to that server.
[[nodiscard]] bool was_sent_to(Transaction& tx, std::string_view activity_uri, std::string_view host);
/// Uris of the network's moderators, in the order they became so.
[[nodiscard]] std::vector<std::string> moderators(Transaction& tx, AccountId network);
/// code of the stakeholder vocabulary; empty for who has no log-in here.
[[nodiscard]] std::string stakeholder(Transaction& tx, AccountId account);
/// The stored body of an arrived activity while it is there.
[[nodiscard]] std::optional<std::string>
arrived_body(Transaction& tx, std::string_view origin, std::string_view activity_uri);

} // namespace rounds::storage::publications
