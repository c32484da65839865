#include "admin/cli/doctor.hpp"
#include "storage/backups.hpp"
#include "storage/pg/cluster.hpp"
#include "storage/pg/database.hpp"
#include "storage/pg/inspect.hpp"
#include "storage/pg/migrator.hpp"
#include "storage/pg/roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace rounds::cli::doctor {
namespace {

constexpr int oldest_version = 150000;

void judge_server(const app::Config& config, const storage::ServerFacts& facts, Findings& findings)
{
    const auto before = findings.size();
    const auto wrong = [&](std::string says, std::string advice) {
        findings.push_back({"database", State::wrong, std::move(says), std::move(advice)});
    };
    const auto warn = [&](std::string says, std::string advice) {
        findings.push_back({"database", State::warning, std::move(says), std::move(advice)});
    };
    if (facts.version < oldest_version)
        wrong("PostgreSQL is older than version 15", "upgrade PostgreSQL to 15 or newer");
    if (facts.encoding != "UTF8")
        wrong(fmt::format("the database's encoding is {}", facts.encoding), "create the database with ENCODING 'UTF8'");
    for (const auto& setting : facts.off) {
        const auto says = fmt::format("PostgreSQL runs with {} = off: a crash loses what was accepted", setting);
        const auto advice = fmt::format("ALTER SYSTEM SET {} = on; SELECT pg_reload_conf()", setting);
        config.database.allow_unsafe_settings ? warn(says, advice) : wrong(says, advice);
    }
    if (!facts.out_of_reach.empty())
        wrong(
            fmt::format("our role may not read and write: {}", fmt::join(facts.out_of_reach, ", ")),
            "GRANT SELECT, INSERT, UPDATE, DELETE ON them to the role of database.url, or let it own them"
        );
    if (!facts.may_create)
        wrong(
            "our role may not create tables in its schema, as the next upgrade will",
            "GRANT CREATE ON SCHEMA public to the role of database.url"
        );
    if (!config.database.url.empty() && facts.superuser)
        warn("our role is a superuser of the database", "use a role of its own: CREATE ROLE rounds LOGIN");
    if (facts.remote && !facts.encrypted)
        warn("the connection to the database is not encrypted", "add sslmode=verify-full to database.url");
    if (findings.size() == before)
        findings.push_back(
            {"database", State::good, fmt::format("PostgreSQL {} keeps what it acknowledges", facts.version / 10000)}
        );
}

/// Without them a hole in the program could reach what the audit log says of it.
void judge_roles(const std::string& url, Findings& findings)
{
    if (storage::roles::ready(url)) {
        findings.push_back({"audit log", State::good, "our role may add to the audit log, and no more"});
        return;
    }
    findings.push_back(
        {"audit log",
         State::warning,
         "the role of database.url works on the audit log itself",
         "as a superuser: CREATE ROLE rounds_app NOLOGIN; CREATE ROLE rounds_sealer NOLOGIN; GRANT rounds_app, "
         "rounds_sealer TO the role of database.url; then start the server again"}
    );
}

std::string ago(std::chrono::hours age)
{
    if (age < std::chrono::hours(48)) return fmt::format("{} hours ago", age.count());
    return fmt::format("{} days ago", age.count() / 24);
}

/// One kind of copy: never made, made too long ago, or as it should be.
void judge_backup(
    const Subject& subject,
    std::string_view of,
    const std::optional<storage::backups::Backup>& last,
    std::string_view how,
    Findings& findings
)
{
    if (!last) {
        findings.push_back({"backup", State::warning, fmt::format("no copy of {} was ever made", of), std::string(how)}
        );
        return;
    }
    const auto age = std::chrono::floor<std::chrono::hours>(SystemClock().now() - last->finished_at);
    auto says = fmt::format("the last copy of {} was made {} (by {})", of, ago(age), last->means);
    if (age > subject.backup_age)
        findings.push_back(
            {"backup",
             State::wrong,
             std::move(says),
             fmt::format(
                 "see why (journalctl -u rounds-backup), then {}; copies by other means: rounds backup note", how
             )}
        );
    else
        findings.push_back({"backup", State::good, std::move(says)});
}

void judge_backups(const Subject& subject, const std::string& url, Findings& findings)
{
    storage::DatabaseSettings settings;
    settings.url = url;
    settings.connections = 1;
    settings.allow_unsafe_settings = true; // judged above
    storage::Database db(std::move(settings));
    const auto latest = db.transact_blocking([](storage::Transaction& tx) { return storage::backups::latest(tx); });
    judge_backup(subject, "the instance", latest.data, "systemctl enable --now rounds-backup.timer", findings);
    judge_backup(
        subject, "its keys", latest.keys, "rounds backup key --to FILE, without which no copy can be read", findings
    );
}

void judge_schema(const Subject& subject, const std::string& url, Findings& findings)
{
    try {
        const auto pending = storage::Migrator(url).migrate(true);
        if (pending.empty()) {
            findings.push_back({"schema", State::good, "the schema is that of this program"});
            judge_roles(url, findings);
            judge_backups(subject, url, findings);
        } else
            findings.push_back(
                {"schema",
                 State::wrong,
                 fmt::format("{} migrations are missing, the first is {}", pending.size(), pending.front()),
                 "make a backup, then run `rounds migrate` (a starting server does it too)"}
            );
    } catch (const std::exception& error) {
        findings.push_back({"schema", State::wrong, error.what(), "run the program that this database belongs to"});
    }
}

} // namespace

std::optional<Time> check_database(const Subject& subject, Findings& findings)
{
    const auto& config = subject.config;
    std::unique_ptr<storage::PrivateCluster> cluster;
    try {
        auto url = config.database.url;
        if (url.empty()) {
            storage::PrivateCluster::Settings settings;
            settings.folder = config.paths.data / "postgresql";
            settings.durable = !config.database.allow_unsafe_settings;
            if (!std::filesystem::exists(settings.folder)) {
                findings.push_back({"database", State::good, "the private PostgreSQL is made at the first start"});
                return std::nullopt;
            }
            cluster = std::make_unique<storage::PrivateCluster>(std::move(settings));
            url = cluster->url();
        }
        const auto facts = storage::inspect(url);
        judge_server(config, facts, findings);
        judge_schema(subject, url, findings);
        return facts.now;
    } catch (const std::exception& error) {
        findings.push_back(
            {"database",
             State::wrong,
             fmt::format("it cannot be reached: {}", error.what()),
             "start PostgreSQL, mend database.url, or let pg_hba.conf admit the role"}
        );
        return std::nullopt;
    }
}

} // namespace rounds::cli::doctor
