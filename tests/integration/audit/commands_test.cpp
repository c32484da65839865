// R24 for the command line: each command that changes something, run, with its one entry (tests/audit.tsv).

#include "admin/cli/command.hpp"
#include "storage/base/json.hpp"
#include "storage/guard.hpp"
#include "storage/jobs.hpp"
#include "storage/reports.hpp"
#include "storage/sign_ups.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"
#include "tests/support/staff_record.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Transaction;

constexpr const char* password = "correct horse battery";

/// Somebody at the command line of an instance where a little has happened.
class Operator
{
public:
    Operator()
    {
        const auto file = folder_.path() + "/rounds.toml";
        std::ofstream(file) << "[instance]\ndomain = \"mercy.example\"\n[paths]\ndata = \"" << folder_.path()
                            << "/data\"\n[database]\nurl = \"" << database_.url()
                            << "\"\nallow_unsafe_settings = true\n";
        environment_.config_file = file;
        environment_.json = true;
        std::ofstream(folder_.path() + "/party.png") << "\x89PNG\r\n\x1a\n";
        std::ofstream(folder_.path() + "/passphrase") << "a long passphrase of a test\n";
        std::filesystem::permissions(folder_.path() + "/passphrase", std::filesystem::perms::owner_read);
        known_ = {
            {"folder", folder_.path()},
            {"picture", folder_.path() + "/party.png"},
            {"passphrase", folder_.path() + "/passphrase"},
            {"password", std::string("\"") + password + '"'},
            {"name", "ann"},
        };
    }

    storage::Database& db() { return database_.db(); }
    std::map<std::string, std::string>& known() { return known_; }

    /// What it prints.
    std::string run(const std::string& line)
    {
        CLI::App program;
        environment_.command.clear();
        cli::add_commands(program, environment_);
        testing::internal::CaptureStdout();
        try {
            program.parse(filled(line), false);
        } catch (const std::exception& error) {
            (void)testing::internal::GetCapturedStdout();
            ADD_FAILURE() << line << ": " << error.what();
            return {};
        }
        (void)std::fflush(stdout);
        return testing::internal::GetCapturedStdout();
    }

    /// Runs `what` with its arguments and keeps the id it printed.
    void run_and_keep(const std::string& what, const std::string& arguments)
    {
        const auto text = run(what + arguments);
        const auto printed = parse_json(text);
        EXPECT_TRUE(printed) << what << " --json prints " << text;
        if (!printed || !printed->is_object()) return;
        for (const char* name : {"id", "key"})
            if (const auto* id = printed->as_object().if_contains(name); id && id->is_string())
                known_[what] = std::string(id->as_string());
    }

private:
    std::string filled(std::string line) const
    {
        for (auto at = line.find('{'); at != std::string::npos; at = line.find('{', at)) {
            const auto end = line.find('}', at);
            const auto found = known_.find(line.substr(at + 1, end - at - 1));
            if (found == known_.end()) throw std::runtime_error("nothing is known of " + line.substr(at, end - at + 1));
            line.replace(at, end - at + 1, found->second);
        }
        return line;
    }

    TestDatabase database_;
    TemporaryFolder folder_;
    cli::Environment environment_;
    std::map<std::string, std::string> known_;
};

/// People, and what waits for somebody's decision.
void prepare(Operator& someone)
{
    for (const auto* line :
         {"account create boss --role admin --email boss@mercy.example --password ",
          "account create bob --email bob@mercy.example --password "})
        someone.run(line + someone.known().at("password"));
    someone.run_and_keep("roster key", "");
    someone.db().transact_blocking([&](Transaction& tx) {
        const auto id_of = [&](const std::string& name) {
            return tx.exec_plain("SELECT id FROM accounts WHERE domain IS NULL AND username = '" + name + "'")
                .front()
                .get<std::int64_t>("id");
        };
        const auto bob = storage::accounts::find(tx, AccountId{id_of("bob")}).value();
        someone.known()["post"] = to_string(make_status(tx, bob, {.content = "<p>words</p>"}).id);
        const auto lungs = make_network(tx, {.username = "lungs_of_boss", .stewards = {AccountId{id_of("boss")}}});
        someone.known()["sold"] = to_string(make_status(tx, bob, {.audience = lungs.account.id}).id);
        storage::reports::Report report;
        report.uri = "https://mercy.example/flags/1";
        report.account = AccountId{id_of("boss")};
        report.target = bob.id;
        report.category = "spam";
        someone.known()["report"] = to_string(storage::reports::add(tx, report).value().id);
        storage::guard::CrisisCase crisis;
        crisis.account = bob.id;
        crisis.danger = "concern";
        crisis.due_at = SystemClock{}.now();
        const auto opened = storage::guard::open_crisis(tx, crisis, Time{});
        someone.known()["crisis"] = std::to_string(opened.value());
        storage::guard::AdverseEvent card;
        card.account = bob.id;
        card.aware_at = card.due_at = SystemClock{}.now();
        someone.known()["adverse"] = std::to_string(storage::guard::add_adverse_event(tx, card).value());
        for (const char* name : {"wants_in", "wants_in_too"}) {
            storage::SignUp one;
            one.username = name;
            one.email = std::string(name) + "@mercy.example";
            one.password_hash = "x";
            one.must_approve = true;
            one.created_at = SystemClock{}.now();
            (void)storage::sign_ups::add(tx, one).value();
        }
        const auto job = tx.exec_plain("INSERT INTO dead_jobs (id, kind, payload, attempts, last_error, created_at) "
                                       "VALUES (7, 'audit_test', '{}', 9, '', now()) RETURNING id");
        someone.known()["job"] = std::to_string(job.front().get<std::int64_t>("id"));
        tx.exec_plain("UPDATE users SET second_factor_at = now() WHERE account_id = " + to_string(bob.id));
    });
}

TEST(AuditCommands, EachThatChangesSomethingIsOnRecordOnce)
{
    Operator someone;
    prepare(someone);
    int ran = 0;
    for (const auto& act : staff_acts()) {
        if (!act.how.starts_with("run")) continue;
        const auto before = last_entry(someone.db());
        someone.run_and_keep(act.what, act.how.substr(3));
        expect_on_record_once(someone.db(), before, act);
        ++ran;
    }
    EXPECT_GT(ran, 60);
}

TEST(AuditCommands, ADryRunChangesNothingAndLeavesNoEntry)
{
    Operator someone;
    prepare(someone);
    const auto before = last_entry(someone.db());
    const auto would = someone.run("network bar lungs_of_boss bob --as boss --reason Sells --dry-run");
    EXPECT_NE(would.find("Sells"), std::string::npos) << would;
    (void)someone.run("network remove-post lungs_of_boss {sold} --as boss --reason Sells --dry-run");
    someone.db().transact_blocking([](Transaction& tx) {
        EXPECT_EQ(count(tx, "SELECT count(*) FROM network_acts"), 0);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM statuses WHERE visibility = 3"), 0) << "nobody is told";
    });
    EXPECT_EQ(last_entry(someone.db()), before);
}

} // namespace
} // namespace rounds::test
