// What the key of the instance seals can be sealed by another, wherever it is, with the run cut off anywhere.
#include "storage/key_rotation.hpp"

#include "server/app/letters.hpp"
#include "storage/base/json.hpp"
#include "storage/seal_contexts.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gmock/gmock.h>
#include <set>

namespace rounds::storage::key_rotation {
namespace {

namespace contexts = seal_contexts;
using crypto::Vault;

const Statement add_actor_key{"test.rotation.actor_key", R"(
    INSERT INTO actor_keys (account_id, key_uri, algorithm, public_key, private_key_sealed)
    VALUES ($1, 'https://mercy.example/users/ann#key', 'ed25519', 'x', $2))"};
const Statement add_factor{
    "test.rotation.factor", "INSERT INTO second_factors (account_id, secret_sealed) VALUES ($1, $2)"
};
const Statement add_report{"test.rotation.report", R"(
    INSERT INTO adverse_events (id, account_id, serious, aware_at, due_at, report_sealed)
    VALUES (7, $1, false, now(), now(), $2))"};
const Statement add_instance{
    "test.rotation.instance", "INSERT INTO instance (domain, vapid_private_key_sealed) VALUES ('mercy.example', $1)"
};
const Statement add_data_key{"test.rotation.data_key", R"(
    INSERT INTO data_keys (id, account_id, wrapped_by, wrapped) VALUES (9, $1, $2, $3))"};
const Statement add_activity{"test.rotation.activity", R"(
    INSERT INTO activities (uri, account_id, kind, object_uri, body, public)
    VALUES ('https://mercy.example/a/1', $1, 'Create', 'https://mercy.example/p/1', $2, $3))"};
const Statement add_arrival{"test.rotation.arrival", R"(
    INSERT INTO inbox (origin, activity_uri, actor_uri, target, body)
    VALUES ('peer.example', 'https://peer.example/a/1', 'https://peer.example/u/1', '', $1))"};
const Statement add_letter{"test.rotation.letter", "INSERT INTO jobs (kind, payload) VALUES ('mail', $1::jsonb)"};
const Statement add_dead_letter{"test.rotation.dead_letter", R"(
    INSERT INTO dead_jobs (id, kind, payload, attempts, last_error, created_at)
    VALUES (3, 'mail', $1::jsonb, 1, 'refused', now()))"};
const Statement sealed_columns{"test.rotation.columns", R"(
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND (column_name LIKE '%\_sealed' OR column_name = 'wrapped'))"};

constexpr std::string_view letter_as_sealed = app::letter_address;

class KeyRotation : public ::testing::Test
{
protected:
    void SetUp() override { write(earlier); }

    /// A row in every place but those that need a whole conversation.
    void write(const Sealing& by)
    {
        database.db().transact_blocking([&](Transaction& tx) {
            account = test::make_user(tx, {.username = "ann"}).id;
            const auto box = [&](std::string_view plain, std::string_view context) {
                return Bytes{by.box.seal(plain, context)};
            };
            const auto own = [&](std::string_view plain, std::string_view context) {
                return by.vault.seal(Vault::KeyId::own, plain, context);
            };
            tx.exec(add_actor_key, account, box("key", contexts::actor_key("https://mercy.example/users/ann#key")));
            tx.exec(add_factor, account, box("seed", contexts::second_factor(account)));
            tx.exec(add_report, account, box("report", contexts::adverse_event(7)));
            tx.exec(add_instance, box("vapid", contexts::vapid));
            tx.exec(add_data_key, account, by.vault.name(), Bytes{by.vault.make_key()});
            tx.exec(add_activity, account, own("{}", contexts::activity("https://mercy.example/a/1")), false);
            tx.exec(add_arrival, own("{}", contexts::arrival("peer.example", "https://peer.example/a/1")));
            const auto to = crypto::to_base64url(by.box.seal("ann@mercy.example", letter_as_sealed));
            const auto letter = R"({"letter": "hello", "to": ")" + to + R"("})";
            tx.exec(add_letter, letter);
            tx.exec(add_dead_letter, letter);
        });
    }
    /// All places, in pages of one row; ends after `pages` of them.
    Page run(bool write, int pages = 1000)
    {
        Page sum;
        for (const auto& place : places()) {
            Page page{.more = true};
            while (page.more && pages-- > 0) {
                page = database.db().transact_blocking([&](Transaction& tx) {
                    return renew(tx, fresh, earlier, place, page.last, 1, write);
                });
                sum.seen += page.seen;
                sum.earlier += page.earlier;
                sum.closed += page.closed;
            }
        }
        return sum;
    }

