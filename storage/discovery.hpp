#pragma once

#include "storage/base/clock.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// Whom and what people may not know yet. Who follows a network is never a reason for anything here: membership is a
/// diagnosis (health.md 2.6).
namespace rounds::storage::discovery {

enum class Why {
    staff,   ///< picked by the instance
    network, ///< a network on a tag or condition that the viewer follows
    friends  ///< several people whom the viewer follows do
};
struct Suggestion
{
    AccountId account{};
    Why why = Why::staff;
};
struct Reasons
{
    std::vector<AccountId> staff_picks{};
    std::vector<std::string> tags{};       ///< that the viewer follows, lower case
    std::vector<std::string> conditions{}; ///< of these tags
};
/// None that the viewer follows, asked to follow, blocks, mutes or dismissed. Friends count when they and the account
/// chose to be found (discoverable), are people, and are three at least, so that nobody's follows can be read from it.
[[nodiscard]] std::vector<Suggestion> suggestions(Transaction& tx, AccountId viewer, const Reasons& reasons, int limit);
[[nodiscard]] std::vector<std::string> followed_tags(Transaction& tx, AccountId viewer);
/// The account is not suggested any more.
void dismiss(Transaction& tx, AccountId viewer, AccountId account);

struct DirectoryQuery
{
    bool local = false;
    bool newest = false; ///< else the last who posted first
    AccountId viewer{};
    int limit = 40;
    int offset = 0;
};
/// Who chose to be found.
[[nodiscard]] std::vector<AccountId> directory(Transaction& tx, const DirectoryQuery& query);

/// Of the last three days, at most the newest 20,000 public posts; none of silenced accounts, none marked sensitive,
/// none of or to a network on a sensitive condition.
struct TrendQuery
{
    Time since{};
    int limit = 10;
    int offset = 0;
    bool rejected_too = false; ///< also what moderators said is no trend
};
/// Names in lower case: tags that three people used, those of most people first.
[[nodiscard]] std::vector<std::string> trending_tags(Transaction& tx, const TrendQuery& query);
/// Posts of people who chose to be found, those boosted and favourited most first.
[[nodiscard]] std::vector<StatusId> trending_statuses(Transaction& tx, const TrendQuery& query);
struct TrendingLink
{
    Card card{};
    std::int64_t id = 0; ///< of the card
    std::optional<bool> trendable{};
    struct Day
    {
        Time day{};
        std::int64_t uses = 0;
        std::int64_t accounts = 0;
    };
    std::array<Day, 7> history{}; ///< public uses, today first
};
/// Pages that two people linked, those of most people first.
[[nodiscard]] std::vector<TrendingLink> trending_links(Transaction& tx, const TrendQuery& query, Time now);

/// A page that was linked, by the id of its card.
[[nodiscard]] result<TrendingLink> find_link(Transaction& tx, std::int64_t id, Time now);

} // namespace rounds::storage::discovery
