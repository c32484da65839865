#pragma once

#include "federation/peers/roster.hpp"
#include "server/app/app.hpp"
#include "storage/rosters.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What rosters do to this instance: who is let in and out, and what people learn of it.
namespace rounds::app {

/// Reads a roster again: {"roster"}, and with {"again": true} plans its next reading.
inline constexpr std::string_view roster_job = "roster";
/// Asks one member for what it says of itself: {"roster", "domain"}.
inline constexpr std::string_view roster_entry_job = "roster_entry";
void read_soon(storage::Transaction& tx, storage::rosters::RosterId roster, bool again);

/// The domain that `domain` could be mistaken for: ours, those of the configuration, of policies, of rosters.
[[nodiscard]] std::string look_alike_of(storage::Transaction& tx, const App& app, std::string_view domain);

/// Puts the difference between a signed version and what is in force into drafts, or, where the roster is followed at
/// once, into force; look-alikes always wait. What was refused and came again unchanged stays refused. forbidden for a
/// version older than the last.
[[nodiscard]] result<void>
take_version(storage::Transaction& tx, App& app, storage::rosters::Roster roster, const peers::ReadRoster& version);

/// Gives a change its effect. A server that nothing lets in any more loses its follows, and people are told.
void apply_change(storage::Transaction& tx, App& app, const storage::rosters::Change& change);

/// Publishes a member, or takes one off: a new version of a roster of ours. not_found for a member that is not on it.
void publish_member(
    storage::Transaction& tx, App& app, storage::rosters::Roster& roster, const storage::rosters::Member& member
);
[[nodiscard]] result<void>
retract_member(storage::Transaction& tx, App& app, storage::rosters::Roster& roster, std::string_view domain);
/// The end of a subscription: its members go with it.
void leave_roster(storage::Transaction& tx, App& app, const storage::rosters::Roster& roster);

/// The roster as it is served, signed. not_found when it is none of ours.
[[nodiscard]] result<json::object> roster_document(storage::Transaction& tx, const App& app, std::string_view name);
/// What this instance says of itself, signed: networks and next chats.
[[nodiscard]] result<json::object> directory_document(storage::Transaction& tx, const App& app);

/// Multikey with which this instance signs both.
[[nodiscard]] result<std::string> roster_key(storage::Transaction& tx, const App& app);

} // namespace rounds::app
