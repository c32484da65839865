#include "server/backup/restore.hpp"
#include "admin/cli/backup.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/backup/keys.hpp"
#include "storage/base/log.hpp"

#include <CLI/CLI.hpp>
#include <chrono>

namespace rounds::cli {
namespace {

namespace fs = std::filesystem;

struct Options
{
    std::string from;
    std::string to;
    std::string database_url;
    bool verify = false;
    bool force = false;
    LockOptions lock;
};

void check(const Options& options)
{
    if (options.from.empty()) throw UsageError("--from is needed: the backup");
    if (options.to.empty() && !options.verify) throw UsageError("--to is needed: the data folder (paths.data)");
}

std::string audit_text(const backup::Manifest& manifest)
{
    return manifest.audit ? fmt::format("{} ({:.16}...)", manifest.audit->seal, manifest.audit->hash) : "none";
}

std::string facts_of(const backup::Manifest& manifest)
{
    std::int64_t rows = 0;
    for (const auto& [table, count] : manifest.rows) rows += count;
    std::string main;
    for (const auto* table : {"accounts", "users", "statuses", "media_attachments", "networks", "summaries"})
        if (const auto found = manifest.rows.find(table); found != manifest.rows.end())
            main += fmt::format(", {} {}", table, found->second);
    return fmt::format(
        "{} (Rounds {}, schema {}), as of {}: {} rows{}; {} media files; audit log up to seal {}",
        manifest.domain,
        manifest.version,
        manifest.schema,
        to_iso8601(manifest.taken_at),
        rows,
        main,
        manifest.media_files(),
        audit_text(manifest)
    );
}

json::object shown_of(const backup::Manifest& manifest)
{
    auto shown = to_json(manifest);
    shown.erase("files");
    shown["media_files"] = manifest.media_files();
    return shown;
}

void verify(const Environment& environment, const Options& options)
{
    const auto lock = options.lock.read();
    const ProgressLine line(environment);
    const auto manifest = backup::check_backup(options.from, lock, line.progress());
    print(environment, shown_of(manifest), options.from + " is whole. " + facts_of(manifest));
}

void restore(const Environment& environment, const Options& options)
{
    check(options);
    if (options.verify) return verify(environment, options);
    log::configure(log::Level::warn, false);
    const auto lock = options.lock.read();
    const auto begun = std::chrono::steady_clock::now();
    const backup::Target target{.data = options.to, .database_url = options.database_url, .force = options.force};
    const ProgressLine line(environment);
    const auto done = backup::restore(options.from, target, lock, line.progress());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const std::chrono::duration<double> age = SystemClock{}.now() - done.manifest.taken_at;

    auto shown = shown_of(done.manifest);
    json::array differences;
    for (const auto& one : done.differences) differences.emplace_back(one);
    shown["differences"] = std::move(differences);
    shown["audit_entries"] = done.audit_entries;
    shown["recovery_point"] = to_iso8601(done.manifest.taken_at);
    shown["recovery_point_age_seconds"] = age.count();
    shown["recovery_seconds"] = took.count();
    shown["aside"] = string_or_null(done.aside.string());
    auto text = facts_of(done.manifest);
    for (const auto& one : done.differences) text += "\ndiffers: " + one;
    if (done.differences.empty())
        text += fmt::format(
            "\nCounts, the audit log ({} entries against their seals) and the hashes of all files are those of the "
            "backup.",
            done.audit_entries
        );
    text += fmt::format(
        "\nRecovery point (RPO): {}; what was written in the {:.0f} s since is not there.\nRecovery time (RTO): {:.1f} "
        "s.",
        to_iso8601(done.manifest.taken_at),
        age.count(),
        took.count()
    );
    if (!done.aside.empty()) text += "\nWhat was there before is in " + done.aside.string() + ".";
    if (done.manifest.media_store != "disk") text += "\nMedia are in S3: they were not in the backup.";
    text += "\nNext: rounds restore key, then start; without the keys direct messages stay closed.";
    print(environment, shown, text);
    if (!done.differences.empty())
        throw std::runtime_error(fmt::format(
            "what was restored is not what was backed up; it is left in {}",
            (fs::path(options.to) / ".restoring").string()
        ));
}

void restore_keys(const Environment& environment, const Options& options)
{
    check(options);
    const auto lock = options.lock.read();
    if (options.verify) {
        const auto count = backup::check_keys(options.from, lock);
        print(
            environment,
            json::object{{"keys", count}},
            fmt::format("{} is whole: the secret key and {} keys of direct messages.", options.from, count)
        );
        return;
    }
    log::configure(log::Level::warn, false);
    (void)backup::check_keys(options.from, lock); // before a private database is started
    OpenedDatabase database{.cluster = nullptr, .url = options.database_url};
    if (database.url.empty()) {
        storage::PrivateCluster::Settings settings;
        settings.folder = fs::path(options.to) / "postgresql";
        settings.run_as = backup::cluster_user(options.to);
        if (!fs::exists(settings.folder))
            throw UsageError(fmt::format("{}: there is no database; restore that first", settings.folder.string()));
        database.cluster = std::make_unique<storage::PrivateCluster>(std::move(settings));
        database.url = database.cluster->url();
    }
    const auto done = backup::restore_keys(options.from, options.to, database.url, lock, options.force);
    print(
        environment,
        json::object{{"keys", done.held}, {"put", done.put}},
        fmt::format(
            "The secret key is back, and {} of {} keys of direct messages that were missing.", done.put, done.held
        )
    );
}

void add_lock(CLI::App& command, LockOptions& lock)
{
    command.add_option("--passphrase-file", lock.passphrase_file, "The passphrase is its first line");
    command.add_option("--identity-file", lock.identity_file, "The secret half of `rounds backup identity`");
}

} // namespace

void add_restore(CLI::App& program, Environment& environment)
{
    auto options = std::make_shared<Options>();
    const auto add_common = [&options](CLI::App& command) {
        command.add_option("--from", options->from, "The backup");
        command.add_option("--to", options->to, "The data folder (paths.data)");
        command.add_option("--database-url", options->database_url, "A database elsewhere, instead of a private one");
        command.add_flag("--verify", options->verify, "Only check that the backup is whole and opens; change nothing");
        add_lock(command, options->lock);
    };
    auto* command = program.add_subcommand("restore", "Put a backup back, and compare it with what was backed up");
    command->require_subcommand(0, 1);
    add_common(*command);
    command->add_flag("--force", options->force, "The folder is not empty: move what is there aside");
    command->callback([&environment, options, command] {
        if (command->get_subcommands().empty()) restore(environment, *options);
    });

    auto* key = command->add_subcommand("key", "Put the keys back; the instance comes first");
    add_common(*key);
    key->add_flag("--force", options->force, "Take the place of another secret key");
    key->callback([&environment, options] { restore_keys(environment, *options); });
}

} // namespace rounds::cli
