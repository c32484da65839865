#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the instance is like, day by day: for those who run it. Numbers of people only, never who.
namespace rounds::storage::figures {

struct Day
{
    Time day{};
    std::int64_t value = 0;
};
/// Whole days in UTC, both ends included.
struct Range
{
    Time start{};
    Time end{};
    std::string subject{}; ///< id of a tag, or a domain, for keys that are about one
};
/// active_users, new_users, interactions, opened_reports, resolved_reports, tag_accounts, tag_uses, tag_servers,
/// instance_accounts, instance_media_attachments, instance_reports, instance_statuses, instance_follows,
/// instance_followers. not_found for another key.
[[nodiscard]] result<std::vector<Day>> daily(Transaction& tx, std::string_view key, const Range& range);

struct Part
{
    std::string key;
    std::int64_t value = 0;
};
/// languages, sources, servers, tag_servers, tag_languages, instance_accounts, instance_languages: the largest first.
/// not_found for another key.
[[nodiscard]] result<std::vector<Part>> parts(Transaction& tx, std::string_view key, const Range& range, int limit);

[[nodiscard]] std::int64_t database_bytes(Transaction& tx);
[[nodiscard]] std::string database_version(Transaction& tx);

/// Of those who came in one period, how many were active in a later one.
struct Retained
{
    Time period{}; ///< when they came
    Time later{};
    std::int64_t came = 0;
    std::int64_t active = 0;
};
[[nodiscard]] std::vector<Retained> retention(Transaction& tx, const Range& range, bool by_month);

} // namespace rounds::storage::figures
