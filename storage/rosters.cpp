#include "storage/rosters.hpp"

#include "storage/columns.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage::rosters {
namespace {

constexpr SqlText roster_columns{
    "r.id, r.uri, r.name, r.title, r.own, r.steward_key, r.at_once, r.sequence, r.checked_at, r.failure, r.updated_at"
};

Roster read_roster(const Row& row)
{
    ColumnReader in(row);
    Roster roster;
    roster.id = in.next<RosterId>();
    roster.uri = in.next<std::string>();
    roster.name = in.next<std::string>();
    roster.title = in.next<std::string>();
    roster.own = in.next<bool>();
    roster.steward_key = in.next<std::string>();
    roster.at_once = in.next<bool>();
    roster.sequence = in.next<std::int64_t>();
    roster.checked_at = in.next<std::optional<Time>>();
    roster.failure = in.next<std::string>();
    roster.updated_at = in.next<Time>();
    return roster;
}

const Statement add_sql{"roster.add", R"(
    INSERT INTO rosters (uri, name, title, own, steward_key, at_once) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING
    RETURNING id)"};

constexpr auto find_text = "SELECT " + roster_columns + " FROM rosters r WHERE r.id = $1";
const Statement find_sql{"roster.find", find_text.c_str()};

constexpr auto find_by_uri_text = "SELECT " + roster_columns + " FROM rosters r WHERE r.uri = $1";
const Statement find_by_uri_sql{"roster.find_by_uri", find_by_uri_text.c_str()};

constexpr auto list_text = "SELECT " + roster_columns + " FROM rosters r ORDER BY r.id";
const Statement list_sql{"roster.list", list_text.c_str()};

const Statement save_sql{"roster.save", R"(
    UPDATE rosters SET title = $2, steward_key = $3, at_once = $4, sequence = $5, updated_at = $6 WHERE id = $1)"};
const Statement checked_sql{"roster.checked", "UPDATE rosters SET checked_at = $2, failure = $3 WHERE id = $1"};
const Statement remove_sql{"roster.remove", "DELETE FROM rosters WHERE id = $1"};

constexpr SqlText member_columns{
    "m.roster_id, m.domain, m.name, m.kind, m.region, m.medium, m.key, m.entry, m.proven_at, m.failure"
};

Entry read_entry(const Row& row)
{
    ColumnReader in(row);
    Entry entry;
    entry.roster = in.next<RosterId>();
    entry.member.domain = in.next<std::string>();
    entry.member.name = in.next<std::string>();
    entry.member.kind = in.next<std::string>();
    entry.member.region = in.next<std::string>();
    entry.member.medium = in.next<std::string>();
    entry.member.key = in.next<std::string>();
    if (const auto text = in.next<std::optional<std::string>>()) entry.entry = json::parse(*text).as_object();
    entry.proven_at = in.next<std::optional<Time>>();
    entry.failure = in.next<std::string>();
    return entry;
}

constexpr auto members_text =
    "SELECT " + member_columns + " FROM roster_members m WHERE m.roster_id = $1 ORDER BY m.domain";
const Statement members_sql{"roster.members", members_text.c_str()};

constexpr auto proven_text = "SELECT DISTINCT ON (m.domain) " + member_columns + R"(
    FROM roster_members m WHERE m.proven_at IS NOT NULL ORDER BY m.domain, m.proven_at DESC LIMIT $1)";
const Statement proven_sql{"roster.proven", proven_text.c_str()};

const Statement put_member_sql{"roster.put_member", R"(
    INSERT INTO roster_members AS m (roster_id, domain, name, kind, region, medium, key)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (roster_id, domain) DO UPDATE
    SET name = excluded.name, kind = excluded.kind, region = excluded.region, medium = excluded.medium,
        key = excluded.key,
        entry = CASE WHEN m.key = excluded.key THEN m.entry END,
        proven_at = CASE WHEN m.key = excluded.key THEN m.proven_at END)"};

