#include "server/api/collections_shown.hpp"

#include "server/entities/collection.hpp"

#include <algorithm>

namespace rounds::api {

namespace collections = storage::collections;
using storage::Collection;
using storage::CollectionItem;

std::vector<CollectionItem>
items_for(Transaction& tx, const std::vector<Collection>& all, std::optional<AccountId> viewer)
{
    std::vector<CollectionId> ids;
    for (const auto& one : all) ids.push_back(one.id);
    auto items = collections::items(tx, ids, viewer);
    std::erase_if(items, [&](const CollectionItem& item) {
        const auto of = std::ranges::find(all, item.collection, &Collection::id);
        return !item.accepted() && (item.state != "pending" || of->account != viewer);
    });
    return items;
}

json::array collections_json(
    Transaction& tx, const std::vector<Collection>& all, std::optional<AccountId> viewer, const entities::Site& site
)
{
    const auto items = items_for(tx, all, viewer);
    json::array list;
    for (const auto& one : all) {
        std::vector<CollectionItem> own;
        std::ranges::copy_if(items, std::back_inserter(own), [&](const auto& i) { return i.collection == one.id; });
        list.push_back(entities::collection(one, own, site));
    }
    return list;
}

} // namespace rounds::api
