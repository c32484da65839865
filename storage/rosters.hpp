#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Signed lists of who belongs to a consortium: those published here and those subscribed to.
namespace rounds::storage::rosters {

enum class RosterId : std::int64_t {};
enum class ChangeId : std::int64_t {};

/// What a roster says about one server.
struct Member
{
    std::string domain; ///< host[:port], lower case, A-labels
    std::string name;
    std::string kind;   ///< hospital, society
    std::string region; ///< "US-CA"
    std::string medium; ///< where it can be met: "rounds"
    std::string key;    ///< Multikey of its server

    [[nodiscard]] bool operator==(const Member&) const = default;
};
[[nodiscard]] json::object to_json(const Member& member);
[[nodiscard]] Member member_from(const json::object& object);

struct Roster
{
    RosterId id{};
    std::string uri;
    std::string name;
    std::string title;
    bool own = false;
    std::string steward_key;
    bool at_once = false;
    std::int64_t sequence = 0;
    std::optional<Time> checked_at;
    std::string failure;
    Time updated_at{};
};

struct Change
{
    ChangeId id{};
    RosterId roster{};
    std::string what; ///< add, change, remove
    Member member;
    std::string looks_like; ///< the domain it could be mistaken for
    std::optional<Time> refused_at;
};

/// A member in force, and what its own domain says.
struct Entry
{
    RosterId roster{};
    Member member;
    std::optional<json::object> entry; ///< signed with the member's key
    std::optional<Time> proven_at;
    std::string failure;
};

/// already_exists when the address is taken.
[[nodiscard]] result<Roster> add(Transaction& tx, const Roster& roster);
[[nodiscard]] result<Roster> find(Transaction& tx, RosterId id);
[[nodiscard]] result<Roster> find_by_uri(Transaction& tx, std::string_view uri);
[[nodiscard]] std::vector<Roster> list(Transaction& tx);
/// Title, key, at_once, sequence and when it changed.
void save(Transaction& tx, const Roster& roster);
/// `failure` empty: it was read.
void checked(Transaction& tx, RosterId id, Time now, std::string_view failure);
[[nodiscard]] result<void> remove(Transaction& tx, RosterId id);

[[nodiscard]] std::vector<Entry> members(Transaction& tx, RosterId roster);
/// One entry per domain, proven by it; for the directory.
[[nodiscard]] std::vector<Entry> proven(Transaction& tx, int limit);
/// Another key forgets what was proven.
void put_member(Transaction& tx, RosterId roster, const Member& member);
[[nodiscard]] result<Member> remove_member(Transaction& tx, RosterId roster, std::string_view domain);
void put_proof(Transaction& tx, RosterId roster, std::string_view domain, const json::object& entry, Time now);
/// The entry shown before stays until `before`; older proofs are gone.
void put_failure(Transaction& tx, RosterId roster, std::string_view domain, std::string_view why, Time before);

/// Waiting ones, or all with `refused`.
[[nodiscard]] std::vector<Change> changes(Transaction& tx, std::optional<RosterId> roster, bool refused = false);
[[nodiscard]] result<Change> find_change(Transaction& tx, ChangeId id);
void put_change(Transaction& tx, const Change& change);
void drop_change(Transaction& tx, RosterId roster, std::string_view domain);
void refuse(Transaction& tx, ChangeId id, Time now);

/// Domains that rosters let in: their members, and the servers that rosters are read from.
[[nodiscard]] std::vector<std::string> domains(Transaction& tx);

/// A follow between somebody here and somebody of a server.
struct Tie
{
    AccountId follower{};
    AccountId followed{};
    bool from_here = false;
};
[[nodiscard]] std::vector<Tie> ties(Transaction& tx, std::string_view domain, int limit);

} // namespace rounds::storage::rosters
