#include "tests/bench/load.hpp"
#include "tests/bench/net.hpp"
#include "tests/bench/response_reader.hpp"
#include "tests/bench/usage.hpp"
#include "tests/bench/web_socket.hpp"

#include "storage/base/url.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>

namespace rounds::bench {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_sockets = 20'000;
constexpr std::size_t most_posts = 10'000;

struct Options
{
    std::string base;
    std::string target = "/api/v1/streaming?stream=user";
    std::string token;
    std::string author;     ///< token of who posts
    std::string idle_token; ///< of who listens to nothing that is posted
    std::size_t idle = 0;
    std::size_t count = 5000;
    std::vector<int> processes;
};

Url http_url(const std::string& text)
{
    const auto url = parse_url(text);
    if (!url || url->scheme != "http") throw std::runtime_error("--base takes an http URL");
    return *url;
}

void allow_many_files()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) throw_errno("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) throw_errno("setrlimit");
}

/// Memory of the server per open socket.
void run_sockets(const Options& options)
{
    allow_many_files();
    const auto base = http_url(options.base);
    const auto address = loopback(base.host, base.port);
    std::vector<WebSocket> sockets;
    sockets.reserve(options.count);
    const auto open = [&](std::size_t count) {
        while (sockets.size() < count) sockets.emplace_back(address, base.authority(), options.target, options.token);
        std::this_thread::sleep_for(std::chrono::seconds{1}); // what the server still does for the last ones
    };
    const auto warm = std::max<std::size_t>(1, options.count / 10); // what grows once
    open(warm);
    const auto before = usage_of(options.processes).rss_mib;
    const auto began = steady_clock::now();
    open(warm + options.count);
    const auto after = usage_of(options.processes).rss_mib;
    const double seconds = std::chrono::duration<double>(steady_clock::now() - began).count() - 1;
    fmt::print(
        "{}\n",
        serialize(boost::json::value{
            {"opened", options.count},
            {"per_s", static_cast<double>(options.count) / seconds},
            {"bytes_each", (after - before) * 1024 * 1024 / static_cast<double>(options.count)},
            {"rss_mib", after}
        })
    );
}

/// A connection that posts, one post after another.
class Author
{
public:
    Author(const Url& base, std::string token)
        : fd_(connect_to(loopback(base.host, base.port))), host_(base.authority()), token_(std::move(token))
    {
        if (!fd_) throw std::runtime_error("nobody listens");
    }

    /// Returns when the answer has been read.
    void say(const std::string& text)
    {
        const auto body = "status=" + text;
        const auto request = fmt::format(
            "POST /api/v1/statuses HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
            host_,
            token_,
            body.size(),
            body
        );
        if (send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            throw_errno("send");
        ResponseReader reader;
        std::array<char, 16 * 1024> piece{};
        for (bool complete = false; !complete;) {
            pollfd waiting{fd_.get(), POLLIN, 0};
            if (poll(&waiting, 1, 10'000) != 1) throw std::runtime_error("no answer in ten seconds");
            const auto size = recv(fd_.get(), piece.data(), piece.size(), 0);
            if (size <= 0) throw std::runtime_error("the connection ended");
            std::string_view bytes(piece.data(), static_cast<std::size_t>(size));
            complete = reader.take(bytes);
        }
        if (reader.status() != 200) throw std::runtime_error(fmt::format("a post was answered {}", reader.status()));
    }

private:
    Fd fd_;
    std::string host_;
    std::string token_;
};

/// Time from the answer to a post until its event is there; none when the event came first.
void run_events(const Options& options)
{
    allow_many_files();
    const auto base = http_url(options.base);
    std::vector<WebSocket> idle;
    for (std::size_t i = 0; i < options.idle; ++i)
        idle.emplace_back(loopback(base.host, base.port), base.authority(), options.target, options.idle_token);
    WebSocket socket(loopback(base.host, base.port), base.authority(), options.target, options.token);
    Author author(base, options.author);
    std::vector<double> took;
    for (std::size_t i = 0; i < options.count; ++i) {
        const auto text = fmt::format("streamed{}", i);
        author.say(text);
        const auto answered = steady_clock::now();
        while (!socket.message().contains(text)) {
        }
        took.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - answered).count());
    }
    std::ranges::sort(took);
    fmt::print(
        "{}\n",
        serialize(boost::json::value{
            {"events", took.size()},
            {"p50_ms", took[took.size() / 2]},
            {"p99_ms", took[took.size() * 99 / 100]},
            {"worst_ms", took.back()}
        })
    );
}

void add_common(CLI::App& command, Options& options, std::size_t most)
{
    command.add_option("--base", options.base, "http://host:port of the server")->required();
    command.add_option("--target", options.target, "Path with query of the WebSocket")->capture_default_str();
    command.add_option("--token", options.token, "Bearer token of who listens");
    command.add_option("--count", options.count, "How many")->check(CLI::Range(std::size_t{1}, most));
}

} // namespace

void add_streams(CLI::App& program)
{
    auto options = std::make_shared<Options>();
    auto& sockets = *program.add_subcommand("sockets", "Opens WebSockets and reports what each costs in memory");
    add_common(sockets, *options, most_sockets);
    sockets.add_option("--pid", options->processes, "Process whose memory is reported")->required();
    sockets.callback([options] { run_sockets(*options); });
    auto& events = *program.add_subcommand("events", "Posts, and waits for the event of each on a WebSocket");
    add_common(events, *options, most_posts);
    events.add_option("--author", options->author, "Bearer token of who posts")->required();
    events.add_option("--idle", options->idle, "Sockets that are open besides")
        ->check(CLI::Range(std::size_t{0}, most_sockets));
    events.add_option("--idle-token", options->idle_token, "Bearer token of who has opened them");
    events.callback([options] { run_events(*options); });
}

} // namespace rounds::bench
