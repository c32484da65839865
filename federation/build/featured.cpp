#include "federation/build/featured.hpp"

#include "federation/vocab/contexts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/url.hpp"

namespace rounds::build {

namespace {

namespace prop = vocab::prop;

json::object stamp_object(const FeatureStamp& stamp)
{
    json::object object;
    object[prop::id] = stamp.id;
    object[prop::type] = vocab::type::feature_authorization;
    object[prop::attributed_to] = stamp.featured;
    object[prop::interacting_object] = stamp.collection;
    object[prop::interaction_target] = stamp.featured;
    return object;
}

} // namespace

json::object build_feature_request(const Head& head, std::string_view featured, std::string_view collection)
{
    auto activity = envelope(vocab::type::feature_request, head);
    activity[prop::object] = featured;
    activity[prop::instrument] = collection;
    return activity;
}

json::object build_accept_feature(const Head& head, std::string_view request, std::string_view stamp)
{
    auto activity = envelope(vocab::type::accept, head);
    activity[prop::object] = request;
    activity[prop::result] = stamp;
    return activity;
}

json::object build_reject_feature(const Head& head, std::string_view request)
{
    auto activity = envelope(vocab::type::reject, head);
    activity[prop::object] = request;
    return activity;
}

json::object build_feature_stamp(const FeatureStamp& stamp)
{
    json::object object;
    object[prop::context_document] = vocab::activitystreams_context; // stays the first member
    for (auto& [key, value] : stamp_object(stamp)) object[key] = std::move(value);
    vocab::put_context(object);
    return object;
}

json::object build_delete_feature_stamp(const Head& head, const FeatureStamp& stamp)
{
    auto activity = envelope(vocab::type::delete_, head);
    activity[prop::object] = stamp_object(stamp);
    return activity;
}

json::object build_featured_item(const storage::CollectionItem& item, std::string_view type)
{
    json::object object;
    object[prop::id] = item.uri.value_or("");
    object[prop::type] = vocab::type::featured_item;
    object[prop::featured_object] = item.account_uri;
    object[prop::featured_object_type] = type;
    object[prop::feature_authorization] = item.stamp.value_or("");
    object[prop::published] = to_iso8601(item.created_at);
    return object;
}

json::object build_featured_collection(FeaturedInput input)
{
    const auto& one = input.collection;
    json::object object;
    object[prop::id] = one.uri;
    object[prop::type] = vocab::type::featured_collection;
    object[prop::name] = one.name;
    if (one.language) {
        json::object map;
        map[*one.language] = one.description;
        object[prop::summary_map] = std::move(map);
    } else {
        object[prop::summary] = one.description;
    }
    object[prop::attributed_to] = input.owner;
    if (one.url) object[prop::url] = *one.url;
    object[prop::sensitive] = one.sensitive;
    object[prop::discoverable] = one.discoverable;
    if (one.tag) {
        json::object topic;
        topic[prop::type] = vocab::type::hashtag;
        topic[prop::href] = input.base + "/tags/" + percent_encode(one.tag->name);
        topic[prop::name] = '#' + (one.tag->display_name.empty() ? one.tag->name : one.tag->display_name);
        object[prop::topic] = std::move(topic);
    }
    object[prop::published] = to_iso8601(one.created_at);
    object[prop::updated] = to_iso8601(one.updated_at);
    object[prop::total_items] = input.items.size();
    object[prop::ordered_items] = std::move(input.items);
    return object;
}

json::object build_add(const Head& head, json::object object, std::string_view target)
{
    auto activity = envelope(vocab::type::add, head);
    activity[prop::object] = std::move(object);
    activity[prop::target] = target;
    return activity;
}

} // namespace rounds::build
