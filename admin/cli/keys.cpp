#include "admin/cli/backup.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/app/secret_key.hpp"
#include "server/audit/sealer.hpp"
#include "storage/key_rotation.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace rounds::cli {
namespace {

namespace fs = std::filesystem;
namespace rotation = storage::key_rotation;
using crypto::Vault;

constexpr auto about_order =
    "With the instance stopped, `keys rotate` makes a new key, seals with it what the one before sealed, and drops "
    "that\n"
    "one. It may be cut off and run again; until it is through, no server starts. Where the key is a credential of "
    "systemd,\n"
    "root does the first and last step: `rounds keys new --file /etc/credstore/rounds.secret.key`, then\n"
    "`rounds-admin keys rotate`, then `rounds keys retire --file /etc/credstore/rounds.secret.key NAME`.\n"
    "Afterwards: `backup key`, and destroy its older copies.";

struct Options
{
    std::string file;
    std::vector<std::string> names;
    int batch = 500;
    bool dry_run = false;
};

struct Tally
{
    std::string_view place;
    rotation::Page sum;
};

/// The database alone: an instance between two keys has no runtime.
struct Opened
{
    OpenedDatabase database;
    storage::Database db;

    explicit Opened(const app::Config& config) : database(open_database(config)), db(settings(config, database.url)) {}

