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
    std::string beside = "nothing";
    bool cycle = false;
    std::string count_url;
    std::string count_sql;
    std::vector<int> processes;
};

/// One large request to this many good ones.
constexpr std::size_t good_per_large = 50;
constexpr std::size_t endless = std::size_t{1} << 40;
constexpr std::size_t large_body = (1 << 20) - 1;
constexpr std::string_view signature_begins = "signature=\"";

/// What is sent, in order: views of what `requests` holds and of what was made from it.
struct Sequence
{
    std::vector<std::string> spoilt;
    std::vector<std::string_view> order;
};

/// The same request with another signature of the right length: it is looked at as long as a good one is.
std::string forge(std::string request)
{
    const auto at = request.find(signature_begins);
    if (at == std::string::npos) throw std::logic_error("a request without a signature");
    auto& first = request[at + signature_begins.size()];
    first = first == 'A' ? 'B' : 'A';
    return request;
}

/// A forged request with a body as large as is read at all.
std::string forge_large(const std::string& request)
{
    auto head = forge(request.substr(0, request.find("\r\n\r\n") + 4));
    const std::string name = "Content-Length: ";
    const auto at = head.find(name) + name.size();
    head.replace(at, head.find('\r', at) - at, std::to_string(large_body));
    return head + std::string(large_body, ' ');
}

Sequence arrange(const Options& options, const std::vector<std::string>& requests)
{
    Sequence sequence;
    const auto forged = options.beside == "forged";
    if (forged)
        for (const auto& request : requests) sequence.spoilt.push_back(forge(request));
    if (options.beside == "large") sequence.spoilt.push_back(forge_large(requests.front()));
    for (std::size_t n = 0; n < requests.size(); ++n) {
        sequence.order.emplace_back(requests[n]);
        if (forged) sequence.order.emplace_back(sequence.spoilt[n]);
        if (options.beside == "duplicates") sequence.order.emplace_back(requests[n]);
        if (options.beside == "large" && n % good_per_large == 0) sequence.order.emplace_back(sequence.spoilt.front());
    }
    return sequence;
}

Load make_load(
    const Options& options, const Url& inbox, const std::vector<std::string_view>& requests, bool cycle = false
)
{
    Load load;
    load.address = loopback(inbox.host, inbox.port);
    load.concurrency = options.concurrency;
    load.count = cycle ? endless : requests.size();
    load.longest = std::chrono::seconds(options.seconds);
    load.request = [&requests](std::size_t n) { return requests[n % requests.size()]; };
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
    const auto outcome = run_load(make_load(options, inbox, {requests.begin(), requests.end()}));
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
    const auto good = options.beside == "duplicates" ? options.count : outcome.accepted();
    const auto wanted = before + static_cast<std::int64_t>(good);
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
    const auto sequence = arrange(options, requests);
    const auto before = counter ? counter->count() : 0;
    const auto used = usage_of(options.processes);
    const auto outcome = run_load(make_load(options, *inbox, sequence.order, options.cycle));
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
    command
        .add_option(
            "--beside",
            options->beside,
            "What is sent between the good ones: as many forged ones, each twice, large ones"
        )
        ->check(CLI::IsMember({"nothing", "forged", "duplicates", "large"}));
    command.add_flag("--cycle", options->cycle, "Again from the first, until --seconds are over");
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
