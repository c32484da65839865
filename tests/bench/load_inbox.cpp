#include "tests/bench/counter.hpp"
#include "tests/bench/deliveries.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/net.hpp"
#include "tests/bench/population_options.hpp"
#include "tests/bench/usage.hpp"

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/base/url.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <optional>
#include <unistd.h>

namespace rounds::bench {
namespace {

struct Options
{
    Population population;
    std::string inbox;
    std::string target;
    std::string target_name = "@reader";
    std::size_t count = 2000;
    std::size_t warm = 64;
    unsigned concurrency = 16;
    unsigned seconds = 300;
    unsigned stall = 15;
    std::string count_url;
    std::string count_sql;
    std::vector<int> processes;
};

Load make_load(const Options& options, const Url& inbox, const std::vector<std::string>& requests)
{
    Load load;
    load.address = loopback(inbox.host, inbox.port);
    load.concurrency = options.concurrency;
    load.count = requests.size();
    load.longest = std::chrono::seconds(options.seconds);
    load.request = [&requests](std::size_t n) { return std::string_view(requests[n]); };
    return load;
}

std::vector<std::string> sign(
    const Options& options,
    Kind kind,
    const Url& inbox,
    const std::vector<Actor>& actors,
    std::string_view part,
    std::size_t count
)
{
    return sign_deliveries(
        Deliveries{
            .kind = kind,
            .authority = inbox.authority(),
            .path = inbox.target,
            .target = options.target,
            .target_name = options.target_name,
            .run = fmt::format("{}-{}-{}", SystemClock().now().time_since_epoch().count(), getpid(), part),
            .count = count,
        },
        actors
    );
}

/// Fills the server's caches of actors and keys and lets it finish, so that the measured part finds it warm.
void warm_up(const Options& options, Kind kind, const Url& inbox, const std::vector<Actor>& actors, Counter* counter)
{
    if (options.warm == 0) return;
    const auto before = counter ? counter->count() : 0;
    const auto requests = sign(options, kind, inbox, actors, "warm", options.warm);
    const auto outcome = run_load(make_load(options, inbox, requests));
    if (outcome.accepted() != options.warm)
        throw std::runtime_error("not all was accepted while warming up: " + serialize(describe(outcome)));
    if (counter) {
        const auto wanted = before + static_cast<std::int64_t>(options.warm);
        if (counter->wait_for(wanted, std::chrono::seconds(options.stall)).count < wanted)
            throw std::runtime_error("not all that was accepted while warming up was stored");
    }
}

void add_stored(
    json::object& report, const Options& options, const Outcome& outcome, Counter& counter, std::int64_t before
)
{
    const auto wanted = before + static_cast<std::int64_t>(outcome.accepted());
    const auto reached = counter.wait_for(wanted, std::chrono::seconds(options.stall));
    const auto stored = reached.count - before;
    const double seconds = std::chrono::duration<double>(reached.at - outcome.started).count();
    report["stored"] = stored;
    report["stored_seconds"] = seconds;
    report["stored_per_s"] = static_cast<double>(stored) / seconds;
}

void run(const Options& options, Kind kind)
{
    const auto inbox = parse_url(options.inbox);
    if (!inbox || inbox->scheme != "http") throw std::runtime_error("--inbox takes an http URL");
    static_cast<void>(loopback(inbox->host, inbox->port)); // refused before any work
    const auto actors = make_actors(options.population);
    std::optional<Counter> counter;
    if (!options.count_sql.empty()) counter.emplace(options.count_url, options.count_sql);
    warm_up(options, kind, *inbox, actors, counter ? &*counter : nullptr);

    const auto requests = sign(options, kind, *inbox, actors, "run", options.count);
    const auto before = counter ? counter->count() : 0;
    const auto used = usage_of(options.processes);
    const auto outcome = run_load(make_load(options, *inbox, requests));
    auto report = describe(outcome);
    if (counter) add_stored(report, options, outcome, *counter, before);
    const auto now = usage_of(options.processes);
    report["cpu_us_per_op"] = (now.cpu_seconds - used.cpu_seconds) * 1e6 / static_cast<double>(options.count);
    report["rss_mib"] = now.rss_mib;
    fmt::print("{}\n", serialize(report));
}

void add(CLI::App& program, const char* name, const char* help, Kind kind)
{
    auto& command = *program.add_subcommand(name, help);
    auto options = std::make_shared<Options>();
    add_population(command, options->population);
    command.add_option("--inbox", options->inbox, "URL of the inbox")->required();
    command.add_option("--target", options->target, "Id of the local actor that is mentioned or followed")->required();
    command.add_option("--target-name", options->target_name, "How it is mentioned")->capture_default_str();
    command.add_option("--count", options->count, "Deliveries that are measured")
        ->check(CLI::Range(std::size_t{1}, most_requests));
    command.add_option("--warm", options->warm, "Deliveries before the clock starts")
        ->check(CLI::Range(std::size_t{0}, most_requests));
    command.add_option("--concurrency", options->concurrency, "Connections")->check(CLI::Range(1U, most_connections));
    command.add_option("--seconds", options->seconds, "Longest time")->check(CLI::Range(1U, longest_seconds));
    command.add_option("--stall", options->stall, "Seconds without a further row after which counting ends")
        ->check(CLI::Range(1U, longest_seconds));
    command.add_option("--count-url", options->count_url, "Database to count in (libpq connection string)");
    command.add_option("--count-sql", options->count_sql, "SELECT that counts what is stored");
    command.add_option("--pid", options->processes, "Process whose CPU (with its children) and memory are reported");
    command.callback([options, kind] { run(*options, kind); });
}

} // namespace

void add_inbox(CLI::App& program)
{
    add(program, "inbox", "Posts signed Create{Note} activities", Kind::create);
    add(program, "follow", "Posts signed Follow activities", Kind::follow);
}

} // namespace rounds::bench
