#include "server/inbound/featured.hpp"

#include "federation/discovery/actor_document.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/handlers.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/jobs.hpp"

#include <algorithm>

/// Collections of recommended accounts (FEP-7aa9): what their owners say, requests to recommend people here, answers to
/// our requests, approvals taken back.
namespace rounds::inbound {
namespace {

namespace collections = storage::collections;
using storage::Collection;
using storage::CollectionItem;
using storage::Transaction;

constexpr int most_kept = 100; // collections of one account of another server
constexpr std::size_t name_characters = 256;
constexpr std::size_t description_characters = 2048;

void fill(Transaction& tx, const inbox::RemoteCollection& told, Collection& collection)
{
    collection.name = text::truncate(text::to_plain_text(told.name), name_characters);
    collection.description = text::truncate(text::to_plain_text(told.description), description_characters);
    collection.language = told.language.empty() ? std::nullopt : std::optional{told.language};
    collection.tag.reset();
    if (!told.topic.empty())
        collection.tag =
            storage::Tag{.id = collections::make_tag(tx, told.topic), .name = told.topic, .display_name = told.topic};
    collection.url = told.url.empty() ? std::nullopt : std::optional{told.url};
    collection.sensitive = told.sensitive;
    collection.discoverable = told.discoverable;
}

/// The approval has to be looked at again when it is another one.
void wait_for_stamp(Transaction& tx, CollectionItem& item, const std::string& stamp)
{
    item.state = "pending";
    item.stamp = stamp;
    json::object payload;
    payload["item"] = to_string(item.id);
    storage::jobs::add(tx, social::verify_item_job, payload);
}

result<Collection> find_own(Scope& scope, const std::string& uri)
{
    auto collection = collections::find_by_uri(scope.tx, uri);
    if (!collection || collection->account != scope.actor.id) return errc::not_found;
    return collection;
}

bool is_list_of(Scope& scope, const std::string& target)
{
    return collections::collections_url(scope.tx, scope.actor.id) == target;
}

/// It came by its id alone: it is read where it is at home.
void read_later(Transaction& tx, const std::string& uri)
{
    json::object payload;
    payload["uri"] = uri;
    storage::jobs::add(tx, social::read_collection_job, payload);
}

/// What somebody here asked of the answering actor.
result<CollectionItem> find_asked(Scope& scope, const inbox::AnswerActivity& answer)
{
    auto item = answer.follow.empty() ? result<CollectionItem>(errc::not_found)
                                      : collections::find_item_by_request(scope.tx, answer.follow);
    if (!item && !answer.collection.empty()) {
        const auto collection = collections::find_by_uri(scope.tx, answer.collection);
        if (collection) item = collections::find_item_of(scope.tx, collection->id, scope.actor.uri);
    }
    if (!item) return scope.refuse("answers a request that was never sent");
    const auto collection = collections::find(scope.tx, item->collection);
    if (!collection || !collection->local) return scope.refuse("answers a request that was never sent");
    if (item->account != scope.actor.id) return scope.refuse("answers for somebody else");
    return item;
}

} // namespace

result<Collection>
keep_collection(Transaction& tx, const storage::Account& owner, const inbox::RemoteCollection& told, Time now)
{
    if (told.owner != owner.uri || !same_origin(told.id, owner.uri) || !discovery::is_canonical_id(told.id))
        return errc::forbidden;
    auto collection = collections::find_by_uri(tx, told.id);
    if (collection && (collection->account != owner.id || collection->local)) return errc::forbidden;
    if (!collection) {
        if (collections::count_of(tx, owner.id) >= most_kept) return errc::too_many;
        Collection made;
        made.id = collections::next_id(tx);
        made.account = owner.id;
        made.uri = told.id;
        made.local = false;
        made.created_at = std::min(told.published.value_or(now), now);
        fill(tx, told, made);
        collection = collections::add(tx, made);
        if (!collection) return collection;
    } else {
        fill(tx, told, *collection);
        collections::update(tx, *collection, std::min(told.updated.value_or(now), now));
    }
    std::vector<std::string> uris;
    for (const auto& item : told.items) {
        uris.push_back(item.id);
        (void)keep_item(tx, *collection, item, now); // the others count
    }
    collections::keep_items(tx, collection->id, uris);
    return collections::find(tx, collection->id);
}

result<void> keep_item(Transaction& tx, const Collection& collection, const inbox::RemoteFeaturedItem& told, Time now)
{
    if (!same_origin(told.id, collection.uri)) return errc::forbidden;
    const auto featured = storage::accounts::find_by_uri(tx, told.object);
    auto item = collections::find_item_of(tx, collection.id, told.object);
    if (featured && featured->local()) {
        // Only what was agreed to here counts; who took it back is not put there again.
        if (!item || !item->accepted()) return errc::forbidden;
        item->uri = told.id;
        collections::update_item(tx, *item);
        return {};
    }
    if (told.stamp.empty() || !same_origin(told.stamp, told.object)) return errc::forbidden;
    if (!item) {
        if (collections::items(tx, {collection.id}, std::nullopt).size() >= inbox::max_featured) return errc::too_many;
        CollectionItem made;
        made.id = collections::next_item_id(tx);
        made.collection = collection.id;
        made.account_uri = told.object;
        made.created_at = std::min(told.published.value_or(now), now);
        item = collections::add_item(tx, made);
        if (!item) return item.error();
    }
    item->uri = told.id;
    if (featured) item->account = featured->id;
    if (item->stamp != told.stamp || !item->accepted()) wait_for_stamp(tx, *item, told.stamp);
    collections::update_item(tx, *item);
    return {};
}

result<void> handle_feature_request(Scope& scope, const inbox::FeatureRequestActivity& request)
{
    const auto* named = scope.known.account(request.object);
    if (named == nullptr || !named->local() || !named->usable()) return scope.refuse("asks nobody here");
    const auto featured = storage::accounts::find(scope.tx, named->id);
    if (!featured) return scope.refuse("asks nobody here");
    const auto& told = scope.prepared.collection;
    if (!told || told->id != request.instrument) return scope.refuse("a collection that cannot be had");
    const auto collection = keep_collection(scope.tx, scope.actor, *told, scope.now);
    if (!collection) return scope.refuse("not the actor's collection");
    social::answer_feature_request(
        scope.tx, scope.urls, *collection, scope.actor, *featured, request.head.id, scope.now
    );
    return {};
}

/// The answer is as good as the stamp it names, which must be at home with who gives it.
result<void> handle_feature_accept(Scope& scope, const inbox::AcceptActivity& accept)
{
    const auto item = find_asked(scope, accept);
    if (!item) return item.error();
    if (item->state != "pending") return scope.refuse("not asked for any more");
    if (accept.result.empty() || !same_origin(accept.result, scope.actor.uri))
        return scope.refuse("an approval without a stamp of its giver's");
    social::accept_recommendation(scope.tx, *item, accept.result);
    return {};
}

result<void> handle_feature_reject(Scope& scope, const inbox::RejectActivity& reject)
{
    const auto item = find_asked(scope, reject);
    if (!item) return item.error();
    social::refuse_recommendation(scope.tx, *item);
    return {};
}

result<void> handle_feature_delete(Scope& scope, const inbox::DeleteActivity& deletion)
{
    if (const auto collection = find_own(scope, deletion.object)) {
        social::delete_collection(scope.tx, *collection);
        return {};
    }
    bool any = false;
    for (const auto& item : collections::find_items_by_stamp(scope.tx, deletion.object)) {
        // Others may claim the stamp of somebody's; only who gave it takes it back.
        if (item.account_uri != scope.actor.uri || item.state == "revoked") continue;
        social::refuse_recommendation(scope.tx, item);
        any = true;
    }
    if (!any) return errc::not_found;
    return {};
}

result<void> handle_collection_add(Scope& scope, const inbox::CollectionActivity& add)
{
    if (is_list_of(scope, add.target)) {
        const auto told = add.embedded ? inbox::read_featured_collection(*add.embedded)
                                       : result<inbox::RemoteCollection>(errc::not_found);
        if (!told) {
            if (!same_origin(add.object, scope.actor.uri)) return scope.refuse("not the actor's collection");
            read_later(scope.tx, add.object);
            return {};
        }
        const auto kept = keep_collection(scope.tx, scope.actor, *told, scope.now);
        return kept ? result<void>() : scope.refuse("not the actor's collection");
    }
    const auto collection = find_own(scope, add.target);
    if (!collection) return errc::not_found;
    const auto told =
        add.embedded ? inbox::read_featured_item(*add.embedded) : result<inbox::RemoteFeaturedItem>(errc::not_found);
    if (!told) {
        read_later(scope.tx, collection->uri);
        return {};
    }
    const auto kept = keep_item(scope.tx, *collection, *told, scope.now);
    return kept ? result<void>() : scope.refuse("recommends somebody who does not agree");
}

result<void> handle_collection_remove(Scope& scope, const inbox::CollectionActivity& removal)
{
    if (is_list_of(scope, removal.target)) {
        const auto collection = find_own(scope, removal.object);
        if (!collection) return errc::already_exists;
        social::delete_collection(scope.tx, *collection);
        return {};
    }
    const auto collection = find_own(scope, removal.target);
    if (!collection) return errc::not_found;
    const auto item = collections::find_item_by_uri(scope.tx, removal.object);
    if (item && item->collection == collection->id) collections::remove_item(scope.tx, item->id);
    return {};
}

result<void> handle_collection_update(Scope& scope, const inbox::UpdateActivity& update)
{
    const auto told = inbox::read_featured_collection(*update.object.object);
    if (!told) return scope.refuse("unreadable collection");
    const auto before = collections::find_by_uri(scope.tx, told->id);
    const auto kept = keep_collection(scope.tx, scope.actor, *told, scope.now);
    if (!kept) return scope.refuse("not the actor's collection");
    if (before && (before->name != kept->name || before->description != kept->description))
        social::tell_featured(scope.tx, *kept);
    return {};
}

} // namespace rounds::inbound
