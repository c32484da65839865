#pragma once

#include "server/audit/log/offline.hpp"
#include "server/audit/sealer.hpp"
#include "storage/audit.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

namespace rounds::audit {

using storage::Transaction;
using Names = std::vector<std::string>;

inline const Time start = *parse_iso8601("2026-11-22T09:00:00Z");

class AuditLog : public ::testing::Test
{
protected:
    AuditLog() : key(signing_key("a key of 32 bytes for tests only")), file(folder.path() + "/heads.jsonl") {}

    void write(const std::string& action, std::int64_t target, const std::string& rule = "")
    {
        db().transact_blocking([&](Transaction& tx) {
            storage::audit::Entry entry;
            entry.actor = AccountId{7};
            entry.via = "api";
            entry.action = action;
            entry.target_kind = "account";
            entry.target = target;
            entry.rule = rule;
            storage::audit::add(tx, entry);
        });
    }
    /// Six entries in two batches, so two signed heads.
    void fill()
    {
        for (int i = 1; i <= 3; ++i) write("account.silence", i);
        seal_all();
        for (int i = 4; i <= 6; ++i) write("account.suspend", i, "spam");
        seal_all();
    }
    void seal_all() { Sealer(db(), key, file).run(start); }
    /// What an intruder with all rights of the database can do.
    void sql(const std::string& text)
    {
        db().transact_blocking([&](Transaction& tx) {
            (void)tx.exec_plain("SET LOCAL session_replication_role = replica"); // switches triggers off
            (void)tx.exec_plain(text);
        });
    }
    Verdict verdict() { return verify(db(), file.read(), key.public_key().to_multikey()); }
    std::vector<std::string> faults()
    {
        std::vector<std::string> names;
        for (const auto& one : verdict().findings) names.emplace_back(describe(one));
        return names;
    }
    std::string exported()
    {
        std::string text;
        db().transact_blocking([&](Transaction& tx) {
            for (const auto& row : storage::audit::checkpoints_after(tx, 0, 100)) text += line_of(row) + '\n';
            for (const auto& row : storage::audit::sealed_after(tx, 0, 100)) text += line_of(row) + '\n';
            for (const auto& row : storage::audit::heads_after(tx, 0, 100)) text += line_of(row) + '\n';
        });
        return text;
    }
    std::vector<std::string> faults_of(const std::string& lines)
    {
        std::istringstream in(lines);
        Verifier verifier(file.read(), key.public_key().to_multikey());
        EXPECT_EQ(read_export(in, verifier), 0U);
        std::vector<std::string> names;
        for (const auto& one : verifier.finish(std::nullopt)) names.emplace_back(describe(one));
        return names;
    }
    storage::Database& db() { return database.db(); }

    test::TestDatabase database;
    test::TemporaryFolder folder;
    signatures::PrivateKey key;
    HeadsFile file;
};

} // namespace rounds::audit
