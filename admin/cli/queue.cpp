#include "admin/cli/knowledge.hpp"
#include "storage/base/json.hpp"
#include "storage/jobs.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

using storage::Transaction;

void show(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto figures =
        runtime->app().db.transact_blocking([](Transaction& tx) { return storage::jobs::figures(tx); });
    if (environment.json)
        fmt::print(
            "{}\n",
            json::serialize(json::object{{"waiting", figures.waiting}, {"due", figures.due}, {"dead", figures.dead}})
        );
    else
        fmt::print("waiting {}, due {}, dead {}\n", figures.waiting, figures.due, figures.dead);
}

void replay(const Environment& environment, const std::string& id)
{
    const auto job = parse_id<JobId>(id);
    if (!job) throw UsageError(fmt::format("\"{}\" is no id of a job", id));
    const auto runtime = environment.runtime();
    const auto done = runtime->app().db.transact_blocking([&](Transaction& tx) {
        auto replayed = storage::jobs::replay(tx, *job);
        if (replayed) note_run(tx, environment, "job", to_int(*job));
        return replayed;
    });
    if (!done) throw UsageError(fmt::format("there is no dead job {}", id));
    print(environment, json::object{{"id", id}}, fmt::format("Job {} runs again.", id));
}

} // namespace

void add_queue(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("queue", "Work that waits, and work that failed for good");
    command->require_subcommand(1);
    command->add_subcommand("show", "How much waits, is due, is dead")->callback([&environment] { show(environment); });
    auto id = std::make_shared<std::string>();
    auto* replay_command = command->add_subcommand("replay", "Run a dead job again");
    replay_command->add_option("id", *id, "Its id")->required();
    replay_command->callback([&environment, id] { replay(environment, *id); });
}

} // namespace rounds::cli
