#pragma once

#include "federation/build/activities.hpp"
#include "storage/model/account.hpp"
#include "storage/model/collection.hpp"

#include <vector>

/// Collections of recommended accounts (FEP-7aa9): objects and activities, pure functions.
namespace rounds::build {

/// `collection` asks to recommend the actor `featured`.
[[nodiscard]] json::object
build_feature_request(const Head& head, std::string_view featured, std::string_view collection);
/// The request by its id alone, as Mastodon sends and reads it. `stamp` is the id of the approval.
[[nodiscard]] json::object build_accept_feature(const Head& head, std::string_view request, std::string_view stamp);
[[nodiscard]] json::object build_reject_feature(const Head& head, std::string_view request);

struct FeatureStamp
{
    std::string id;
    std::string featured;
    std::string collection;
};
/// The approval as it is served, with @context.
[[nodiscard]] json::object build_feature_stamp(const FeatureStamp& stamp);
/// An approval that is taken back.
[[nodiscard]] json::object build_delete_feature_stamp(const Head& head, const FeatureStamp& stamp);

/// FeaturedItem; `type` of the actor it is about. Without @context.
[[nodiscard]] json::object build_featured_item(const storage::CollectionItem& item, std::string_view type);

struct FeaturedInput
{
    const storage::Collection& collection;
    std::string owner; ///< uri
    std::string base;  ///< of addresses of tags
    json::array items; ///< FeaturedItem, those that agreed
};
/// FeaturedCollection. Without @context.
[[nodiscard]] json::object build_featured_collection(FeaturedInput input);

/// Add with the object embedded.
[[nodiscard]] json::object build_add(const Head& head, json::object object, std::string_view target);

} // namespace rounds::build
