#include "tests/support/test_database.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>
#include <string>

namespace rounds::storage {
namespace {

namespace json = boost::json;

/// What grows with every post, follow and delivery.
constexpr std::array<std::string_view, 14> big_tables{
    "accounts",
    "activities",
    "deliveries",
    "events",
    "favourites",
    "follows",
    "inbox",
    "media_attachments",
    "mentions",
    "notifications",
    "status_stats",
    "status_tags",
    "status_words",
    "statuses",
};

/// A year in small. Enough rows that an index is worth it wherever there is one.
constexpr const char* fill = R"(
    SET LOCAL session_replication_role = replica;
    INSERT INTO accounts (id, username, domain, uri, url, actor_type, inbox_url)
    SELECT n, 'u' || n, CASE WHEN n > 200 THEN 'h' || n % 50 || '.example' END, 'https://h.example/u' || n, '', 'Person',
        'https://h' || n % 50 || '.example/u' || n || '/inbox'
    FROM generate_series(1, 3000) n;
    INSERT INTO users (account_id, email, password_hash) SELECT n, n || '@example.org', '' FROM generate_series(1, 200) n;
    INSERT INTO statuses (id, uri, account_id, visibility, local, conversation_id)
    SELECT n, 'https://h.example/s' || n, 1 + n % 3000, n % 4, n % 3000 < 200, n FROM generate_series(1, 30000) n;
    INSERT INTO status_stats (status_id) SELECT n FROM generate_series(1, 30000) n;
    INSERT INTO status_words (status_id, account_id, words)
    SELECT n, 1 + n % 3000, to_tsvector('simple', 'w' || n % 1000) FROM generate_series(1, 30000) n;
    INSERT INTO status_tags (status_id, tag_id) SELECT n, n % 100 FROM generate_series(1, 30000) n;
    INSERT INTO follows (account_id, target_account_id, uri, accepted_at, notify)
    SELECT 1 + n % 3000, 1 + n / 10, 'https://h.example/f' || n, now(), n % 10 = 0
    FROM generate_series(1, 20000) n ON CONFLICT DO NOTHING;
    INSERT INTO favourites (account_id, status_id, uri)
    SELECT 1 + n % 3000, n, 'https://h.example/l' || n FROM generate_series(1, 20000) n;
    INSERT INTO mentions (status_id, account_id) SELECT n, 1 + n % 200 FROM generate_series(1, 20000) n;
    INSERT INTO notifications (account_id, from_account_id, kind, status_id)
    SELECT 1 + n % 200, 1 + n % 3000, 'mention', n FROM generate_series(1, 20000) n;
    INSERT INTO media_attachments (id, account_id, status_id, kind, media_type)
    SELECT n, 1 + n % 3000, n, 'image', 'image/png' FROM generate_series(1, 10000) n;
    INSERT INTO events (kind, status_id, account_id) SELECT 'status', n, 1 + n % 3000 FROM generate_series(1, 20000) n;
    INSERT INTO activities (id, uri, account_id, kind, object_uri, body, public)
    SELECT n, 'https://h.example/a' || n, 1 + n % 200, 'Create', 'https://h.example/s' || n, '{}', true
    FROM generate_series(1, 20000) n;
    INSERT INTO deliveries (activity_id, host, inbox_url, object_uri, state, finished_at)
    SELECT n, 'h' || n % 50 || '.example', 'https://h.example/inbox', 'https://h.example/s' || n,
        CASE WHEN n % 20 = 0 THEN 'waiting' ELSE 'done' END, CASE WHEN n % 20 > 0 THEN now() END
    FROM generate_series(1, 20000) n;
    INSERT INTO inbox (origin, activity_uri, actor_uri, target, state)
    SELECT 'https://h.example', 'https://h.example/a' || n, 'https://h.example/u' || n % 3000, '/inbox',
        CASE WHEN n % 20 = 0 THEN 'waiting' ELSE 'done' END
    FROM generate_series(1, 20000) n;)";

/// Indexes over what waits or is set aside: as a whole they are as long as that is.
constexpr std::array<std::string_view, 9> short_indexes{
    "accounts_under_moderation",
    "deliveries_due_by_host",
    "deliveries_failed",
    "deliveries_next",
    "deliveries_open_by_object",
    "deliveries_parked",
    "inbox_dead",
    "inbox_in_order",
    "media_attachments_idle",
};

/// Statements that may, and why.
const std::map<std::string, std::string, std::less<>> exempt{
    {"accounts.search", "the pattern comes with the parameters: its pool plans anew for them"},
    {"discovery.directory_active", "the directory is put in order by what its members did last"},
    {"discovery.trending_links", "reads the latest 20,000 posts of its window"},
    {"discovery.trending_statuses", "reads the latest 20,000 posts of its window"},
    {"discovery.trending_tags", "reads the latest 20,000 posts of its window"},
    {"erasure.letters", "once, when an account is erased"},
    {"erasure.media", "once, when an account is erased"},
    {"erasure.notifications", "once, when an account is erased"},
    {"portable.file_keys", "once, when somebody takes everything along"},
    {"erasure.rest", "an officer asks, about one account that left"},
    {"received.receivers", "an officer asks, about one post; boosts that were undone count too"},
    {"received.receivers_from", "an officer asks, about one account that left"},
};

std::size_t parameters_of(std::string_view sql)
{
    std::size_t most = 0;
    for (auto at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
        std::size_t number = 0;
        for (auto i = at + 1; i < sql.size() && sql[i] >= '0' && sql[i] <= '9'; ++i)
            number = number * 10 + static_cast<std::size_t>(sql[i] - '0');
        most = std::max(most, number);
    }
    return most;
}

std::string text_of(const json::object& node, std::string_view key)
{
    const auto* value = node.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

/// Scans of big tables that follow no key: neither a condition on an index nor its order up to a limit.
void collect(const json::object& node, bool limited, std::vector<std::string>& found)
{
    const auto type = text_of(node, "Node Type");
    // Not entered at all when a parameter says so.
    if (!text_of(node, "One-Time Filter").empty()) return;
    const auto table = text_of(node, "Relation Name");
    const bool is_short = std::ranges::find(short_indexes, text_of(node, "Index Name")) != short_indexes.end();
    const bool by_key = is_short || node.contains("Index Cond") || type.starts_with("Bitmap") || type == "Tid Scan";
    if (std::ranges::find(big_tables, table) != big_tables.end() && type.ends_with("Scan") && !by_key && !limited)
        found.push_back(type + " of " + table + " " + text_of(node, "Index Name"));
    const bool sorts = type.ends_with("Sort") || type.contains("Aggregate") || type.contains("Hash");
    if (const auto* plans = node.if_contains("Plans"))
        for (const auto& plan : plans->as_array())
            collect(plan.as_object(), (limited || type == "Limit") && !sorts, found);
}

std::vector<std::string> whole_scans(Transaction& tx, const Statement& statement)
{
    tx.exec_plain("PREPARE plan_of AS " + std::string(statement.sql()));
    std::string explain = "EXPLAIN (FORMAT JSON) EXECUTE plan_of";
    const auto count = parameters_of(statement.sql());
    for (std::size_t i = 0; i < count; ++i) explain += i == 0 ? "(NULL" : ", NULL";
    if (count > 0) explain += ")";
    const auto rows = tx.exec_plain(explain);
    std::string text;
    for (const auto row : rows) text += row.at(0).as<std::string>() + "\n";
    tx.exec_plain("DEALLOCATE plan_of");
    std::vector<std::string> found;
    json::parse_options deep;
    deep.max_depth = 500;
    collect(json::parse(text, {}, deep).as_array().front().at("Plan").as_object(), false, found);
    return found;
}

TEST(Statements, ReadNoBigTableAsAWhole)
{
    test::TestDatabase scratch;
    std::size_t looked_at = 0;
    scratch.db().transact_blocking([&](Transaction& tx) { tx.exec_plain(fill); });
    scratch.db().transact_blocking([&](Transaction& tx) {
        tx.exec_plain("ANALYZE");
        tx.exec_plain("SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan");
        for (const auto* statement : Statement::all()) {
            const std::string name = statement->name();
            if (name.starts_with("test.") || exempt.contains(name)) continue;
            ++looked_at;
            for (const auto& scan : whole_scans(tx, *statement)) ADD_FAILURE() << name << ": " << scan;
        }
    });
    EXPECT_GT(looked_at, 500U);
}

} // namespace
} // namespace rounds::storage
