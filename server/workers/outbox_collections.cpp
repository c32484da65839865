#include "federation/build/featured.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/collection_objects.hpp"
#include "server/social/collections.hpp"
#include "server/workers/outbox.hpp"
#include "storage/accounts.hpp"

/// Collections of recommended accounts (FEP-7aa9): requests and answers between two servers, and what everybody who
/// knows a collection is told.
namespace rounds::workers {

namespace {

namespace accounts = storage::accounts;
namespace collections = storage::collections;

struct Recommendation
{
    storage::Collection collection;
    storage::CollectionItem item;
};

result<Recommendation> find_item(Outgoing& out, std::string_view id)
{
    const auto number = parse_id<CollectionItemId>(id);
    if (!number) return errc::invalid_argument;
    auto item = collections::find_item(out.tx, *number);
    if (!item) return item.error();
    auto collection = collections::find(out.tx, item->collection);
    if (!collection) return collection.error();
    return Recommendation{std::move(*collection), std::move(*item)};
}

build::Audience everybody(const Account& owner)
{
    build::Audience audience;
    build::add_once(audience.to, vocab::public_collection);
    build::add_once(audience.cc, owner.followers_url.value_or(""));
    return audience;
}

/// To the followers, to whoever heard of the collection before, and to those it concerns.
Outgoing::Letter
open_letter(const Account& owner, std::string_view kind, const std::string& about, std::vector<AccountId> concerned)
{
    return {
        .from = owner.id,
        .kind = std::string(kind),
        .object_uri = about,
        .shown = false,
        .proof = true,
        .to =
            {.accounts = std::move(concerned), .followers_of = {owner.id}, .receivers_of = about, .receivers_from = {}}
    };
}

std::vector<AccountId> recommended_in(Outgoing& out, CollectionId id)
{
    std::vector<AccountId> found;
    for (const auto& item : collections::items(out.tx, {id}, std::nullopt))
        if (item.accepted() && item.account) found.push_back(*item.account);
    return found;
}

} // namespace

result<void> say_feature_requested(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target) return errc::invalid_argument;
    const auto owner = accounts::find(out.tx, *saying.account);
    const auto featured = accounts::find(out.tx, *saying.target);
    const auto found = find_item(out, saying.text);
    if (!owner || !featured || featured->local() || !found || !found->item.request) return {};
    const build::Head head{
        .id = *found->item.request,
        .actor = owner->uri,
        .audience = {.to = {featured->uri}, .cc = {}},
        .published = out.now
    };
    const auto letter = letter_to(*owner, "FeatureRequest", found->collection.uri, featured->id);
    return plain(out.post(letter, build::build_feature_request(head, featured->uri, found->collection.uri)));
}

result<void> say_feature_answered(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target) return errc::invalid_argument;
    const auto featured = accounts::find(out.tx, *saying.account);
    const auto owner = accounts::find(out.tx, *saying.target);
    if (!featured || !owner || owner->local()) return {};
    const bool accepted = saying.what == social::Say::feature_accepted;
    const std::string kind = accepted ? "Accept" : "Reject";
    const auto head = out.head(featured->uri, kind, {.to = {owner->uri}, .cc = {}});
    const auto letter = letter_to(*featured, kind, featured->uri + "#featured", owner->id);
    if (!accepted) return plain(out.post(letter, build::build_reject_feature(head, saying.text)));
    const auto found = find_item(out, saying.text);
    if (!found || !found->item.accepted() || !found->item.request || !found->item.stamp) return {};
    return plain(out.post(letter, build::build_accept_feature(head, *found->item.request, *found->item.stamp)));
}

/// A third server can check it at the stamp's address, or by its proof.
result<void> say_feature_revoked(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account || !saying.target) return errc::invalid_argument;
    const auto featured = accounts::find(out.tx, *saying.account);
    const auto owner = accounts::find(out.tx, *saying.target);
    const auto items = collections::find_items_by_stamp(out.tx, saying.text);
    if (!featured || !owner || items.empty()) return {};
    const auto collection = collections::find(out.tx, items.front().collection);
    if (!collection) return {};
    const auto head = out.head(featured->uri, "Delete", {.to = {owner->uri}, .cc = {}});
    auto letter = letter_to(*featured, "Delete", featured->uri + "#featured", owner->id);
    letter.proof = true;
    return plain(out.post(
        letter,
        build::build_delete_feature_stamp(
            head, {.id = saying.text, .featured = featured->uri, .collection = collection->uri}
        )
    ));
}

result<void> say_collection(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account) return errc::invalid_argument;
    const auto owner = accounts::find(out.tx, *saying.account);
    if (!owner || !owner->local()) return {};
    if (saying.what == social::Say::collection_deleted) {
        const auto head = out.head(owner->uri, "Remove", everybody(*owner));
        return plain(out.post(
            open_letter(*owner, "Remove", saying.text, {}),
            build::build_remove(head, saying.text, out.urls.collections(*owner))
        ));
    }
    const auto id = parse_id<CollectionId>(saying.text);
    if (!id) return errc::invalid_argument;
    const auto collection = collections::find(out.tx, *id);
    if (!collection) return {};
    auto object = inbound::featured_collection(out.tx, out.urls, *collection, *owner);
    if (saying.what == social::Say::collection_created) {
        const auto head = out.head(owner->uri, "Add", everybody(*owner));
        return plain(out.post(
            open_letter(*owner, "Add", collection->uri, {}),
            build::build_add(head, std::move(object), out.urls.collections(*owner))
        ));
    }
    const auto head = out.head(owner->uri, "Update", everybody(*owner));
    return plain(out.post(
        open_letter(*owner, "Update", collection->uri, recommended_in(out, *id)), build::build_update(head, object)
    ));
}

result<void> say_collection_item(Outgoing& out, const SavedSaying& saying)
{
    if (!saying.account) return errc::invalid_argument;
    const auto owner = accounts::find(out.tx, *saying.account);
    if (!owner || !owner->local()) return {};
    if (saying.what == social::Say::item_removed) {
        const auto space = saying.text.find(' ');
        if (space == std::string::npos) return errc::invalid_argument;
        const auto collection = saying.text.substr(0, space);
        std::vector<AccountId> concerned;
        if (saying.target) concerned.push_back(*saying.target);
        const auto head = out.head(owner->uri, "Remove", everybody(*owner));
        return plain(out.post(
            open_letter(*owner, "Remove", collection, std::move(concerned)),
            build::build_remove(head, saying.text.substr(space + 1), collection)
        ));
    }
    const auto found = find_item(out, saying.text);
    if (!found || !found->item.accepted() || !found->item.account) return {};
    const auto featured = accounts::find(out.tx, *found->item.account);
    if (!featured) return {};
    const auto head = out.head(owner->uri, "Add", everybody(*owner));
    return plain(out.post(
        open_letter(*owner, "Add", found->collection.uri, recommended_in(out, found->collection.id)),
        build::build_add(head, build::build_featured_item(found->item, featured->actor_type), found->collection.uri)
    ));
}

} // namespace rounds::workers