const Statement remove_member_sql{"roster.remove_member", R"(
    DELETE FROM roster_members WHERE roster_id = $1 AND domain = $2
    RETURNING domain, name, kind, region, medium, key)"};

const Statement put_proof_sql{"roster.put_proof", R"(
    UPDATE roster_members SET entry = $3, proven_at = $4, failure = '' WHERE roster_id = $1 AND domain = $2)"};

const Statement put_failure_sql{"roster.put_failure", R"(
    UPDATE roster_members
    SET failure = $3, proven_at = CASE WHEN proven_at >= $4 THEN proven_at END
    WHERE roster_id = $1 AND domain = $2)"};

constexpr SqlText change_columns{"c.id, c.roster_id, c.change, c.member, c.looks_like, c.refused_at"};

Change read_change(const Row& row)
{
    ColumnReader in(row);
    Change change;
    change.id = in.next<ChangeId>();
    change.roster = in.next<RosterId>();
    change.what = in.next<std::string>();
    change.member = member_from(json::parse(in.next<std::string>()).as_object());
    change.looks_like = in.next<std::string>();
    change.refused_at = in.next<std::optional<Time>>();
    return change;
}

constexpr auto changes_text = "SELECT " + change_columns + R"(
    FROM roster_changes c
    WHERE ($1::bigint IS NULL OR c.roster_id = $1) AND ($2 OR c.refused_at IS NULL) ORDER BY c.id)";
const Statement changes_sql{"roster.changes", changes_text.c_str()};

constexpr auto find_change_text = "SELECT " + change_columns + " FROM roster_changes c WHERE c.id = $1";
const Statement find_change_sql{"roster.find_change", find_change_text.c_str()};

const Statement put_change_sql{"roster.put_change", R"(
    INSERT INTO roster_changes (roster_id, domain, change, member, looks_like) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (roster_id, domain) DO UPDATE
    SET change = excluded.change, member = excluded.member, looks_like = excluded.looks_like, refused_at = NULL,
        created_at = now())"};

const Statement drop_change_sql{
    "roster.drop_change", "DELETE FROM roster_changes WHERE roster_id = $1 AND domain = $2"
};
const Statement refuse_sql{"roster.refuse", "UPDATE roster_changes SET refused_at = $2 WHERE id = $1"};

// The authority of a subscribed roster's address is between "://" and the next slash.
const Statement domains_sql{"roster.domains", R"(
    SELECT domain FROM roster_members
    UNION
    SELECT lower(split_part(uri, '/', 3)) FROM rosters WHERE NOT own)"};

const Statement ties_sql{"roster.ties", R"(
    SELECT f.account_id, f.target_account_id, false FROM accounts a
    JOIN follows f ON f.account_id = a.id
    JOIN accounts t ON t.id = f.target_account_id AND t.domain IS NULL
    WHERE lower(a.domain) = $1
    UNION ALL
    SELECT f.account_id, f.target_account_id, true FROM accounts a
    JOIN follows f ON f.target_account_id = a.id
    JOIN accounts b ON b.id = f.account_id AND b.domain IS NULL
    WHERE lower(a.domain) = $1
    LIMIT $2)"};

} // namespace

json::object to_json(const Member& member)
{
    json::object object;
    object["domain"] = member.domain;
    object["name"] = member.name;
    object["kind"] = member.kind;
    object["region"] = member.region;
    object["medium"] = member.medium;
    object["key"] = member.key;
    return object;
}

Member member_from(const json::object& object)
{
    const auto text = [&](std::string_view key) { return std::string(string_at(object, key)); };
    return {text("domain"), text("name"), text("kind"), text("region"), text("medium"), text("key")};
}

result<Roster> add(Transaction& tx, const Roster& roster)
{
    const auto rows =
        tx.exec(add_sql, roster.uri, roster.name, roster.title, roster.own, roster.steward_key, roster.at_once);
    if (rows.empty()) return errc::already_exists;
    return find(tx, rows.front().get<RosterId>("id"));
}