    static storage::DatabaseSettings settings(const app::Config& config, const std::string& url)
    {
        storage::DatabaseSettings settings;
        settings.url = url;
        settings.connections = 1;
        settings.statement_timeout = std::chrono::minutes(5);
        settings.allow_unsafe_settings = config.database.allow_unsafe_settings;
        settings.name = "rounds keys";
        return settings;
    }
};

/// Progress on standard error, for who watches.
void say(const Environment& environment, std::string_view place, std::int64_t seen)
{
    if (environment.json || isatty(STDERR_FILENO) == 0) return;
    fmt::print(stderr, "\r\x1b[K{}: {}", place, seen);
}

std::vector<Tally>
go_through(const Environment& environment, storage::Database& db, const app::SecretKeys& keys, int batch, bool write)
{
    const rotation::Sealing fresh(keys.current);
    const rotation::Sealing earlier(keys.earlier.empty() ? keys.current : keys.earlier.front());
    std::vector<Tally> all;
    for (const auto& place : rotation::places()) {
        Tally tally{.place = place.name, .sum = {.more = true}};
        while (tally.sum.more) {
            const auto page = db.transact_blocking([&](storage::Transaction& tx) {
                return rotation::renew(tx, fresh, earlier, place, tally.sum.last, batch, write);
            });
            tally.sum = {
                .seen = tally.sum.seen + page.seen,
                .earlier = tally.sum.earlier + page.earlier,
                .closed = tally.sum.closed + page.closed,
                .last = page.last,
                .more = page.more
            };
            say(environment, place.name, tally.sum.seen);
        }
        all.push_back(tally);
    }
    if (!environment.json && isatty(STDERR_FILENO) != 0) std::fputs("\r\x1b[K", stderr);
    return all;
}

rotation::Page total(const std::vector<Tally>& tallies)
{
    rotation::Page sum;
    for (const auto& one : tallies) {
        sum.seen += one.sum.seen;
        sum.earlier += one.sum.earlier;
        sum.closed += one.sum.closed;
    }
    return sum;
}

json::object as_json(const app::SecretKeys& keys, const std::vector<Tally>& tallies)
{
    json::array names;
    for (const auto& key : keys.earlier) names.emplace_back(Vault::name_of(key));
    json::array rows;
    for (const auto& one : tallies)
        rows.push_back(json::object{
            {"place", one.place}, {"seen", one.sum.seen}, {"by_earlier", one.sum.earlier}, {"closed", one.sum.closed}
        });
    return {{"in_use", Vault::name_of(keys.current)}, {"earlier", std::move(names)}, {"places", std::move(rows)}};
}

std::string as_text(const std::vector<Tally>& tallies, std::string_view earlier)
{
    std::string text;
    for (const auto& one : tallies) {
        text += fmt::format("{:40} {}", one.place, one.sum.seen);
        if (one.sum.earlier > 0) text += fmt::format(", {} {}", one.sum.earlier, earlier);
        if (one.sum.closed > 0) text += fmt::format(", {} that none of the keys opens", one.sum.closed);
        text += '\n';
    }
    return text;
}

void show(const Environment& environment)
{
    const auto config = environment.config();
    const auto keys = app::load_secret_keys(config.paths.data, false);
    Opened opened(config);
    const auto tallies = go_through(environment, opened.db, keys, 500, false);
    auto text = fmt::format("key in use: {}\n", Vault::name_of(keys.current));
    for (const auto& key : keys.earlier) text += fmt::format("before it:  {}\n", Vault::name_of(key));
    text += as_text(tallies, "by the key before it");
    text.pop_back();
    print(environment, as_json(keys, tallies), text);
}

app::SecretKeys with_new_key(const fs::path& file)
{
    auto keys = app::read_secret_keys(file);
    if (!keys.earlier.empty())
        throw std::runtime_error(fmt::format("{}: a new key is there already: rounds keys rotate", file.string()));
    keys.earlier = {keys.current};
    keys.current = crypto::random_bytes(32);
    app::write_secret_keys(file, keys);
    return keys;
}

void make_new(const Environment& environment, const Options& options)
{
    const auto keys = with_new_key(options.file);
    print(
        environment,
        json::object{{"file", options.file}, {"in_use", Vault::name_of(keys.current)}},
        fmt::format(
            "{}: key {} comes before {}. With the instance stopped, next: rounds-admin keys rotate",
            options.file,
            Vault::name_of(keys.current),
            Vault::name_of(keys.earlier.front())
        )
    );
}

void demand_stopped(storage::Database& db)
{
    const auto running = db.transact_blocking([](storage::Transaction& tx) { return rotation::servers(tx); });
    if (running > 0) throw std::runtime_error("the instance runs: stop all of its processes first");
}

/// Those that a rotation works with; a first run makes the new one, where it may.
app::SecretKeys keys_to_rotate(const app::Config& config, bool dry_run)
{
    auto keys = app::load_secret_keys(config.paths.data, false);
    if (!keys.earlier.empty()) return keys;
    if (app::secret_keys_are_a_credential())
        throw UsageError(
            "the key is a credential here: as root, run `rounds keys new --file /etc/credstore/rounds.secret.key` first"
        );
    if (!dry_run) return with_new_key(config.paths.data / "secret.key");
    keys.earlier = {keys.current};
    keys.current = crypto::random_bytes(32);
    return keys;
}

/// What the earlier key is good for no more; in its last step it goes.
std::string end_rotation(const app::Config& config, app::SecretKeys keys, storage::Database& db)
{
    audit::note_succession(
        db,
        audit::HeadsFile(audit::heads_file(config.paths.data)),
        audit::signing_key(keys.earlier.front()),
        audit::signing_key(keys.current)
    );
    const auto earlier = Vault::name_of(keys.earlier.front());
    if (app::secret_keys_are_a_credential())
        return fmt::format(
            "Next, as root: rounds keys retire --file /etc/credstore/rounds.secret.key {}, then start the instance.",
            earlier
        );
    keys.earlier.clear();
    app::write_secret_keys(config.paths.data / "secret.key", keys);
    return fmt::format(
        "Key {} is gone. Start the instance; make a new `rounds backup key`, destroy the older ones.", earlier
    );
}

void rotate(const Environment& environment, const Options& options)
{
    const auto config = environment.config();
    Opened opened(config);
    if (!options.dry_run) demand_stopped(opened.db);
    const auto keys = keys_to_rotate(config, options.dry_run);
    if (!options.dry_run)
        opened.db.transact_blocking([](storage::Transaction& tx) {
            note_command(tx, "key.rotate", "instance", std::nullopt);
        });
    const auto tallies = go_through(environment, opened.db, keys, options.batch, !options.dry_run);
    const auto sum = total(tallies);
    auto text = as_text(tallies, options.dry_run ? "to be sealed anew" : "sealed anew");
    // What did not open before does not open now; it is told, and keeps nobody from going on.
    if (options.dry_run)
        text += "Nothing was changed.";
    else
        text +=
            fmt::format("{} of {} were sealed anew. {}", sum.earlier, sum.seen, end_rotation(config, keys, opened.db));
    print(environment, as_json(keys, tallies), text);
}

void retire(const Environment& environment, const Options& options)
{
    auto keys = app::read_secret_keys(options.file);
    if (keys.earlier.empty()) throw UsageError(fmt::format("{}: there is no earlier key", options.file));
    // Who may write this file cannot always reach the database: they name the key that `keys rotate` is done with.
    for (const auto& key : keys.earlier)
        if (std::ranges::find(options.names, Vault::name_of(key)) == options.names.end())
            throw UsageError(fmt::format("{}: key {} is not named", options.file, Vault::name_of(key)));
    json::array gone;
    for (const auto& key : keys.earlier) gone.emplace_back(Vault::name_of(key));
    keys.earlier.clear();
    app::write_secret_keys(options.file, keys);
    print(
        environment,
        json::object{{"file", options.file}, {"retired", std::move(gone)}},
        fmt::format(
            "{}: key {} alone is left. Start the instance; make a new `rounds backup key`, destroy the older ones.",
            options.file,
            Vault::name_of(keys.current)
        )
    );
}

} // namespace

void add_keys(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("keys", "The key that seals what is secret in the database: change it");
    command->footer(about_order);
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();

    command->add_subcommand("show", "Names of the keys, and how much each place holds that they seal")
        ->callback([&environment] { show(environment); });

    auto* rotated = command->add_subcommand("rotate", "Seal with a new key what the key before it sealed");
    rotated->add_flag("--dry-run", options->dry_run, "Count, change nothing; the instance may run");
    rotated->add_option("--batch", options->batch, "Rows of a transaction")
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    rotated->callback([&environment, options] { rotate(environment, *options); });

    auto* fresh =
        command->add_subcommand("new", "Put a new key before the one in a credential's file, to be rotated to");
    fresh->add_option("--file", options->file, "The file of the key")->required();
    fresh->callback([&environment, options] { make_new(environment, *options); });

    auto* retired =
        command->add_subcommand("retire", "Drop the earlier key of a credential's file, after `keys rotate`");
    retired->add_option("--file", options->file, "The file of the keys")->required();
    retired->add_option("name", options->names, "The key that may go, as `keys rotate` named it")->required();
    retired->callback([&environment, options] { retire(environment, *options); });
}

} // namespace rounds::cli
