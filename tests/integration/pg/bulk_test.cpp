#include "storage/pg/bulk.hpp"

#include "storage/pg/database.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::storage {
namespace {

using test::TestDatabase;

const BulkStatement add_keys_sql{
    "test.bulk_add_keys",
    "INSERT INTO pairs (key, value) SELECT unnest($1::int[]), 1",
    BulkStatement::Stage::conversations
};
const BulkStatement copy_keys_sql{
    "test.bulk_copy_keys",
    "INSERT INTO copies (key, of_key, note) SELECT * FROM unnest($1::int[], $2::int[], $3::text[])",
    BulkStatement::Stage::statuses
};
const Statement notes_sql{"test.bulk_notes", "SELECT note FROM copies ORDER BY key"};
const Statement pairs_sql{"test.bulk_pairs", "SELECT key FROM pairs"};
const Statement drop_copies_sql{"test.bulk_drop_copies", "DELETE FROM copies WHERE key < $1"};

class Bulk : public testing::Test
{
protected:
    Bulk()
    {
        scratch.db().transact_blocking([](Transaction& tx) {
            tx.exec_plain("CREATE TABLE pairs (key int PRIMARY KEY, value bigint NOT NULL)");
            tx.exec_plain("CREATE TABLE copies (key int PRIMARY KEY, of_key int REFERENCES pairs (key), note text)");
        });
    }

    TestDatabase scratch{TestDatabase::Content::empty};
};

TEST_F(Bulk, RowsTravelTogetherAndAfterThoseTheyReferTo)
{
    scratch.db().transact_blocking([](Transaction& tx) {
        for (int i = 0; i < 500; ++i) {
            tx.later(copy_keys_sql, i, std::optional<int>{}, "before its key");
            tx.later(add_keys_sql, i);
            tx.later(copy_keys_sql, 1000 + i, i, std::optional<std::string>{});
        }
        EXPECT_EQ(tx.exec(pairs_sql).size(), 500U);
        EXPECT_EQ(tx.exec(notes_sql).size(), 1000U);
        EXPECT_EQ(tx.statements(), 4U);
    });
}

TEST_F(Bulk, AnyTextIsKeptAsItIs)
{
    const std::vector<std::string> texts{"", "NULL", R"(a "b" \c\ {d},e)", "two\nlines", "caf\u00e9"};
    const auto kept = scratch.db().transact_blocking([&](Transaction& tx) {
        int key = 0;
        for (const auto& text : texts) tx.later(copy_keys_sql, key++, std::optional<int>{}, text);
        std::vector<std::string> found;
        for (const auto row : tx.exec(notes_sql)) found.push_back(row.get<std::string>("note"));
        return found;
    });
    EXPECT_EQ(kept, texts);
}

TEST_F(Bulk, StatementsBetweenThemKeepTheirPlace)
{
    const auto left = scratch.db().transact_blocking([](Transaction& tx) {
        tx.later(copy_keys_sql, 1, std::optional<int>{}, "dropped");
        tx.later(drop_copies_sql, 10);
        tx.later(copy_keys_sql, 2, std::optional<int>{}, "kept");
        return tx.exec(notes_sql).size();
    });
    EXPECT_EQ(left, 1U);
}

TEST_F(Bulk, ARowThatIsRefusedLosesTheTransaction)
{
    const auto body = [](Transaction& tx) {
        tx.later(add_keys_sql, 1);
        tx.later(copy_keys_sql, 1, 7, "of no key");
    };
    EXPECT_THROW(scratch.db().transact_blocking(body), QueryFailed);
    EXPECT_TRUE(scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(pairs_sql).empty(); }));
}

} // namespace
} // namespace rounds::storage
