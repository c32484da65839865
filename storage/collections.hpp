#pragma once

#include "storage/model/account.hpp"
#include "storage/model/collection.hpp"
#include "storage/model/quote.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::collections {

[[nodiscard]] CollectionId next_id(Transaction& tx);
/// Tags by their names as written: made when new.
[[nodiscard]] TagId make_tag(Transaction& tx, std::string_view name);

/// already_exists when the uri is taken.
[[nodiscard]] result<Collection> add(Transaction& tx, const Collection& collection);
/// Name, description, language, tag, flags, page; it was changed at `now`.
void update(Transaction& tx, const Collection& collection, Time now);
void remove(Transaction& tx, CollectionId id);

/// not_found also when its owner is suspended or gone.
[[nodiscard]] result<Collection> find(Transaction& tx, CollectionId id);
[[nodiscard]] result<Collection> find_by_uri(Transaction& tx, std::string_view uri);
/// By its id or its page.
[[nodiscard]] result<Collection> find_by_address(Transaction& tx, std::string_view address);
/// In no order; those that are gone are left out. One query.
[[nodiscard]] std::vector<Collection> find_all(Transaction& tx, const std::vector<CollectionId>& ids);

/// A post links those whose page is among `pages` (URLs as collections.url has them), whoever they are of.
void link(Transaction& tx, StatusId status, const std::vector<std::string>& pages);
/// A post links none any more.
void unlink(Transaction& tx, StatusId status);
struct Link
{
    StatusId status{};
    CollectionId collection{};
};
/// What these posts link, post by post. One query.
[[nodiscard]] std::vector<Link> links_of(Transaction& tx, const std::vector<StatusId>& statuses);

enum class Whose {
    discoverable, ///< what anybody may come across
    all           ///< for the owner, or who is in it
};
/// Of `owner`, newest first.
[[nodiscard]] std::vector<Collection> of(Transaction& tx, AccountId owner, Whose which, int limit, int offset);
/// Those in which `account` is recommended and agrees, newest first; of nobody whom it blocks.
[[nodiscard]] std::vector<Collection> with(Transaction& tx, AccountId account, Whose which, int limit, int offset);
[[nodiscard]] std::int64_t count_of(Transaction& tx, AccountId owner);

[[nodiscard]] CollectionItemId next_item_id(Transaction& tx);
/// already_exists when the account is in the collection, whatever it says to that.
[[nodiscard]] result<CollectionItem> add_item(Transaction& tx, const CollectionItem& item);
[[nodiscard]] result<CollectionItem> find_item(Transaction& tx, CollectionItemId id);
[[nodiscard]] result<CollectionItem> find_item_by_uri(Transaction& tx, std::string_view uri);
[[nodiscard]] result<CollectionItem> find_item_by_request(Transaction& tx, std::string_view request);
[[nodiscard]] result<CollectionItem> find_item_of(Transaction& tx, CollectionId id, std::string_view account_uri);
[[nodiscard]] std::vector<CollectionItem> find_items_by_stamp(Transaction& tx, std::string_view stamp);
/// Oldest first, of accounts that are there. `viewer`: without those who are blocked either way. One query.
[[nodiscard]] std::vector<CollectionItem>
items(Transaction& tx, const std::vector<CollectionId>& ids, std::optional<AccountId> viewer);
/// State, account, uri, request and stamp.
void update_item(Transaction& tx, const CollectionItem& item);
void remove_item(Transaction& tx, CollectionItemId id);
/// All of a collection but those with these uris.
void keep_items(Transaction& tx, CollectionId id, const std::vector<std::string>& uris);

/// What other servers say of who may recommend their people (accounts.feature_policy), by account; those that say
/// nothing are not there. One query.
struct Policy
{
    AccountId account{};
    QuotePolicy may{};
};
[[nodiscard]] std::vector<Policy> feature_policies(Transaction& tx, const std::vector<AccountId>& ids);
/// And where the actor lists its collections.
void set_feature_policy(
    Transaction& tx,
    AccountId account,
    const std::optional<QuotePolicy>& may,
    const std::optional<std::string>& collections_url
);
[[nodiscard]] std::optional<std::string> collections_url(Transaction& tx, AccountId account);

} // namespace rounds::storage::collections
