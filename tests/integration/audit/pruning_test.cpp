#include "storage/pg/failure.hpp"
#include "tests/integration/audit/audit_rig.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sys/wait.h>

namespace rounds::audit {
namespace {

const Time six_years_ago = start - std::chrono::days(6 * 366);

/// Six entries, the first three of them seven years old.
class AuditPruning : public AuditLog
{
protected:
    AuditPruning()
    {
        for (int i = 1; i <= 3; ++i) write("account.silence", i);
        sql("UPDATE audit_log SET at = now() - interval '7 years' + id * interval '1 second'");
        seal_all();
        for (int i = 4; i <= 6; ++i) write("account.suspend", i, "spam");
        seal_all();
    }
    std::size_t prune() { return Sealer(db(), key, file).prune(start, six_years_ago); }
    std::int64_t count(const std::string& table)
    {
        return db().transact_blocking([&](Transaction& tx) {
            return tx.exec_plain("SELECT count(*) AS n FROM " + table).front().get<std::int64_t>("n");
        });
    }
    bool refused(const std::string& text)
    {
        try {
            db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
            return false;
        } catch (const storage::QueryFailed&) {
            return true;
        }
    }
};

TEST_F(AuditPruning, LetsGoOfWhatWasKeptLongEnoughAndStaysVerifiable)
{
    EXPECT_EQ(prune(), 3U);
    EXPECT_EQ(count("audit_log"), 3);
    EXPECT_EQ(count("audit_seals"), 3);
    EXPECT_EQ(prune(), 0U) << "nothing else is that old";
    const auto outcome = verdict();
    EXPECT_TRUE(outcome.findings.empty());
    ASSERT_TRUE(outcome.pruned);
    EXPECT_TRUE(describe(*outcome.pruned).starts_with("pruned: seals 1 to 3, entries up to 3 of "));
    EXPECT_EQ(file.read().checkpoints.size(), 1U) << "outside the database too";
    EXPECT_EQ(faults_of(exported()), Names{});
    write("account.warn", 9);
    seal_all();
    EXPECT_EQ(faults(), Names{}) << "the chain goes on";
    EXPECT_EQ(verdict().sealed, 7);
}

TEST_F(AuditPruning, TheChainGoesOnWhenAllIsGone)
{
    sql("UPDATE audit_log SET at = now() - interval '7 years'");
    sql("TRUNCATE audit_seals, audit_heads; INSERT INTO audit_pending SELECT id FROM audit_log");
    std::ofstream(folder.path() + "/heads.jsonl", std::ios::trunc);
    seal_all();
    EXPECT_EQ(prune(), 6U);
    EXPECT_EQ(faults(), Names{});
    write("account.warn", 9);
    seal_all();
    EXPECT_EQ(verdict().sealed, 7);
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AuditPruning, TheDatabaseLetsGoOfNothingYoungOrUncovered)
{
    EXPECT_TRUE(refused("DELETE FROM audit_log WHERE id = 1")) << "no checkpoint";
    EXPECT_TRUE(refused("DELETE FROM audit_seals WHERE seq = 1"));
    EXPECT_TRUE(refused("DELETE FROM audit_heads WHERE seq = 3"));
    // A checkpoint over all of them, as a bug might make: the young ones stay.
    db().transact_blocking([](Transaction& tx) {
        (void)tx.exec_plain("INSERT INTO audit_checkpoints SELECT 6, 6, '\\x00', now(), now(), '', '\\x00'");
    });
    EXPECT_TRUE(refused("DELETE FROM audit_log WHERE id = 4"));
    EXPECT_FALSE(refused("DELETE FROM audit_log WHERE id = 1"));
    EXPECT_TRUE(refused("DELETE FROM audit_checkpoints"));
    EXPECT_TRUE(refused("UPDATE audit_checkpoints SET seq = 1"));
}

TEST_F(AuditPruning, WhatWasTamperedWithStaysAsEvidence)
{
    sql("UPDATE audit_log SET actor_id = 8 WHERE id = 2");
    EXPECT_EQ(prune(), 1U);
    EXPECT_EQ(prune(), 0U);
    EXPECT_EQ(faults(), Names{"edited: entry 2, seal 2"});
}

TEST_F(AuditPruning, TellsACheckpointThatWeDidNotSign)
{
    sql("INSERT INTO audit_checkpoints SELECT seq, entry_id, hash, now(), now(), public_key, signature FROM audit_heads"
        " WHERE seq = 3; DELETE FROM audit_log WHERE id <= 3; DELETE FROM audit_heads WHERE seq <= 3;"
        "DELETE FROM audit_seals WHERE seq <= 3");
    EXPECT_EQ(
        faults(),
        (Names{
            "checkpoint forged: entry 3, seal 3", "seal missing: seal 1", "seal missing: seal 2", "seal missing: seal 3"
        })
    );
}

TEST_F(AuditPruning, TellsThatACheckpointIsGone)
{
    prune();
    sql("DELETE FROM audit_checkpoints");
    EXPECT_EQ(faults(), Names{"checkpoint missing: seal 3"});
}

TEST_F(AuditPruning, TellsWhatWasDoneToTheRest)
{
    prune();
    sql("UPDATE audit_log SET rule = 'other' WHERE id = 5");
    EXPECT_EQ(faults(), Names{"edited: entry 5, seal 5"});
    sql("DELETE FROM audit_heads WHERE seq > 3; DELETE FROM audit_seals WHERE seq > 4; DELETE FROM audit_log WHERE id "
        "> 4");
    EXPECT_EQ(faults(), Names{"truncated: seal 5"});
}

/// Runs the program of its own on a file.
struct Run
{
    int code = -1;
    std::string text;
};
Run check(const std::string& words)
{
    const auto command = std::string(ROUNDS_PROGRAM) + "-audit-verify " + words + " 2>&1";
    std::FILE* pipe = popen(command.c_str(), "r");
    Run run;
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        run.text.append(buffer.data(), size);
    run.code = WEXITSTATUS(pclose(pipe));
    return run;
}

TEST_F(AuditPruning, TheProgramOfItsOwnChecksAnExportWithoutADatabase)
{
    prune();
    const auto path = folder.path() + "/export.jsonl";
    const auto heads = " --heads " + folder.path() + "/heads.jsonl ";
    std::ofstream(path) << exported();
    const auto whole = check(heads + path);
    EXPECT_EQ(whole.code, 0);
    EXPECT_NE(whole.text.find("pruned: seals 1 to 3"), std::string::npos) << whole.text;
    EXPECT_NE(whole.text.find("6 sealed entries, all as they were sealed."), std::string::npos) << whole.text;

    auto edited = exported();
    edited.replace(edited.find("\"actor\":\"7\""), 11, "\"actor\":\"8\"");
    std::ofstream(path, std::ios::trunc) << edited;
    const auto changed = check("--json " + path);
    EXPECT_EQ(changed.code, 1);
    EXPECT_NE(changed.text.find(R"({"fault":"edited","seal":"4","entry":"4"})"), std::string::npos) << changed.text;

    std::ofstream(path, std::ios::trunc) << "nonsense\n";
    EXPECT_EQ(check(path).code, 2);
    EXPECT_EQ(check("").code, 2);
}

TEST(AuditProgram, LinksNoDatabase)
{
    std::ifstream in(std::string(ROUNDS_PROGRAM) + "-audit-verify", std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    ASSERT_NE(content.find("libcrypto.so"), std::string::npos) << "it names the libraries that it loads";
    EXPECT_EQ(content.find("libpq"), std::string::npos);
}

} // namespace
} // namespace rounds::audit