    static constexpr std::int64_t rows = 9;
    test::TestDatabase database;
    Sealing earlier{std::string(32, 'e')};
    Sealing fresh{std::string(32, 'f')};
    AccountId account{};
};

TEST_F(KeyRotation, SealsEveryPlaceAnew)
{
    const auto first = run(true);
    EXPECT_EQ(first.seen, rows);
    EXPECT_EQ(first.earlier, rows);
    EXPECT_EQ(first.closed, 0);
    const auto second = run(true);
    EXPECT_EQ(second.seen, rows);
    EXPECT_EQ(second.earlier, 0) << "all of it is opened by the new key alone";
    EXPECT_EQ(second.closed, 0);
}

TEST_F(KeyRotation, WithoutWritingItOnlyCounts)
{
    EXPECT_EQ(run(false).earlier, rows);
    EXPECT_EQ(run(false).earlier, rows);
}

TEST_F(KeyRotation, GoesOnWhereItWasCutOff)
{
    const auto first = run(true, 5);
    EXPECT_GT(first.earlier, 0);
    EXPECT_LT(first.earlier, rows);
    EXPECT_EQ(run(true).earlier, rows - first.earlier);
}

TEST_F(KeyRotation, ADataKeyStaysTheSameAndSaysWhoWrapsIt)
{
    database.db().transact_blocking([&](Transaction& tx) {
        const auto before = tx.exec_plain("SELECT wrapped FROM data_keys").front().at(0).as<Bytes>().data;
        ASSERT_TRUE(earlier.vault.learn(Vault::KeyId{9}, before));
    });
    const auto text = earlier.vault.seal(Vault::KeyId{9}, "the biopsy is on Monday", "statuses/1/content");
    run(true);
    database.db().transact_blocking([&](Transaction& tx) {
        const auto row = tx.exec_plain("SELECT wrapped, wrapped_by FROM data_keys").front();
        EXPECT_EQ(row.at(1).as<std::string>(), fresh.vault.name());
        ASSERT_TRUE(fresh.vault.learn(Vault::KeyId{9}, row.at(0).as<Bytes>().data));
    });
    EXPECT_EQ(fresh.vault.open(text, "statuses/1/content").value(), "the biopsy is on Monday");
}

TEST_F(KeyRotation, WhatNeitherKeyOpensIsCountedAndLeftAlone)
{
    database.db().transact_blocking([&](Transaction& tx) {
        (void)tx.exec_plain("UPDATE second_factors SET secret_sealed = 'nothing that anybody sealed with a key'");
    });
    const auto sum = run(true);
    EXPECT_EQ(sum.closed, 1);
    EXPECT_EQ(sum.earlier, rows - 1);
}

TEST_F(KeyRotation, NoSealedColumnIsForgotten)
{
    std::set<std::string> known;
    for (const auto& place : places()) known.emplace(place.name);
    database.db().transact_blocking([&](Transaction& tx) {
        for (const auto row : tx.exec(sealed_columns))
            EXPECT_THAT(known, testing::Contains(row.get<std::string>("name"))) << "storage/key_rotation.cpp";
    });
}

TEST_F(KeyRotation, SeesServersThatRun)
{
    const auto count = [&] { return database.db().transact_blocking([](Transaction& tx) { return servers(tx); }); };
    EXPECT_EQ(count(), 0);
    auto settings = database.db().settings();
    settings.name = "rounds requests";
    settings.connections = 1;
    Database server(settings);
    server.transact_blocking([](Transaction& tx) { (void)tx.exec_plain("SELECT 1"); });
    EXPECT_EQ(count(), 1);
}

} // namespace
} // namespace rounds::storage::key_rotation
