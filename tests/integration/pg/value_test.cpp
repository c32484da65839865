#include "storage/pg/value.hpp"

#include "storage/pg/database.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace rounds::storage {
namespace {

using test::TestDatabase;

const Statement text_sql{"test.text", "SELECT $1::text AS v"};
const Statement bytes_sql{"test.bytes", "SELECT $1::bytea AS v, length($1::bytea) AS size"};
const Statement number_sql{"test.number", "SELECT $1::bigint AS v"};
const Statement double_sql{"test.double", "SELECT $1::float8 AS v"};
const Statement bool_sql{"test.bool", "SELECT $1::boolean AS v"};
const Statement time_sql{
    "test.time", "SELECT $1::timestamptz AS v, extract(epoch FROM $1::timestamptz)::text AS epoch"
};
const Statement texts_sql{"test.texts", "SELECT $1::text[] AS v, cardinality($1::text[]) AS size"};
const Statement numbers_sql{"test.numbers", "SELECT $1::bigint[] AS v"};
const Statement nulls_sql{
    "test.nulls", "SELECT ARRAY['a', NULL] AS texts, NULL::text AS t, 'infinity'::timestamptz AS late"
};
const Statement three_sql{"test.three", "SELECT n FROM generate_series(1, 3) AS n ORDER BY n"};

class Values : public testing::Test
{
protected:
    static void SetUpTestSuite() { scratch = std::make_unique<TestDatabase>(TestDatabase::Content::empty); }
    static void TearDownTestSuite() { scratch.reset(); }

    template <class T, class Arg> T round_trip(const Statement& statement, const Arg& arg)
    {
        return scratch->db().transact_blocking([&](Transaction& tx) {
            return tx.exec(statement, arg).front().template get<T>("v");
        });
    }

    Rows rows(const Statement& statement)
    {
        return scratch->db().transact_blocking([&](Transaction& tx) { return tx.exec(statement); });
    }

    static inline std::unique_ptr<TestDatabase> scratch;
};

TEST_F(Values, TextSurvives)
{
    for (const std::string text : {"", "it's \"quoted\" \\ $1; --", "Grüße, 患者 🩺", "line\nline\ttab", "NULL"})
        EXPECT_EQ(round_trip<std::string>(text_sql, text), text);
}

TEST_F(Values, NullIsAnEmptyOptional)
{
    EXPECT_EQ(round_trip<std::optional<std::string>>(text_sql, nullptr), std::nullopt);
    EXPECT_EQ(round_trip<std::optional<int>>(number_sql, std::optional<int>()), std::nullopt);
    EXPECT_EQ(round_trip<std::optional<int>>(number_sql, std::optional<int>(7)), 7);
    EXPECT_THROW(round_trip<std::string>(text_sql, nullptr), std::runtime_error);
}

TEST_F(Values, BytesSurvive)
{
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    EXPECT_EQ(round_trip<Bytes>(bytes_sql, Bytes{all}).data, all);
    EXPECT_EQ(round_trip<Bytes>(bytes_sql, Bytes{}).data, "");
}

TEST_F(Values, IntegersSurviveAndDoNotOverflowInSilence)
{
    for (const auto n :
         {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::numeric_limits<std::int64_t>::max()})
        EXPECT_EQ(round_trip<std::int64_t>(number_sql, n), n);
    EXPECT_THROW(round_trip<int>(number_sql, std::int64_t{1} << 40), std::runtime_error);
    EXPECT_THROW(round_trip<unsigned>(number_sql, -1), std::runtime_error);
    EXPECT_THROW(round_trip<int>(text_sql, "12x"), std::runtime_error);
    EXPECT_EQ(round_trip<AccountId>(number_sql, AccountId{42}), AccountId{42});
}

TEST_F(Values, DoublesSurviveToTheLastBit)
{
    for (const double d : {0.1, -1.0 / 3.0, 1e308, 5e-324, std::numeric_limits<double>::infinity()})
        EXPECT_EQ(round_trip<double>(double_sql, d), d);
}

TEST_F(Values, BooleansSurvive)
{
    EXPECT_TRUE(round_trip<bool>(bool_sql, true));
    EXPECT_FALSE(round_trip<bool>(bool_sql, false));
}

TEST_F(Values, TimesSurviveToTheMicrosecond)
{
    for (const std::int64_t since_1970 :
         {0LL, 1LL, -1LL, 1'795'338'000'123'456LL, -62'000'000'000'000'000LL, 253'402'300'799'999'999LL}) {
        const Time time{std::chrono::microseconds(since_1970)};
        EXPECT_EQ(round_trip<Time>(time_sql, time), time) << since_1970;
    }
    const auto epoch = scratch->db().transact_blocking([](Transaction& tx) {
        return tx.exec(time_sql, Time{std::chrono::microseconds(1'795'338'000'120'000)})
            .front()
            .get<std::string>("epoch");
    });
    EXPECT_EQ(epoch, "1795338000.120000");
    EXPECT_THROW((void)rows(nulls_sql).front().get<Time>("late"), std::runtime_error);
}

TEST_F(Values, ArraysSurvive)
{
    const std::vector<std::string> texts{"", "a,b", "{}", "\"quoted\"", "back\\slash", "NULL", " space ", "ü"};
    EXPECT_EQ(round_trip<std::vector<std::string>>(texts_sql, texts), texts);
    EXPECT_TRUE(round_trip<std::vector<std::string>>(texts_sql, std::vector<std::string>()).empty());
    const std::vector<std::int64_t> numbers{-1, 0, 1LL << 62};
    EXPECT_EQ(round_trip<std::vector<std::int64_t>>(numbers_sql, numbers), numbers);
    const std::vector<StatusId> ids{StatusId{3}, StatusId{1}};
    EXPECT_EQ(round_trip<std::vector<StatusId>>(numbers_sql, ids), ids);
    EXPECT_THROW((void)rows(nulls_sql).front().get<std::vector<std::string>>("texts"), std::runtime_error);
}

TEST_F(Values, RowsOutliveTheirTransaction)
{
    const auto three = rows(three_sql);
    int sum = 0;
    for (const auto row : three) sum += row.get<int>("n");
    EXPECT_EQ(sum, 6);
    EXPECT_EQ(three[2].get<int>("n"), 3);
    EXPECT_THROW((void)three[0]["missing"], std::out_of_range);
    EXPECT_THROW((void)three[3]["n"], std::out_of_range);
    const auto kept = rows(three_sql).front(); // of a temporary
    EXPECT_EQ(kept.get<int>("n"), 1);
}

} // namespace
} // namespace rounds::storage
