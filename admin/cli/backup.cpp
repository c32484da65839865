#include "admin/cli/backup.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/backup/keys.hpp"
#include "storage/backups.hpp"
#include "storage/pg/database.hpp"
#include "storage/pg/roles.hpp"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace rounds::cli {
namespace {

namespace fs = std::filesystem;

struct Options
{
    std::string to;
    std::size_t keep = 0;
    LockOptions lock;
    std::string means;
    bool keys = false;
};

template <class Body> void in_database(const std::string& url, const app::Config& config, Body body)
{
    storage::DatabaseSettings settings;
    settings.url = url;
    settings.connections = 1;
    settings.allow_unsafe_settings = config.database.allow_unsafe_settings;
    if (storage::roles::ready(url)) settings.role = storage::roles::app;
    storage::Database db(std::move(settings));
    db.transact_blocking(body);
}

/// Before anything leaves: a copy that is not on record is not made.
void note_copy(const std::string& url, const app::Config& config, std::string_view action)
{
    in_database(url, config, [&](storage::Transaction& tx) { note_command(tx, action, "instance", std::nullopt); });
}

/// For those who watch over copies, once one is complete.
void note_success(const std::string& url, const app::Config& config, std::string_view kind, const std::string& means)
{
    in_database(url, config, [&](storage::Transaction& tx) {
        storage::backups::note(tx, {.kind = std::string(kind), .means = means, .finished_at = SystemClock{}.now()});
    });
}

json::object summary_of(const backup::Manifest& manifest)
{
    auto shown = to_json(manifest);
    shown.erase("files");
    shown["media_files"] = manifest.media_files();
    return shown;
}

void back_up(const Environment& environment, const Options& options)
{
    if (options.to.empty()) throw UsageError("--to is needed: a folder that exists, or a file that does not");
    const auto lock = options.lock.read();
    const auto config = environment.config();
    const bool to_folder = fs::is_directory(options.to);
    if (options.keep != 0 && !to_folder) throw UsageError("--keep goes with a folder");
    const auto& domain = config.instance.domain;
    const auto file =
        to_folder ? fs::path(options.to) / backup::usual_name(domain, SystemClock{}.now()) : fs::path(options.to);
    const auto begun = std::chrono::steady_clock::now();
    const auto database = open_database(config);
    note_copy(database.url, config, "backup.make");
    const ProgressLine line(environment);
    const auto made = backup::make_backup(config, environment.config_file, database.url, file, lock, line.progress());
    note_success(database.url, config, storage::backups::data, "rounds");
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const auto removed =
        options.keep == 0 ? std::vector<std::string>{} : backup::remove_old(options.to, domain, options.keep);

    auto shown = summary_of(made.manifest);
    shown["file"] = file.string();
    shown["size"] = static_cast<std::int64_t>(made.size);
    shown["seconds"] = took.count();
    json::array gone;
    for (const auto& name : removed) gone.emplace_back(name);
    shown["removed"] = std::move(gone);
    auto text = fmt::format(
        "{}: {}, as of {}, {} media files, in {:.1f} s.",
        file.string(),
        megabytes(made.size),
        to_iso8601(made.manifest.taken_at),
        made.manifest.media_files(),
        took.count()
    );
    if (made.manifest.media_store != "disk")
        text += "\nMedia are in S3 and not in it: have the bucket keep versions, or copy it.";
    text += "\nKeys are not in it: rounds backup key --to FILE, to be kept elsewhere.";
    if (!removed.empty()) text += fmt::format("\n{} older ones were removed.", removed.size());
    print(environment, shown, text);
}

void back_up_keys(const Environment& environment, const Options& options)
{
    if (options.to.empty()) throw UsageError("--to is needed: a file; an older backup of keys makes way");
    const auto lock = options.lock.read();
    const auto config = environment.config();
    const auto database = open_database(config);
    note_copy(database.url, config, "key.export");
    const auto count = backup::make_key_backup(config.paths.data, database.url, options.to, lock);
    note_success(database.url, config, storage::backups::keys, "rounds");
    print(
        environment,
        json::object{{"file", options.to}, {"keys", count}},
        fmt::format(
            "{}: the secret key and {} keys of direct messages. Keep it away from the backups.", options.to, count
        )
    );
}

void note_other(const Environment& environment, const Options& options)
{
    const auto config = environment.config();
    const auto database = open_database(config);
    note_copy(database.url, config, "backup.note");
    note_success(database.url, config, options.keys ? storage::backups::keys : storage::backups::data, options.means);
    print(
        environment,
        json::object{{"noted", options.keys ? storage::backups::keys : storage::backups::data}, {"by", options.means}},
        fmt::format("A copy by {} was made now.", options.means)
    );
}

void show_last(const Environment& environment)
{
    const auto config = environment.config();
    const auto database = open_database(config);
    storage::backups::Latest latest;
    in_database(database.url, config, [&](storage::Transaction& tx) { latest = storage::backups::latest(tx); });
    json::object shown;
    std::string text;
    for (const auto& [kind, one] : {std::pair("data", latest.data), std::pair("keys", latest.keys)}) {
        shown[kind] = one ? json::value(json::object{{"at", to_iso8601(one->finished_at)}, {"by", one->means}})
                          : json::value(nullptr);
        text += fmt::format(
            "{}{}: {}",
            text.empty() ? "" : "\n",
            kind,
            one ? fmt::format("{} by {}", to_iso8601(one->finished_at), one->means) : "never"
        );
    }
    print(environment, shown, text);
}

void make_identity(const Environment& environment, const Options& options)
{
    if (options.to.empty()) throw UsageError("--to is needed: a file that does not exist");
    backup::make_identity(options.to);
    print(
        environment,
        json::object{{"identity", options.to}, {"recipient", options.to + ".pub"}},
        fmt::format("{0}.pub seals backups, {0} opens them: keep that one off this machine.", options.to)
    );
}

void add_lock(CLI::App& command, LockOptions& lock)
{
    command.add_option("--passphrase-file", lock.passphrase_file, "Seal with the passphrase in its first line");
    command.add_option("--recipient-file", lock.recipient_file, "Seal for a recipient: the .pub of `backup identity`");
}

} // namespace

