#include "storage/base/crypto.hpp"
#include "storage/pg/failure.hpp"
#include "tests/integration/audit/audit_rig.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <thread>

namespace rounds::audit {
namespace {

TEST_F(AuditLog, IsWholeAfterSealing)
{
    EXPECT_EQ(faults(), Names{}) << "an empty one";
    fill();
    EXPECT_EQ(faults(), Names{});
    EXPECT_EQ(file.read().heads.size(), 2U);
    EXPECT_EQ(file.read().heads.back().seq, 6);
    write("account.warn", 8);
    EXPECT_EQ(faults(), Names{}) << "what waits for its seal is no fault";
    EXPECT_EQ(faults_of(exported()), Names{});
}

TEST_F(AuditLog, OnlyTakesNewRows)
{
    fill();
    for (const auto* text :
         {"UPDATE audit_log SET rule = ''",
          "DELETE FROM audit_log",
          "TRUNCATE audit_log",
          "DELETE FROM audit_seals",
          "UPDATE audit_heads SET seq = seq + 1"})
        EXPECT_THROW(db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); }), storage::QueryFailed)
            << text;
    EXPECT_THROW(write("Ann Smith was suspended", 1), storage::QueryFailed) << "words are no name of an action";
    EXPECT_THROW(write("account.warn", 1, "she wrote: call me"), storage::QueryFailed);
}

TEST_F(AuditLog, TellsWhatWasEdited)
{
    fill();
    sql("UPDATE audit_log SET actor_id = 8 WHERE target_id = 2");
    EXPECT_EQ(faults(), Names{"edited: entry 2, seal 2"});
}

TEST_F(AuditLog, TellsWhatWasDeleted)
{
    fill();
    sql("DELETE FROM audit_log WHERE target_id = 4");
    EXPECT_EQ(faults(), Names{"deleted: entry 4, seal 4"});
}

TEST_F(AuditLog, TellsWhatChangedPlaces)
{
    fill();
    sql("UPDATE audit_log a SET at = b.at, actor_id = b.actor_id, action = b.action, target_id = b.target_id,"
        " rule = b.rule FROM audit_log b WHERE (a.id, b.id) IN ((2, 5), (5, 2))");
    EXPECT_EQ(faults(), (Names{"reordered: entry 2, seal 2", "reordered: entry 5, seal 5"}));
}

TEST_F(AuditLog, TellsWhatWasSmuggledIn)
{
    fill();
    sql("INSERT INTO audit_log (via, action, target_kind) VALUES ('api', 'account.lift', 'account')");
    EXPECT_EQ(faults(), Names{"inserted: entry 7"});
}

TEST_F(AuditLog, TellsThatSealsAreNotWhatTheyWere)
{
    fill();
    sql("DELETE FROM audit_seals WHERE seq = 3");
    EXPECT_EQ(faults(), (Names{"seal missing: seal 3", "inserted: entry 3"}));
    sql("UPDATE audit_seals SET hash = sha256(hash) WHERE seq = 6");
    const auto names = faults();
    EXPECT_NE(std::ranges::find(names, "seal changed: entry 6, seal 6"), names.end());
}

/// Who can write the database can make a new chain that fits itself, but cannot sign it.
TEST_F(AuditLog, TellsAChainThatWasMadeAnew)
{
    fill();
    sql("UPDATE audit_log SET actor_id = 8 WHERE id = 2");
    std::vector<Entry> entries;
    db().transact_blocking([&](Transaction& tx) {
        for (auto& row : storage::audit::sealed_after(tx, 0, 100)) entries.push_back(*row.entry);
    });
    for (const auto& one : seal(std::nullopt, entries))
        sql("UPDATE audit_seals SET leaf = '\\x" + crypto::to_hex(one.leaf) + "', hash = '\\x" +
            crypto::to_hex(one.hash) + "' WHERE seq = " + std::to_string(one.seq));
    sql("DELETE FROM audit_heads");
    EXPECT_EQ(faults(), Names{"rewritten: entry 3, seal 3"});
}

