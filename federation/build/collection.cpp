#include "federation/build/collection.hpp"

#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_counted_collection(const std::string& id, std::int64_t total)
{
    json::object collection;
    collection["@context"] = vocab::activitystreams_context;
    collection["id"] = id;
    collection["type"] = vocab::type::ordered_collection;
    collection["totalItems"] = total;
    return collection;
}

json::object build_paged_collection(const std::string& id, std::int64_t total, const std::string& first)
{
    auto collection = build_counted_collection(id, total);
    collection["first"] = first;
    return collection;
}

json::object build_full_collection(const std::string& id, json::array items, const std::string& attributed_to)
{
    auto collection = build_counted_collection(id, static_cast<std::int64_t>(items.size()));
    if (!attributed_to.empty()) collection["attributedTo"] = attributed_to;
    collection["orderedItems"] = std::move(items);
    vocab::put_context(collection);
    return collection;
}

json::object build_collection_page(PageInput input)
{
    json::object page;
    page["@context"] = vocab::activitystreams_context;
    page["id"] = input.id;
    page["type"] = vocab::type::ordered_collection_page;
    page["partOf"] = input.part_of;
    if (input.next) page["next"] = *input.next;
    page["orderedItems"] = std::move(input.items);
    vocab::put_context(page);
    return page;
}

} // namespace rounds::build
