#include "federation/inbox/activities/featured.hpp"

#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;

constexpr std::size_t name_bytes = 512;
constexpr std::size_t description_bytes = 8000;

std::string topic_of(const json::object& document)
{
    const auto* topic = vocab::first_object(document, prop::topic);
    if (topic == nullptr || !vocab::type_is(*topic, vocab::type::hashtag)) return {};
    auto name = vocab::first_string(*topic, prop::name);
    if (name.starts_with('#')) name.remove_prefix(1);
    return std::string(text::truncate(name, name_bytes));
}

std::vector<RemoteFeaturedItem> items_of(const json::object& document)
{
    std::vector<RemoteFeaturedItem> items;
    for (const auto* value : vocab::one_or_many(document, prop::ordered_items, max_featured)) {
        const auto* object = value->if_object();
        if (object == nullptr) continue;
        if (auto item = read_featured_item(*object)) items.push_back(std::move(*item));
    }
    return items;
}

} // namespace

result<RemoteFeaturedItem> read_featured_item(const json::object& document)
{
    if (!vocab::type_is(document, vocab::type::featured_item)) return errc::invalid_argument;
    RemoteFeaturedItem item;
    item.id = parts::url_or_empty(vocab::own_id(document));
    item.object = parts::url_at(document, prop::featured_object);
    item.stamp = parts::url_at(document, prop::feature_authorization);
    item.published = vocab::time_at(document, prop::published);
    if (item.id.empty() || item.object.empty()) return errc::invalid_argument;
    return item;
}

result<RemoteCollection> read_featured_collection(const json::object& document)
{
    if (!vocab::type_is(document, vocab::type::featured_collection)) return errc::invalid_argument;
    RemoteCollection one;
    one.id = parts::url_or_empty(vocab::own_id(document));
    one.owner = parts::url_at(document, prop::attributed_to);
    if (one.id.empty() || one.owner.empty()) return errc::invalid_argument;
    one.name = text::truncate(text::trim(vocab::natural_language(document, prop::name).text), name_bytes);
    auto summary = vocab::natural_language(document, prop::summary);
    one.description = text::truncate(summary.text, description_bytes);
    one.language = std::move(summary.language);
    one.topic = topic_of(document);
    one.url = vocab::url_of(document);
    one.sensitive = bool_at(document, prop::sensitive);
    const auto* discoverable = document.if_contains(prop::discoverable);
    one.discoverable = discoverable == nullptr || !discoverable->is_bool() || discoverable->get_bool();
    one.published = vocab::time_at(document, prop::published);
    one.updated = vocab::time_at(document, prop::updated);
    one.items = items_of(document);
    return one;
}

bool is_feature_stamp_for(const json::object& document, const ExpectedFeatureStamp& expected)
{
    const auto only = [&](std::string_view key, const std::string& wanted) {
        // One value: in a list of several, the right one would stand beside others.
        const auto values = vocab::one_or_many(document, key, 2);
        return values.size() == 1 && !wanted.empty() && vocab::id_of(*values.front()) == wanted;
    };
    return vocab::type_is(document, vocab::type::feature_authorization) && vocab::own_id(document) == expected.id &&
           same_origin(expected.id, expected.featured) && only(prop::interacting_object, expected.collection) &&
           only(prop::interaction_target, expected.featured);
}

result<FeatureRequestActivity> read_feature_request(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::feature_request);
    if (!head) return head.error();
    FeatureRequestActivity request{
        std::move(*head), parts::url_at(activity, prop::object), parts::url_at(activity, prop::instrument)
    };
    if (request.object.empty() || request.instrument.empty()) return errc::invalid_argument;
    return request;
}

} // namespace rounds::inbox
