#include "server/social/collections.hpp"

#include "server/social/text/links.hpp"
#include "storage/accounts.hpp"
#include "storage/graph.hpp"

namespace rounds::social {
namespace {

namespace collections = storage::collections;
using storage::QuotePolicy;
using storage::Statement;

const Statement blocked_sql{"collections.blocked", R"(
    SELECT EXISTS (SELECT 1 FROM blocks
        WHERE account_id = $1 AND target_account_id = $2 OR account_id = $2 AND target_account_id = $1))"};

bool accepted_follow(Transaction& tx, AccountId by, AccountId target)
{
    const auto follow = storage::graph::find_follow(tx, by, target);
    return follow && follow->accepted;
}

/// Whether `owner` is among those sets of people, as far as this server can tell them apart.
bool among(Transaction& tx, unsigned whom, const Account& owner, const Account& featured)
{
    if ((whom & QuotePolicy::everybody) != 0) return true;
    if ((whom & QuotePolicy::followers) != 0 && accepted_follow(tx, owner.id, featured.id)) return true;
    return (whom & QuotePolicy::following) != 0 && accepted_follow(tx, featured.id, owner.id);
}

void say_of(Transaction& tx, Say what, const Collection& collection, std::string_view text)
{
    say(tx, {.what = what, .account = collection.account, .target = {}, .status = {}, .text = text});
}

void fill(Transaction& tx, const CollectionForm& form, Collection& collection)
{
    if (form.name) collection.name = *form.name;
    if (form.description) collection.description = *form.description;
    if (form.language) collection.language = form.language->empty() ? std::nullopt : form.language;
    if (form.tag && form.tag->empty()) collection.tag.reset();
    if (form.tag && !form.tag->empty())
        collection.tag =
            storage::Tag{.id = collections::make_tag(tx, *form.tag), .name = *form.tag, .display_name = *form.tag};
    if (form.sensitive) collection.sensitive = *form.sensitive;
    if (form.discoverable) collection.discoverable = *form.discoverable;
}

/// Both servers that are concerned hear of it: the one of the collection by an item that is there or not, the one of
/// the account by its stamp.
void tell_item(Transaction& tx, const Collection& collection, const CollectionItem& item)
{
    if (collection.local) say_of(tx, Say::item_added, collection, to_string(item.id));
}

void tell_removed(Transaction& tx, const Collection& collection, const CollectionItem& item)
{
    if (!collection.local || !item.uri) return;
    const auto text = collection.uri + ' ' + *item.uri;
    say(tx,
        {.what = Say::item_removed, .account = collection.account, .target = item.account, .status = {}, .text = text});
}

} // namespace

std::optional<QuotePolicy> featurable_by(const Account& account) noexcept
{
    if (account.actor_type == "Application") return std::nullopt;
    return QuotePolicy{.automatic = account.discoverable ? unsigned{QuotePolicy::everybody} : 0U, .manual = 0};
}

Consent consent(Transaction& tx, const Account& owner, const Account& featured)
{
    auto policy = featurable_by(featured);
    if (!featured.local()) {
        const auto told = collections::feature_policies(tx, {featured.id});
        policy = told.empty() ? std::nullopt : std::optional{told.front().may};
    }
    if (!policy) return Consent::missing;
    if (!featured.usable() || tx.exec(blocked_sql, owner.id, featured.id).front().at(0).as<bool>())
        return Consent::denied;
    if (owner.id == featured.id || among(tx, policy->automatic, owner, featured)) return Consent::automatic;
    // Sets that this server cannot tell apart: theirs can, and is asked.
    const auto unknown = unsigned{QuotePolicy::others};
    if (among(tx, policy->manual, owner, featured) || ((policy->automatic | policy->manual) & unknown) != 0)
        return Consent::manual;
    return Consent::denied;
}

result<Collection> create_collection(
    Transaction& tx, const Urls& urls, const Account& owner, const CollectionForm& form, std::size_t most, Time now
)
{
    if (collections::count_of(tx, owner.id) >= static_cast<std::int64_t>(most)) return errc::too_many;
    Collection collection;
    collection.id = collections::next_id(tx);
    collection.account = owner.id;
    collection.uri = urls.collection(owner, collection.id);
    collection.url = urls.collection_page(collection.id);
    collection.created_at = now;
    fill(tx, form, collection);
    const auto added = collections::add(tx, collection);
    if (!added) return added;
    say_of(tx, Say::collection_created, *added, to_string(added->id));
    return added;
}

result<Collection> change_collection(Transaction& tx, CollectionId id, const CollectionForm& form, Time now)
{
    auto collection = collections::find(tx, id);
    if (!collection) return collection;
    fill(tx, form, *collection);
    collections::update(tx, *collection, now);
    tell_featured(tx, *collection);
    if (collection->local) say_of(tx, Say::collection_changed, *collection, to_string(id));
    return collections::find(tx, id);
}

void tell_featured(Transaction& tx, const Collection& collection)
{
    for (const auto& item : collections::items(tx, {collection.id}, std::nullopt))
        if (item.accepted() && item.account && item.account != collection.account)
            notify_about(tx, *item.account, collection.account, "collection_update", collection.id);
}

void link_collections(Transaction& tx, const Status& status, Linking how)
{
    constexpr std::size_t most_links = 20;
    if (how == Linking::anew) collections::unlink(tx, status.id);
    if (!text::may_link(status.content)) return;
    const auto pages = text::links(status.content, most_links);
    if (!pages.empty()) collections::link(tx, status.id, pages);
}

void delete_collection(Transaction& tx, const Collection& collection)
{
    if (collection.local) say_of(tx, Say::collection_deleted, collection, collection.uri);
    collections::remove(tx, collection.id);
}

result<CollectionItem> recommend(
    Transaction& tx,
    const Urls& urls,
    const Collection& collection,
    const Account& owner,
    const Account& featured,
    std::size_t most,
    Time now
)
{
    const auto may = consent(tx, owner, featured);
    if (may == Consent::denied || may == Consent::missing) return errc::forbidden;
    if (collections::items(tx, {collection.id}, std::nullopt).size() >= most) return errc::too_many;
    CollectionItem item;
    item.id = collections::next_item_id(tx);
    item.collection = collection.id;
    item.account = featured.id;
    item.account_uri = featured.uri;
    item.uri = urls.collection_item(owner, collection.id, item.id);
    item.created_at = now;
    if (featured.local()) {
        item.state = "accepted";
        item.stamp = urls.feature_stamp(featured, item.id);
    } else {
        item.request = urls.activity(owner, "feature_request", to_string(item.id));
    }
    const auto added = collections::add_item(tx, item);
    if (!added) return added;
    if (added->accepted()) {
        notify_about(tx, featured.id, owner.id, "added_to_collection", collection.id);
        tell_item(tx, collection, *added);
    } else {
        say(tx,
            {.what = Say::feature_requested,
             .account = owner.id,
             .target = featured.id,
             .status = {},
             .text = to_string(added->id)});
    }
    return added;
}

void unrecommend(Transaction& tx, const Collection& collection, const CollectionItem& item)
{
    if (item.accepted()) tell_removed(tx, collection, item);
    collections::remove_item(tx, item.id);
}

void revoke_recommendation(Transaction& tx, const Collection& collection, const CollectionItem& item)
{
    const bool was_shown = item.accepted();
    auto revoked = item;
    revoked.state = "revoked";
    collections::update_item(tx, revoked);
    if (collection.local) {
        if (was_shown) tell_removed(tx, collection, item);
    } else if (item.stamp) {
        say(tx,
            {.what = Say::feature_revoked,
             .account = item.account,
             .target = collection.account,
             .status = {},
             .text = *item.stamp});
    }
}

void answer_feature_request(
    Transaction& tx,
    const Urls& urls,
    const Collection& collection,
    const Account& owner,
    const Account& featured,
    const std::string& request,
    Time now
)
{
    auto item = collections::find_item_of(tx, collection.id, featured.uri);
    // Who took it back is not put there again by another request.
    const bool agrees = consent(tx, owner, featured) == Consent::automatic && (!item || item->state != "revoked");
    const bool is_new = !item || !item->accepted();
    if (agrees && !item) {
        CollectionItem made;
        made.id = collections::next_item_id(tx);
        made.collection = collection.id;
        made.account = featured.id;
        made.account_uri = featured.uri;
        made.created_at = now;
        item = collections::add_item(tx, made);
        if (!item) return;
    }
    if (agrees) {
        item->account = featured.id;
        item->state = "accepted";
        item->request = request;
        item->stamp = urls.feature_stamp(featured, item->id);
        collections::update_item(tx, *item);
        if (is_new) notify_about(tx, featured.id, owner.id, "added_to_collection", collection.id);
    }
    const auto text = agrees ? to_string(item->id) : request;
    say(tx,
        {.what = agrees ? Say::feature_accepted : Say::feature_rejected,
         .account = featured.id,
         .target = owner.id,
         .status = {},
         .text = text});
}

void accept_recommendation(Transaction& tx, const CollectionItem& item, const std::string& stamp)
{
    auto accepted = item;
    accepted.state = "accepted";
    accepted.stamp = stamp;
    collections::update_item(tx, accepted);
    if (const auto collection = collections::find(tx, item.collection)) tell_item(tx, *collection, accepted);
}

void refuse_recommendation(Transaction& tx, const CollectionItem& item)
{
    auto refused = item;
    refused.state = item.accepted() ? "revoked" : "rejected";
    collections::update_item(tx, refused);
    const auto collection = collections::find(tx, item.collection);
    if (collection && item.accepted()) tell_removed(tx, *collection, item);
}

} // namespace rounds::social
