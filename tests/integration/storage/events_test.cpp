#include "storage/events.hpp"

#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::storage::events {
namespace {

class Events : public ::testing::Test
{
protected:
    void add(const std::string& transaction, const std::string& name)
    {
        static const Statement sql{
            "test.add_event", "INSERT INTO events (transaction, kind, subject_name) VALUES ($1::text::xid8, 'test', $2)"
        };
        database_.db().transact_blocking([&](Transaction& tx) { tx.exec(sql, transaction, name); });
    }
    std::vector<std::string> next(Cursor& cursor, int limit)
    {
        std::vector<std::string> names;
        const auto events = database_.db().transact_blocking([&](Transaction& tx) { return read(tx, cursor, limit); });
        for (const auto& event : events) names.push_back(event.name.value_or(""));
        return names;
    }

    test::TestDatabase database_;
};

/// As numbers: as text "10" comes before "9", and a reader that went on from there would never see the ninth.
TEST_F(Events, AreReadInTheOrderOfTheirTransactions)
{
    add("9", "first");
    add("10", "second");
    add("100", "third");
    Cursor cursor{.transaction = "1", .id = 0, .held = false};
    EXPECT_EQ(next(cursor, 1), std::vector<std::string>{"first"});
    EXPECT_EQ(next(cursor, 1), std::vector<std::string>{"second"});
    EXPECT_EQ(next(cursor, 5), std::vector<std::string>{"third"});
    EXPECT_TRUE(next(cursor, 5).empty());
}

} // namespace
} // namespace rounds::storage::events
