#include "storage/pg/failure.hpp"
#include "storage/pg/roles.hpp"
#include "tests/integration/audit/audit_rig.hpp"

namespace rounds::audit {
namespace {

class AuditRoles : public AuditLog
{
protected:
    AuditRoles() { EXPECT_TRUE(storage::roles::prepare(database.url())); }

    std::unique_ptr<storage::Database> as(const char* role)
    {
        return std::make_unique<storage::Database>(storage::DatabaseSettings{
            .url = database.url(), .connections = 1, .allow_unsafe_settings = true, .role = role
        });
    }
    /// Empty when PostgreSQL lets it happen.
    static std::string refusal(storage::Database& db, const std::string& text)
    {
        try {
            db.transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
            return {};
        } catch (const storage::QueryFailed& failure) {
            return failure.what();
        }
    }
};

TEST_F(AuditRoles, TheServersOwnMayOnlyAddToTheLog)
{
    fill();
    const auto app = as(storage::roles::app);
    app->transact_blocking([](Transaction& tx) {
        storage::audit::add_about(tx, AccountId{7}, "page", "password.change", AccountId{7});
    });
    EXPECT_EQ(refusal(*app, "UPDATE statuses SET language = language"), "") << "all else is its own";
    for (const auto* text :
         {"UPDATE audit_log SET rule = ''",
          "DELETE FROM audit_log",
          "TRUNCATE audit_log",
          "ALTER TABLE audit_log DISABLE TRIGGER ALL",
          "DELETE FROM audit_pending",
          "INSERT INTO audit_seals VALUES (99, 99, '', '')",
          "INSERT INTO audit_heads VALUES (99, 99, '', now(), '', '')",
          "INSERT INTO audit_checkpoints VALUES (99, 99, '', now(), now(), '', '')",
          "SELECT setval('audit_log_id_seq', 1)",
          "UPDATE schema_migrations SET checksum = ''",
          "SET LOCAL session_replication_role = replica"}) {
        const auto said = refusal(*app, text);
        EXPECT_TRUE(said.contains("permission denied") || said.contains("must be owner")) << text << ": " << said;
    }
}

TEST_F(AuditRoles, TheSealersMaySealAndSeesNothingElse)
{
    write("account.warn", 1);
    const auto sealing = as(storage::roles::sealer);
    EXPECT_EQ(Sealer(*sealing, key, file).run(start), 1U);
    EXPECT_EQ(faults(), Names{});
    for (const auto* text :
         {"SELECT 1 FROM accounts",
          "SELECT 1 FROM statuses",
          "UPDATE audit_log SET rule = ''",
          "UPDATE audit_seals SET hash = ''",
          "INSERT INTO audit_log (via, action, target_kind) VALUES ('api', 'account.lift', 'account')",
          "TRUNCATE audit_log"})
        EXPECT_TRUE(refusal(*sealing, text).contains("permission denied")) << text;
    EXPECT_TRUE(refusal(*sealing, "DELETE FROM audit_log").contains("only ever added")) << "no checkpoint covers it";
}

TEST_F(AuditRoles, PruneInTheSealersRole)
{
    write("account.warn", 1);
    sql("UPDATE audit_log SET at = now() - interval '7 years'");
    const auto sealing = as(storage::roles::sealer);
    Sealer sealer(*sealing, key, file);
    EXPECT_EQ(sealer.run(start), 1U);
    EXPECT_EQ(sealer.prune(start, start - std::chrono::days(6 * 366)), 1U);
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AuditRoles, TablesOfALaterVersionAreGrantedToo)
{
    sql("CREATE TABLE later (id bigint)");
    EXPECT_FALSE(storage::roles::ready(database.url()));
    EXPECT_TRUE(storage::roles::prepare(database.url()));
    const auto app = as(storage::roles::app);
    EXPECT_EQ(refusal(*app, "INSERT INTO later VALUES (1)"), "");
}

} // namespace
} // namespace rounds::audit
