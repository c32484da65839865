#include "server/entities/collection.hpp"

namespace rounds::entities {
namespace {

using storage::QuotePolicy;

json::array sets(unsigned whom)
{
    json::array names;
    if ((whom & QuotePolicy::everybody) != 0) names.emplace_back("public");
    if ((whom & QuotePolicy::followers) != 0) names.emplace_back("followers");
    if ((whom & QuotePolicy::following) != 0) names.emplace_back("following");
    if ((whom & QuotePolicy::others) != 0) names.emplace_back("unsupported_policy");
    return names;
}

std::string_view for_anybody(const std::optional<QuotePolicy>& policy) noexcept
{
    if (!policy) return "missing";
    if ((policy->automatic & QuotePolicy::everybody) != 0) return "automatic";
    if ((policy->automatic | policy->manual) == 0) return "denied";
    const bool manual = policy->automatic == 0 && (policy->manual & QuotePolicy::everybody) != 0;
    return manual ? "manual" : "unknown";
}

} // namespace

json::object feature_approval(const std::optional<QuotePolicy>& policy)
{
    json::object o;
    o["automatic"] = sets(policy ? policy->automatic : 0);
    o["manual"] = sets(policy ? policy->manual : 0);
    o["current_user"] = for_anybody(policy);
    return o;
}

json::object collection_item(const storage::CollectionItem& item)
{
    json::object o;
    o["id"] = to_string(item.id);
    o["account_id"] = item.account ? json::value(to_string(*item.account)) : json::value(nullptr);
    o["state"] = item.state;
    o["created_at"] = to_iso8601(item.created_at);
    return o;
}

json::object
collection(const storage::Collection& one, const std::vector<storage::CollectionItem>& items, const Site& site)
{
    json::array list;
    for (const auto& item : items) list.push_back(collection_item(item));
    json::object o;
    o["id"] = to_string(one.id);
    o["account_id"] = to_string(one.account);
    o["uri"] = one.uri;
    o["url"] = one.url ? json::value(*one.url) : json::value(nullptr);
    o["name"] = one.name;
    o["description"] = one.description;
    o["language"] = one.language ? json::value(*one.language) : json::value(nullptr);
    o["local"] = one.local;
    o["sensitive"] = one.sensitive;
    o["discoverable"] = one.discoverable;
    o["tag"] = nullptr;
    if (one.tag) {
        json::object tag;
        tag["name"] = one.tag->display_name.empty() ? one.tag->name : one.tag->display_name;
        tag["url"] = site.urls.tag(one.tag->name);
        o["tag"] = std::move(tag);
    }
    o["item_count"] = list.size();
    o["items"] = std::move(list);
    o["created_at"] = to_iso8601(one.created_at);
    o["updated_at"] = to_iso8601(one.updated_at);
    return o;
}

} // namespace rounds::entities
