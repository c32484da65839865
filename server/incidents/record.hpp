#pragma once

#include "server/incidents/letters.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// The record of an incident, whichever door it comes through: console, API, command.
namespace rounds::incidents {

/// The field of a form, if it was sent.
using Field = std::function<std::optional<std::string>(std::string_view)>;

/// Takes over what was sent: title, discovered_on and happened_on (2026-11-22), what, information, steps, measures,
/// assessment, people, breach (true or false), states ("CA 12, NV 3"). Returns the name of the field that is wrong,
/// empty when all are right. An incident has a title and was not discovered after `now`.
[[nodiscard]] std::string take_fields(Incident& incident, const Field& field, Time now);

/// Adds it, with its states, and an entry to the audit log.
[[nodiscard]] IncidentId open(Transaction& tx, const moderation::Staff& staff, Incident incident);
[[nodiscard]] result<void> change(Transaction& tx, const moderation::Staff& staff, const Incident& incident);
/// `whom` was told on that day. invalid_argument: no duty of this incident.
[[nodiscard]] result<void> note_told(
    Transaction& tx, const moderation::Staff& staff, const Incident& incident, Law law, std::string_view whom, Time day
);
[[nodiscard]] result<void> close(Transaction& tx, const moderation::Staff& staff, IncidentId id, Time now);

/// Receivers of all its posts.
[[nodiscard]] std::vector<storage::received::Receiver> receivers_of(Transaction& tx, const Incident& incident);

/// With its duties: whom, deadline, source, told_on, overdue.
[[nodiscard]] json::object to_json(const Incident& incident, Law law, Time now);

/// "2026-11-22" as midnight in UTC.
[[nodiscard]] std::optional<Time> parse_day(std::string_view text);

} // namespace rounds::incidents
