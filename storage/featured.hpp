#pragma once

#include "storage/accounts.hpp"
#include "storage/graph.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds {

enum class FeaturedTagId : std::int64_t {};

/// What people show on their profiles: tags they write about, accounts they endorse.
namespace storage::featured {

struct FeaturedTag
{
    FeaturedTagId id{};
    Tag tag{};
    std::int64_t statuses = 0; ///< public and unlisted ones of the account
    std::optional<Time> last_status_at{};
};
/// Newest first.
[[nodiscard]] std::vector<FeaturedTag> tags(Transaction& tx, AccountId account);
/// By its name as written. Repeating it gives the first; too_many beyond `limit`.
[[nodiscard]] result<FeaturedTag>
feature_tag(Transaction& tx, AccountId account, std::string_view display_name, std::int64_t limit);
/// False when it is not the account's.
bool unfeature_tag(Transaction& tx, AccountId account, FeaturedTagId id);
void unfeature_tag(Transaction& tx, AccountId account, std::string_view name);
/// Names (lower case) of the account's most used tags of late that are not featured yet.
[[nodiscard]] std::vector<std::string> tags_to_feature(Transaction& tx, AccountId account, int limit);

/// Repeating it is no error.
void endorse(Transaction& tx, AccountId account, AccountId target);
void unendorse(Transaction& tx, AccountId account, AccountId target);
[[nodiscard]] std::vector<graph::Entry> endorsements(Transaction& tx, AccountId account, const accounts::Page& page);

} // namespace storage::featured
} // namespace rounds