result<Roster> find(Transaction& tx, RosterId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_roster(rows.front());
}

result<Roster> find_by_uri(Transaction& tx, std::string_view uri)
{
    const auto rows = tx.exec(find_by_uri_sql, uri);
    if (rows.empty()) return errc::not_found;
    return read_roster(rows.front());
}

std::vector<Roster> list(Transaction& tx)
{
    std::vector<Roster> all;
    for (const auto row : tx.exec(list_sql)) all.push_back(read_roster(row));
    return all;
}

void save(Transaction& tx, const Roster& roster)
{
    tx.exec(save_sql, roster.id, roster.title, roster.steward_key, roster.at_once, roster.sequence, roster.updated_at);
}

void checked(Transaction& tx, RosterId id, Time now, std::string_view failure)
{
    tx.exec(checked_sql, id, now, failure);
}

result<void> remove(Transaction& tx, RosterId id)
{
    if (tx.exec(remove_sql, id).affected() == 0) return errc::not_found;
    return {};
}

std::vector<Entry> members(Transaction& tx, RosterId roster)
{
    std::vector<Entry> all;
    for (const auto row : tx.exec(members_sql, roster)) all.push_back(read_entry(row));
    return all;
}

std::vector<Entry> proven(Transaction& tx, int limit)
{
    std::vector<Entry> all;
    for (const auto row : tx.exec(proven_sql, limit)) all.push_back(read_entry(row));
    return all;
}

void put_member(Transaction& tx, RosterId roster, const Member& member)
{
    tx.exec(put_member_sql, roster, member.domain, member.name, member.kind, member.region, member.medium, member.key);
}

result<Member> remove_member(Transaction& tx, RosterId roster, std::string_view domain)
{
    const auto rows = tx.exec(remove_member_sql, roster, domain);
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    Member member;
    for (auto* part : {&member.domain, &member.name, &member.kind, &member.region, &member.medium, &member.key})
        *part = in.next<std::string>();
    return member;
}

void put_proof(Transaction& tx, RosterId roster, std::string_view domain, const json::object& entry, Time now)
{
    tx.exec(put_proof_sql, roster, domain, json::serialize(entry), now);
}

void put_failure(Transaction& tx, RosterId roster, std::string_view domain, std::string_view why, Time before)
{
    tx.exec(put_failure_sql, roster, domain, why, before);
}

std::vector<Change> changes(Transaction& tx, std::optional<RosterId> roster, bool refused)
{
    std::vector<Change> all;
    for (const auto row : tx.exec(changes_sql, roster, refused)) all.push_back(read_change(row));
    return all;
}

result<Change> find_change(Transaction& tx, ChangeId id)
{
    const auto rows = tx.exec(find_change_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_change(rows.front());
}

void put_change(Transaction& tx, const Change& change)
{
    tx.exec(
        put_change_sql,
        change.roster,
        change.member.domain,
        change.what,
        json::serialize(to_json(change.member)),
        change.looks_like
    );
}

void drop_change(Transaction& tx, RosterId roster, std::string_view domain)
{
    tx.exec(drop_change_sql, roster, domain);
}

void refuse(Transaction& tx, ChangeId id, Time now)
{
    tx.exec(refuse_sql, id, now);
}

std::vector<std::string> domains(Transaction& tx)
{
    std::vector<std::string> all;
    for (const auto row : tx.exec(domains_sql)) all.push_back(row.at(0).as<std::string>());
    return all;
}

std::vector<Tie> ties(Transaction& tx, std::string_view domain, int limit)
{
    std::vector<Tie> all;
    for (const auto row : tx.exec(ties_sql, domain, limit))
        all.push_back({row.at(0).as<AccountId>(), row.at(1).as<AccountId>(), row.at(2).as<bool>()});
    return all;
}

} // namespace rounds::storage::rosters
