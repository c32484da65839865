#include "storage/settings_changes.hpp"

namespace rounds::storage::settings_changes {
namespace {

const Statement lock_sql{"settings_changes.lock", "SELECT pg_advisory_xact_lock(hashtext('settings_changes'))"};
const Statement latest_sql{"settings_changes.latest", R"(
    SELECT DISTINCT ON (key) key, value FROM settings_changes ORDER BY key, id DESC)"};
const Statement add_sql{"settings_changes.add", "INSERT INTO settings_changes (key, value) VALUES ($1, $2)"};
const Statement list_sql{"settings_changes.list", R"(
    SELECT c.key, c.value, c.seen_at,
           (SELECT b.value FROM settings_changes b WHERE b.key = c.key AND b.id < c.id ORDER BY b.id DESC LIMIT 1) AS before
    FROM settings_changes c ORDER BY c.id DESC LIMIT $1)"};

} // namespace

void note(Transaction& tx, const Values& now, const Values& defaults)
{
    tx.exec(lock_sql);
    auto known = defaults;
    for (const auto row : tx.exec(latest_sql)) known[row.get<std::string>("key")] = row.get<std::string>("value");
    for (const auto& [key, value] : now)
        if (const auto last = known.find(key); last == known.end() || last->second != value)
            tx.exec(add_sql, key, value);
}

std::vector<Change> list(Transaction& tx, int limit)
{
    std::vector<Change> all;
    for (const auto row : tx.exec(list_sql, limit))
        all.push_back(
            {.key = row.get<std::string>("key"),
             .value = row.get<std::string>("value"),
             .before = row.get<std::optional<std::string>>("before"),
             .seen_at = row.get<Time>("seen_at")}
        );
    return all;
}

} // namespace rounds::storage::settings_changes
