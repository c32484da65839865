#include "storage/pg/migrator.hpp"

#include "storage/pg/database.hpp"
#include "tests/support/test_database.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rounds::storage {
namespace {

using base::EmbeddedFile;
using test::TestDatabase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Statement columns_sql{
    "test.columns", "SELECT count(*) AS n FROM information_schema.columns WHERE table_name = 'beds'"
};

const EmbeddedFile create{
    "0001_beds__create.sql", "CREATE TABLE beds (id int PRIMARY KEY); INSERT INTO beds VALUES (1);"
};
const EmbeddedFile ward{"0002_beds__ward.sql", "ALTER TABLE beds ADD ward text NOT NULL DEFAULT 'A';"};
const EmbeddedFile floor_{"0003_beds__floor.sql", "ALTER TABLE beds ADD floor int;"};
const EmbeddedFile broken{"0003_beds__floor.sql", "ALTER TABLE beds ADD floor int; SELECT nonsense;"};

class Migrations : public testing::Test
{
protected:
    std::vector<std::string> migrate(const std::vector<EmbeddedFile>& files, bool dry_run = false)
    {
        return Migrator(scratch.url(), files).migrate(dry_run);
    }

    /// The message with which it is refused.
    std::string refusal(const std::vector<EmbeddedFile>& files)
    {
        try {
            migrate(files);
        } catch (const std::runtime_error& e) {
            return e.what();
        }
        return "was accepted";
    }

    int columns()
    {
        return scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(columns_sql).front().get<int>("n"); }
        );
    }

    TestDatabase scratch{TestDatabase::Content::empty};
};

TEST_F(Migrations, AreAppliedInOrderAndOnce)
{
    EXPECT_THAT(migrate({create, ward}), ElementsAre(create.name, ward.name));
    EXPECT_THAT(migrate({create, ward}), IsEmpty());
    EXPECT_THAT(migrate({create, ward, floor_}), ElementsAre(floor_.name));
    EXPECT_EQ(columns(), 3);
}

TEST_F(Migrations, StateTellsWhatIsApplied)
{
    migrate({create});
    const std::vector<EmbeddedFile> files{create, ward};
    const auto state = Migrator(scratch.url(), files).state();
    ASSERT_EQ(state.size(), 2U);
    EXPECT_TRUE(state[0].applied);
    EXPECT_FALSE(state[1].applied);
    EXPECT_EQ(state[1].name, ward.name);
}

TEST_F(Migrations, DryRunChangesNothing)
{
    EXPECT_THAT(migrate({create, ward}, true), ElementsAre(create.name, ward.name));
    EXPECT_EQ(columns(), 0);
    EXPECT_THAT(migrate({create, ward}), ElementsAre(create.name, ward.name));
}

TEST_F(Migrations, AnEditedFileIsRefused)
{
    migrate({create, ward});
    const EmbeddedFile edited{ward.name, "ALTER TABLE beds ADD ward text;"};
    EXPECT_THAT(refusal({create, edited, floor_}), HasSubstr("0002_beds__ward.sql was edited"));
    EXPECT_EQ(columns(), 2);
}

TEST_F(Migrations, ANewerDatabaseIsRefused)
{
    migrate({create, ward});
    EXPECT_THAT(refusal({create}), HasSubstr("newer than this program: it has migration 0002_beds__ward.sql"));
}

TEST_F(Migrations, AFileBeforeAnAppliedOneIsRefused)
{
    migrate({create, floor_});
    EXPECT_THAT(refusal({create, ward, floor_}), HasSubstr("0002_beds__ward.sql comes before"));
}

TEST_F(Migrations, AFailingFileLeavesNothingOfItself)
{
    EXPECT_THAT(refusal({create, ward, broken}), HasSubstr("0003_beds__floor.sql"));
    EXPECT_EQ(columns(), 2);
    EXPECT_THAT(migrate({create, ward, floor_}), ElementsAre(floor_.name));
}

TEST_F(Migrations, NamesAndTheirOrderAreChecked)
{
    const EmbeddedFile misnamed{"beds.sql", "SELECT 1"};
    EXPECT_THAT(refusal({misnamed}), HasSubstr("beds.sql"));
    EXPECT_THAT(refusal({ward, create}), HasSubstr("0001_beds__create.sql comes after"));
}

TEST_F(Migrations, TwoRunnersAtOnceApplyEachFileOnce)
{
    const EmbeddedFile slow{"0002_beds__slow.sql", "SELECT pg_sleep(0.2);"};
    std::vector<std::future<std::vector<std::string>>> runs;
    for (int i = 0; i < 4; ++i)
        runs.push_back(std::async(std::launch::async, [&] { return migrate({create, slow, floor_}); }));
    std::size_t applied = 0;
    for (auto& run : runs) applied += run.get().size();
    EXPECT_EQ(applied, 3U);
    EXPECT_EQ(columns(), 2);
}

const EmbeddedFile index_file{
    "0003_beds__by_ward.sql",
    "-- outside a transaction\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS beds_by_ward ON beds (ward);"
};
const Statement valid_sql{
    "test.valid", "SELECT count(*) AS n FROM pg_index WHERE indexrelid = 'beds_by_ward'::regclass AND indisvalid"
};

TEST_F(Migrations, AnIndexIsMadeWhilePeopleWrite)
{
    migrate({create, ward});
    EXPECT_THAT(migrate({create, ward, index_file}), ElementsAre(index_file.name));
    const auto valid =
        scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(valid_sql).front().get<int>("n"); });
    EXPECT_EQ(valid, 1);
    EXPECT_THAT(migrate({create, ward, index_file}), IsEmpty());
}

TEST_F(Migrations, AnIndexThatFailedHalfwayIsMadeAnew)
{
    migrate({create, ward});
    const auto sql = [&](const char* text) {
        scratch.db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
    };
    sql("INSERT INTO beds VALUES (2)");
    EXPECT_THAT(refusal({create, ward, index_file}), HasSubstr("could not create unique index"));
    const auto valid = [&] {
        return scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(valid_sql).front().get<int>("n"); });
    };
    EXPECT_EQ(valid(), 0) << "it is there, and counts for nothing";
    sql("DELETE FROM beds WHERE id = 2");
    migrate({create, ward, index_file});
    EXPECT_EQ(valid(), 1);
}

TEST_F(Migrations, TwoRunnersAtOnceMakeAnIndexOnce)
{
    auto other = std::async(std::launch::async, [&] { return migrate({create, ward, index_file}).size(); });
    const auto mine = migrate({create, ward, index_file}).size();
    EXPECT_EQ(mine + other.get(), 3U);
}

TEST_F(Migrations, WaitForALockInsteadOfStoppingEverybody)
{
    migrate({create});
    std::future<std::vector<std::string>> run;
    scratch.db().transact_blocking([&](Transaction& tx) {
        tx.exec_plain("LOCK TABLE beds IN ACCESS SHARE MODE");
        run = std::async(std::launch::async, [&] { return migrate({create, ward}); });
        tx.exec_plain("SELECT pg_sleep(2.3)"); // longer than one try waits
    });
    EXPECT_THAT(run.get(), ElementsAre(ward.name));
}

TEST_F(Migrations, OfTheProjectApplyToAnEmptyDatabase)
{
    Migrator migrator(scratch.url());
    EXPECT_EQ(migrator.migrate().size(), embedded::storage_pg().size());
    for (const auto& state : migrator.state()) EXPECT_TRUE(state.applied) << state.name;
}

} // namespace
} // namespace rounds::storage