OpenedDatabase open_database(const app::Config& config)
{
    OpenedDatabase opened{.cluster = nullptr, .url = config.database.url};
    if (!opened.url.empty()) return opened;
    storage::PrivateCluster::Settings settings;
    settings.folder = config.paths.data / "postgresql";
    settings.durable = !config.database.allow_unsafe_settings;
    if (!fs::exists(settings.folder))
        throw std::runtime_error(fmt::format("{}: there is no database yet", settings.folder.string()));
    opened.cluster = std::make_unique<storage::PrivateCluster>(std::move(settings));
    opened.url = opened.cluster->url();
    return opened;
}

backup::Lock LockOptions::read() const
{
    const auto given = [](const std::string& file) { return file.empty() ? 0 : 1; };
    if (given(passphrase_file) + given(recipient_file) + given(identity_file) != 1)
        throw UsageError("one of --passphrase-file and --recipient-file (to restore: --identity-file) is needed");
    return backup::read_lock(passphrase_file, recipient_file, identity_file);
}

ProgressLine::ProgressLine(const Environment& environment)
{
    if (environment.json || isatty(STDERR_FILENO) == 0) {
        progress_ = [](std::string_view, std::uint64_t) {};
        return;
    }
    progress_ = [this](std::string_view what, std::uint64_t bytes) {
        const auto now = std::chrono::steady_clock::now();
        if (now - last_ < std::chrono::milliseconds(200)) return;
        last_ = now;
        shown_ = true;
        fmt::print(stderr, "\r\x1b[K{} {}", what, megabytes(bytes));
    };
}

ProgressLine::~ProgressLine()
{
    if (shown_) std::fputs("\r\x1b[K", stderr);
}

std::string megabytes(std::uint64_t bytes)
{
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

void add_backup(CLI::App& program, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* command = program.add_subcommand("backup", "A sealed copy of the instance while it runs; its keys go apart");
    command->require_subcommand(0, 1);
    command->add_option("--to", options->to, "A folder (a name with the time is made), or a file");
    command->add_option("--keep", options->keep, "Of this instance's backups in the folder keep so many");
    add_lock(*command, options->lock);
    command->callback([&environment, options, command] {
        if (command->get_subcommands().empty()) back_up(environment, *options);
    });

    auto* key = command->add_subcommand("key", "The secret key and the keys of direct messages, apart from the rest");
    key->add_option("--to", options->to, "A file; an older one makes way");
    add_lock(*key, options->lock);
    key->callback([&environment, options] { back_up_keys(environment, *options); });

    auto* noted =
        command->add_subcommand("note", "Note that a copy by other means was made, for doctor, metrics, console");
    noted->add_option("--by", options->means, "What made it: pgbackrest")->required();
    noted->add_flag("--keys", options->keys, "It was a copy of the keys");
    noted->callback([&environment, options] { note_other(environment, *options); });

    command->add_subcommand("last", "When the last copies were made")->callback([&environment] {
        show_last(environment);
    });

    auto* identity = command->add_subcommand("identity", "Make a key pair: whoever makes backups need not open them");
    identity->add_option("--to", options->to, "The secret half; the other one is FILE.pub");
    identity->callback([&environment, options] { make_identity(environment, *options); });
}

} // namespace rounds::cli
