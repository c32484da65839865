// bench_sink: the other servers. Documents of all actors, and a place to post to that counts.

#include "tests/bench/population_options.hpp"
#include "tests/bench/service.hpp"

#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <fmt/core.h>
#include <set>

namespace rounds::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::string_view webfinger = "/.well-known/webfinger?";
constexpr unsigned longest_run_s = 7200;

volatile std::sig_atomic_t asked_to_stop = 0;

struct Options
{
    Population population;
    int status = 202;
    unsigned delay_ms = 0;
    unsigned seconds = 3600;
};

struct Counts
{
    std::size_t gets = 0;
    std::size_t posts = 0;   ///< to hosts that work
    std::size_t in_vain = 0; ///< to the others
    std::size_t post_bytes = 0;
    Steady::time_point first_post;
    Steady::time_point last_post;
};

class Sink
{
public:
    explicit Sink(const Options& options) : options_(options)
    {
        for (const auto& actor : make_actors(options.population)) {
            documents_[actor.id] = actor_document(actor);
            handles_[fmt::format("acct:{}@{}", actor.name, actor.authority)] = webfinger_document(actor);
        }
    }

    [[nodiscard]] Reply answer(const Arrived& request);

private:
    [[nodiscard]] Reply stats() const;
    [[nodiscard]] Reply take_post(const Arrived& request);
    [[nodiscard]] Reply break_hosts(std::string_view target);
    [[nodiscard]] Reply
    find(const std::unordered_map<std::string, std::string>& in, const std::string& key, const char* type);

    const Options& options_;
    std::unordered_map<std::string, std::string> documents_;
    std::unordered_map<std::string, std::string> handles_;
    Counts counts_;
    std::set<std::string, std::less<>> mute_;    ///< take everything and never answer
    std::set<std::string, std::less<>> failing_; ///< answer 500
};

/// The resource of a WebFinger query.
std::string resource_of(std::string_view target)
{
    const auto at = target.find("resource=");
    if (at == std::string_view::npos) return {};
    const auto value = target.substr(at + 9, target.find('&', at) - at - 9);
    const auto decoded = percent_decode(value);
    return decoded ? *decoded : std::string();
}

Reply Sink::stats() const
{
    const double seconds = std::chrono::duration<double>(counts_.last_post - counts_.first_post).count();
    return {
        .body = serialize(json::value{
            {"gets", counts_.gets},
            {"posts", counts_.posts},
            {"in_vain", counts_.in_vain},
            {"post_bytes", counts_.post_bytes},
            {"last_at", std::chrono::duration<double>(counts_.last_post.time_since_epoch()).count()}, // CLOCK_MONOTONIC
            {"posts_per_s", seconds > 0 ? static_cast<double>(counts_.posts - 1) / seconds : 0.0},
        })
    };
}

/// GET /__break?MUTE&FAILING: of the hosts, the first MUTE and the FAILING after them work no more; 0&0 mends all.
Reply Sink::break_hosts(std::string_view target)
{
    const auto numbers = text::split(target.substr(target.find('?') + 1), '&');
    if (numbers.size() != 2) return {.status = 400, .body = {}};
    const auto mute = text::parse_int(numbers[0]).value_or(0);
    const auto broken = mute + text::parse_int(numbers[1]).value_or(0);
    mute_.clear();
    failing_.clear();
    for (std::int64_t host = 0; host < broken; ++host)
        (host < mute ? mute_ : failing_)
            .insert(fmt::format("{}:{}", host_address(static_cast<unsigned>(host)), options_.population.port));
    return {.body = "{}"};
}

Reply Sink::take_post(const Arrived& request)
{
    const bool mute = mute_.contains(request.host);
    if (mute || failing_.contains(request.host)) {
        ++counts_.in_vain;
        return {.status = mute ? Reply::silence : 500, .body = {}};
    }
    counts_.last_post = Steady::now();
    if (counts_.posts++ == 0) counts_.first_post = counts_.last_post;
    counts_.post_bytes += request.body.size();
    return {.status = options_.status, .body = {}, .delay = std::chrono::milliseconds(options_.delay_ms)};
}

Reply Sink::find(const std::unordered_map<std::string, std::string>& in, const std::string& key, const char* type)
{
    ++counts_.gets;
    const auto found = in.find(key);
    if (found == in.end()) return {.status = 404, .body = {}};
    return {.content_type = type, .body = found->second};
}

Reply Sink::answer(const Arrived& request)
{
    if (request.method == "POST") return take_post(request);
    if (request.target == "/__stats") return stats();
    if (request.target.starts_with("/__break?")) return break_hosts(request.target);
    if (request.target == "/__reset") {
        counts_ = {};
        return {.body = "{}"};
    }
    if (request.target.starts_with(webfinger))
        return find(handles_, resource_of(request.target), "application/jrd+json");
    return find(documents_, fmt::format("http://{}{}", request.host, request.target), "application/activity+json");
}

void run(const Options& options)
{
    std::signal(SIGTERM, [](int) { asked_to_stop = 1; });
    std::signal(SIGINT, [](int) { asked_to_stop = 1; });
    Sink sink(options);
    std::vector<sockaddr_in> addresses{loopback("127.0.0.1", options.population.port)}; // for whoever reads the counts
    for (unsigned host = 0; host < options.population.hosts; ++host)
        addresses.push_back(loopback(host_address(host), options.population.port));
    Service service(addresses, [&](const Arrived& request) { return sink.answer(request); });
    fmt::print("{{\"ready\":true}}\n");
    std::fflush(stdout);
    const auto end = Steady::now() + std::chrono::seconds(options.seconds);
    service.run([&] { return asked_to_stop != 0 || Steady::now() > end; });
}

} // namespace
} // namespace rounds::bench

int main(int argc, char** argv)
{
    using namespace rounds::bench;
    CLI::App program{
        "Actor documents, WebFinger and a counting sink; GET /__stats, /__reset and /__break", "bench_sink"
    };
    Options options;
    add_population(program, options.population);
    program.add_option("--status", options.status, "Answer to posts")->check(CLI::Range(200, 599));
    program.add_option("--delay-ms", options.delay_ms, "How late posts are answered")->check(CLI::Range(0, 60'000));
    program.add_option("--seconds", options.seconds, "Ends by itself after that")->check(CLI::Range(1U, longest_run_s));
    try {
        program.parse(argc, argv);
        run(options);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_sink: {}\n", error.what());
        return 1;
    }
    return 0;
}
