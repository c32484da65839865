// What a migration makes of a database that was in use.

#include "storage/pg/migrator.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::storage {
namespace {

struct Backfill : testing::Test
{
    test::TestDatabase scratch{test::TestDatabase::Content::empty};

    /// Up to, and without, the migration that begins with `name`.
    void migrate_before(std::string_view name)
    {
        const auto all = embedded::storage_pg();
        std::size_t count = 0;
        while (count < all.size() && all[count].name < name) ++count;
        Migrator(scratch.url(), all.first(count)).migrate();
    }
    void migrate() { Migrator(scratch.url()).migrate(); }
    void sql(std::string_view text)
    {
        scratch.db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
    }
    std::int64_t count(std::string_view text)
    {
        return scratch.db().transact_blocking([&](Transaction& tx) { return test::count(tx, text); });
    }

    /// ann (1) and bob (2) of this instance, eve (3) of another.
    void add_people()
    {
        sql("INSERT INTO accounts (id, username, domain, uri, url, actor_type, inbox_url) VALUES "
            "(1, 'ann', NULL, 'u:1', 'u:1', 'Person', 'i'), (2, 'bob', NULL, 'u:2', 'u:2', 'Person', 'i'), "
            "(3, 'eve', 'far.example', 'u:3', 'u:3', 'Person', 'i')");
        sql("INSERT INTO users (account_id, email, password_hash) VALUES (1, 'ann', '!'), (2, 'bob', '!')");
    }
};

TEST_F(Backfill, ConversationsBeginWithTheDirectPostsThatAreThere)
{
    migrate_before("0030");
    add_people();
    sql("INSERT INTO conversations (id) VALUES (10), (11)");
    sql("INSERT INTO statuses (id, uri, account_id, visibility, local, conversation_id, deleted_at) VALUES "
        "(20, 's:20', 1, 3, true, 10, NULL), (21, 's:21', 3, 3, false, 10, NULL), (22, 's:22', 1, 3, true, 10, NULL), "
        "(23, 's:23', 1, 3, true, 11, now()), (24, 's:24', 1, 0, true, 11, NULL)");
    // ann and eve to each other, then ann to both bob and eve; a deleted one and a public one beside them.
    sql("INSERT INTO mentions (status_id, account_id) VALUES (20, 3), (21, 1), (22, 2), (22, 3), (23, 2), (24, 2)");
    migrate();
    EXPECT_EQ(count("SELECT count(*) FROM account_conversations"), 3);
    const auto has = [&](const std::string& condition) {
        return count("SELECT count(*) FROM account_conversations WHERE NOT unread AND " + condition);
    };
    EXPECT_EQ(has("account_id = 1 AND participants = '{3}' AND last_status_id = 21"), 1);
    EXPECT_EQ(has("account_id = 1 AND participants = '{2,3}' AND last_status_id = 22"), 1);
    EXPECT_EQ(has("account_id = 2 AND participants = '{1,3}' AND last_status_id = 22"), 1);
}

TEST_F(Backfill, NotificationsThatAreThereAreGroupedByHalfDays)
{
    migrate_before("0030");
    add_people();
    sql("INSERT INTO statuses (id, uri, account_id, visibility, local) VALUES (20, 's:20', 1, 0, true)");
    sql("INSERT INTO notifications (account_id, from_account_id, kind, status_id, created_at) VALUES "
        "(1, 2, 'favourite', 20, '2026-01-01T01:00Z'), (1, 3, 'favourite', 20, '2026-01-01T11:00Z'), "
        "(1, 2, 'reblog', 20, '2026-01-01T11:00Z'), (1, 3, 'reblog', 20, '2026-01-01T13:00Z'), "
        "(1, 2, 'mention', 20, '2026-01-01T01:00Z')");
    migrate();
    EXPECT_EQ(count("SELECT count(DISTINCT group_key) FROM notifications WHERE kind = 'favourite'"), 1);
    EXPECT_EQ(count("SELECT count(DISTINCT group_key) FROM notifications WHERE kind = 'reblog'"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM notifications WHERE group_key LIKE 'ungrouped-%'"), 1);
}

} // namespace
} // namespace rounds::storage
