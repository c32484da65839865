#include "admin/cli/command.hpp"
#include "storage/pg/cluster.hpp"
#include "storage/pg/migrator.hpp"
#include "storage/pg/roles.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

struct MigrateOptions
{
    bool dry_run = false;
};

void migrate(const Environment& environment, const MigrateOptions& options)
{
    const auto config = environment.config();
    std::unique_ptr<storage::PrivateCluster> cluster;
    auto url = config.database.url;
    if (url.empty()) {
        storage::PrivateCluster::Settings settings;
        settings.folder = config.paths.data / "postgresql";
        cluster = std::make_unique<storage::PrivateCluster>(std::move(settings));
        url = cluster->url();
    }
    storage::Migrator migrator(url);
    const auto names = migrator.migrate(options.dry_run);
    for (const auto& name : names) fmt::print("{} {}\n", options.dry_run ? "would apply" : "applied", name);
    // Before the report: a database whose roles cannot be made is in order all the same, and the log says what it
    // lacks.
    if (!options.dry_run) (void)storage::roles::prepare(url);
    if (names.empty()) fmt::print("The database is up to date.\n");
}

} // namespace

void add_migrate(CLI::App& program, Environment& environment)
{
    auto* command =
        program.add_subcommand("migrate", "Bring the database to the schema of this version (serve does so too)");
    auto options = std::make_shared<MigrateOptions>();
    command->add_flag("--dry-run", options->dry_run, "Say what would be applied, change nothing");
    command->callback([&environment, options] { migrate(environment, *options); });
}

} // namespace rounds::cli
