// bench_floor: the least server that still verifies and stores durably. A measuring stick: no server that does more can
// be faster on this machine with these libraries.

#include "tests/bench/floor_session.hpp"
#include "tests/bench/net.hpp"

#include "storage/pg/cluster.hpp"

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/core.h>
#include <thread>

namespace rounds::bench {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

struct Options
{
    std::string folder;
    std::uint16_t port = 9700;
    unsigned threads = 2;
    unsigned seconds = 3600;
};

/// One thread with its own acceptor on the shared port: connections stay where they were accepted.
class Lane
{
public:
    Lane(std::uint16_t port, Floor& floor) : acceptor_(io_), floor_(floor)
    {
        const auto where = loopback("127.0.0.1", port);
        const tcp::endpoint endpoint(asio::ip::address_v4(ntohl(where.sin_addr.s_addr)), port);
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        acceptor_.set_option(ReusePort(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        accept();
    }

    void run() { io_.run(); }
    void stop() { io_.stop(); }

private:
    void accept()
    {
        acceptor_.async_accept([this](auto error, tcp::socket socket) {
            if (!error) serve_floor(std::move(socket), floor_);
            accept();
        });
    }

    asio::io_context io_{1};
    tcp::acceptor acceptor_;
    Floor& floor_;
};

void wait_for_end(unsigned seconds)
{
    asio::io_context io;
    asio::signal_set signals(io, SIGTERM, SIGINT);
    asio::steady_timer timer(io, std::chrono::seconds(seconds));
    signals.async_wait([&](auto, int) { io.stop(); });
    timer.async_wait([&](auto) { io.stop(); });
    io.run();
}

void run(const Options& options)
{
    storage::PrivateCluster cluster({.folder = options.folder}
    ); // the server's own: the same PostgreSQL, the same settings
    const auto url = cluster.url("floor");
    KeyRing keys;
    FloorStore store(url);
    Floor floor{store, keys, make_fragments()};
    std::vector<std::unique_ptr<Lane>> lanes;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < options.threads; ++i) {
        lanes.push_back(std::make_unique<Lane>(options.port, floor));
        threads.emplace_back([&lane = *lanes.back()] { lane.run(); });
    }
    fmt::print(
        "{}\n",
        serialize(boost::json::value{
            {"ready", true},
            {"count_url", url},
            {"count_sql", "SELECT count(*) FROM posts"},
            {"postmaster", cluster.pid()}
        })
    );
    std::fflush(stdout);
    wait_for_end(options.seconds);
    for (const auto& lane : lanes) lane->stop();
    threads.clear();
}

} // namespace
} // namespace rounds::bench

int main(int argc, char** argv)
{
    using namespace rounds::bench;
    CLI::App program{"The least server that verifies and stores durably", "bench_floor"};
    Options options;
    program.add_option("--folder", options.folder, "Folder for its private PostgreSQL; must be new")->required();
    program.add_option("--port", options.port, "Port on 127.0.0.1")->capture_default_str();
    program.add_option("--threads", options.threads, "I/O threads")->check(CLI::Range(1, 64));
    program.add_option("--seconds", options.seconds, "Ends by itself after that")->check(CLI::Range(1, 7200));
    try {
        program.parse(argc, argv);
        run(options);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_floor: {}\n", error.what());
        return 1;
    }
    return 0;
}
