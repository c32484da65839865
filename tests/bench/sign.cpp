// bench_sign: how many deliveries could be signed if nothing else cost anything. The limit of a fan-out.

#include "federation/signatures/sign.hpp"

#include "storage/base/json.hpp"

#include <CLI/CLI.hpp>
#include <atomic>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <thread>

namespace {

using namespace rounds;
using Steady = std::chrono::steady_clock;

struct Options
{
    unsigned threads = 2;
    unsigned seconds = 2;
    int bits = 2048;
};

/// Signs whole requests until the time is up; how many.
std::size_t sign_for(const signatures::PrivateKey& key, Steady::time_point end)
{
    const std::string body(1100, 'x');
    const signatures::Outgoing request{
        .method = "POST",
        .scheme = "http",
        .authority = "127.0.1.1:9800",
        .target = "/inbox",
        .content_type = "application/activity+json",
        .body = body,
    };
    std::size_t signs = 0;
    while (Steady::now() < end) {
        const auto headers =
            signatures::sign_cavage(request, key, "http://127.0.0.1/users/a#main-key", SystemClock().now());
        if (headers.size() >= 3) ++signs;
    }
    return signs;
}

void run(const Options& options)
{
    const auto key = signatures::PrivateKey::generate_rsa(options.bits);
    const auto started = Steady::now();
    const auto end = started + std::chrono::seconds(options.seconds);
    std::atomic<std::size_t> signs = 0;
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < options.threads; ++i) threads.emplace_back([&] { signs += sign_for(key, end); });
    }
    const double seconds = std::chrono::duration<double>(Steady::now() - started).count();
    fmt::print(
        "{}\n",
        serialize(json::value{
            {"signatures", signs.load()},
            {"threads", options.threads},
            {"bits", options.bits},
            {"per_s", static_cast<double>(signs.load()) / seconds},
        })
    );
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App program{"RSA signatures of deliveries per second", "bench_sign"};
    Options options;
    program.add_option("--threads", options.threads, "Threads")->check(CLI::Range(1, 64));
    program.add_option("--seconds", options.seconds, "How long")->check(CLI::Range(1, 60));
    program.add_option("--bits", options.bits, "RSA modulus")->check(CLI::IsMember({2048, 3072, 4096}));
    try {
        program.parse(argc, argv);
        run(options);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_sign: {}\n", error.what());
        return 1;
    }
    return 0;
}
