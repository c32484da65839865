#pragma once

#include "storage/pg/transaction.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class IncidentId : std::int64_t {};

} // namespace rounds

/// What went where it should not have gone, and whom it was told to.
namespace rounds::storage::incidents {

/// Days are midnight in UTC.
struct Incident
{
    IncidentId id{};
    std::string title{};
    std::optional<Time> happened_on{};
    Time discovered_on{};
    std::string what{};
    std::string information{};
    std::string steps{};
    std::string measures{};
    std::string assessment{};
    int people = 0;
    bool breach = true;
    std::optional<AccountId> opened_by{};
    Time created_at{};
    std::optional<Time> closed_at{};
    std::map<std::string, int> states{};   ///< people by state: "CA"
    std::map<std::string, Time> notices{}; ///< whom (individuals, hhs, ftc, media:CA) -> day
    std::vector<std::string> posts{};      ///< uris
};

[[nodiscard]] IncidentId add(Transaction& tx, const Incident& fresh);
/// With all that belongs to it.
[[nodiscard]] result<Incident> find(Transaction& tx, IncidentId id);
/// Open ones, or those discovered in `year`; the newest discovery first. With all that belongs to them.
[[nodiscard]] std::vector<Incident> list(Transaction& tx, const std::optional<int>& year, int limit);
/// Everything but states, notices and posts. not_found.
[[nodiscard]] result<void> change(Transaction& tx, const Incident& incident);
/// Replaces them.
void set_states(Transaction& tx, IncidentId id, const std::map<std::string, int>& states);
void add_post(Transaction& tx, IncidentId id, std::string_view object_uri);
void note_recall(Transaction& tx, IncidentId id, std::string_view object_uri, Time now);
void note_told(Transaction& tx, IncidentId id, std::string_view whom, Time day);
/// not_found when it is closed.
[[nodiscard]] result<void> close(Transaction& tx, IncidentId id, Time now);

} // namespace rounds::storage::incidents
