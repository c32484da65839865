#pragma once

#include "storage/discovery.hpp"
#include "storage/tags.hpp"

#include <optional>
#include <string>
#include <vector>

/// What moderators decided may be shown as a trend. Where nobody decided, it may.
namespace rounds::storage::trend_reviews {

struct Tag
{
    TagId id{};
    std::string name{}; ///< lower case
    bool usable = true;
    bool listable = true; ///< found by search; neither is a trend without
    std::optional<bool> trendable{};
    std::optional<Time> reviewed_at{};
};
[[nodiscard]] std::vector<TagId> list_tags(Transaction& tx, const accounts::Page& page);
/// In the order of `ids`.
[[nodiscard]] std::vector<Tag> tags(Transaction& tx, const std::vector<TagId>& ids);
[[nodiscard]] std::vector<TagId> ids_of(Transaction& tx, const std::vector<std::string>& names);
[[nodiscard]] result<void> change_tag(Transaction& tx, const Tag& tag, std::string_view display_name, Time now);

[[nodiscard]] result<void> review_status(Transaction& tx, StatusId id, bool trendable);
/// `id` of a preview card.
[[nodiscard]] result<void> review_link(Transaction& tx, std::int64_t id, bool trendable);

struct Publisher
{
    std::int64_t id = 0;
    std::string domain{};
    std::optional<bool> trendable{};
    std::optional<Time> reviewed_at{};
};
/// Sites whose pages were linked, those found last first; the newest links are looked through for new ones.
[[nodiscard]] std::vector<Publisher> publishers(Transaction& tx, const accounts::Page& page);
[[nodiscard]] result<Publisher> review_publisher(Transaction& tx, std::int64_t id, bool trendable, Time now);

} // namespace rounds::storage::trend_reviews