TEST_F(AuditLog, TellsThatItsEndIsGone)
{
    fill();
    sql("DELETE FROM audit_heads WHERE seq > 3; DELETE FROM audit_seals WHERE seq > 3;"
        "DELETE FROM audit_log WHERE id > 3");
    EXPECT_EQ(faults(), Names{"truncated: seal 4"});
    EXPECT_EQ(faults_of(exported()), Names{"truncated: seal 4"});
}

TEST_F(AuditLog, TellsThatItIsAnOlderOne)
{
    // As a backup has it: the counter of ids is the old one too.
    fill();
    sql("DELETE FROM audit_heads WHERE seq > 3; DELETE FROM audit_seals WHERE seq > 3;"
        "DELETE FROM audit_log WHERE id > 3; SELECT setval('audit_log_id_seq', 3)");
    EXPECT_EQ(faults(), Names{"rolled back: seal 4"});
    // And written on since: our own key signs another past.
    for (int i = 4; i <= 9; ++i) write("account.warn", 20 + i);
    seal_all();
    EXPECT_EQ(faults(), Names{"rolled back: entry 6, seal 6"});
}

TEST_F(AuditLog, TellsAHeadThatWeDidNotSign)
{
    fill();
    sql("UPDATE audit_heads SET signature = sha256(signature) WHERE seq = 3");
    EXPECT_EQ(faults(), Names{"head forged: entry 3, seal 3"});
}

TEST_F(AuditLog, IsCheckedInAFileToo)
{
    fill();
    const auto whole = exported();
    EXPECT_EQ(faults_of(whole), Names{});
    auto edited = whole;
    edited.replace(edited.find("\"actor\":\"7\""), 11, "\"actor\":\"8\"");
    EXPECT_EQ(faults_of(edited), Names{"edited: entry 1, seal 1"});
    auto without = whole;
    const auto third = without.find("{\"seq\":\"3\"");
    without.erase(third, without.find('\n', third) + 1 - third);
    EXPECT_EQ(faults_of(without), Names{"seal missing: seal 3"});
    std::istringstream nonsense("no line\n");
    Verifier verifier({}, "");
    EXPECT_EQ(read_export(nonsense, verifier), 1U);
}

TEST_F(AuditLog, IsSealedByOneAtATime)
{
    write("account.warn", 1);
    std::size_t sealed = 99;
    db().transact_blocking([&](Transaction& tx) {
        ASSERT_TRUE(storage::audit::lock_sealer(tx));
        std::thread([&] { sealed = Sealer(db(), key, file).run(start); }).join();
    });
    EXPECT_EQ(sealed, 0U);
    EXPECT_EQ(Sealer(db(), key, file).run(start), 1U);
}

TEST_F(AuditLog, HeadsThatACrashKeptFromTheFileComeLater)
{
    fill();
    std::ofstream(folder.path() + "/heads.jsonl", std::ios::trunc);
    EXPECT_EQ(Sealer(db(), key, file).run(start), 0U);
    EXPECT_EQ(file.read().heads.size(), 2U);
}

TEST_F(AuditLog, IsSearched)
{
    fill();
    const auto found = [&](const storage::audit::Query& query) {
        return db().transact_blocking([&](Transaction& tx) { return storage::audit::search(tx, query).size(); });
    };
    storage::audit::Query query;
    EXPECT_EQ(found(query), 6U);
    query.action = "account.suspend";
    EXPECT_EQ(found(query), 3U);
    query.action = "account.";
    EXPECT_EQ(found(query), 6U);
    query.target_kind = "account";
    query.target = 5;
    EXPECT_EQ(found(query), 1U);
    query.actor = AccountId{8};
    EXPECT_EQ(found(query), 0U);
}

/// The disk was full, or the power went, while a line of the file was written.
TEST_F(AuditLog, GoesOnAfterALineOfItsFileThatWasCutShort)
{
    fill();
    const auto path = folder.path() + "/heads.jsonl";
    const auto whole = std::filesystem::file_size(path);
    std::filesystem::resize_file(path, whole - 20);
    EXPECT_EQ(file.read().heads.size(), 1U);
    write("account.silence", 7);
    seal_all();
    EXPECT_EQ(file.read().heads.size(), 3U) << "the head whose line was cut is written again, then the new one";
    EXPECT_EQ(faults(), Names{});
}

} // namespace
} // namespace rounds::audit
