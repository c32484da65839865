#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <vector>

/// Collections of recommended accounts as other servers describe them (FEP-7aa9).
namespace rounds::inbox {

/// Items that are read of one collection, after the FEP's proposal.
inline constexpr std::size_t max_featured = 150;

struct RemoteFeaturedItem
{
    std::string id;
    std::string object; ///< the actor
    std::string stamp;  ///< may be empty: then nobody agreed
    std::optional<Time> published{};
};

struct RemoteCollection
{
    std::string id;
    std::string owner;
    std::string name;        ///< cut to what is kept
    std::string description; ///< as it came: may be HTML
    std::string language;    ///< empty: not said
    std::string topic;       ///< a tag without #; may be empty
    std::string url;         ///< its page; may be empty
    bool sensitive = false;
    bool discoverable = true;
    std::optional<Time> published{};
    std::optional<Time> updated{};
    std::vector<RemoteFeaturedItem> items{};
};

/// invalid_argument when it is no FeaturedCollection with an id and an owner.
[[nodiscard]] result<RemoteCollection> read_featured_collection(const json::object& document);
/// invalid_argument when it is no FeaturedItem with an id and an object.
[[nodiscard]] result<RemoteFeaturedItem> read_featured_item(const json::object& document);

struct ExpectedFeatureStamp
{
    std::string id;
    std::string featured;   ///< uri of the actor
    std::string collection; ///< uri
};
/// The document is that approval, of the actor's own server.
[[nodiscard]] bool is_feature_stamp_for(const json::object& document, const ExpectedFeatureStamp& expected);

} // namespace rounds::inbox
