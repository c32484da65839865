#include "server/http/server.hpp"

#include "server/http/inherited.hpp"
#include "server/http/tls.hpp"
#include "server/http/worker.hpp"
#include "storage/base/log.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/core.h>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace rounds::http {
namespace {

using tcp = asio::ip::tcp;

AddressSet read_proxies(const std::vector<std::string>& entries)
{
    auto set = AddressSet::parse(entries);
    if (!set) throw std::runtime_error{"trusted_proxies holds something that is neither an address nor a network"};
    return std::move(*set);
}

tcp::endpoint read_endpoint(const ServerSettings& settings)
{
    boost::system::error_code error;
    const auto address = asio::ip::make_address(settings.address, error);
    if (error) throw std::runtime_error{fmt::format("{} is not an address to listen on", settings.address)};
    return {address, settings.port};
}

/// SO_REUSEPORT, which our threads need, would let a second server of the same user share the port in silence. A socket
/// without it is refused while anybody listens there.
void refuse_shared_port(const tcp::endpoint& endpoint)
{
    if (endpoint.port() == 0) return;
    if (const auto inherited = inherited_listener(endpoint)) {
        ::close(*inherited);
        return;
    }
    asio::io_context context;
    tcp::acceptor probe{context};
    probe.open(endpoint.protocol());
    probe.set_option(tcp::acceptor::reuse_address(true));
    probe.bind(endpoint);
}

} // namespace

struct Server::Impl
{
    Impl(ServerSettings settings, Handlers handlers)
        : shared(settings, std::move(handlers), read_proxies(settings.trusted_proxies))
    {
        load_certificate();
        try {
            listen();
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error{
                fmt::format("cannot listen on {} port {}: {}", settings.address, settings.port, error.code().message())
            };
        }
    }

    void listen()
    {
        auto endpoint = read_endpoint(shared.settings);
        refuse_shared_port(endpoint);
        for (unsigned i = 0; i < std::max(1U, shared.settings.threads); ++i) {
            workers.push_back(std::make_unique<Worker>(shared, endpoint));
            endpoint.port(workers.front()->port()); // all share the port that the first one got
        }
    }

    void load_certificate()
    {
        const auto& settings = shared.settings;
        if (settings.certificate_file.empty()) return;
        shared.set_tls(load_tls_context(settings.certificate_file, settings.key_file));
    }

    /// Waits until the last connection ended, at most `patience`.
    bool wait_for_connections(std::chrono::milliseconds patience) const
    {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (shared.connections.load(std::memory_order_acquire) > 0) {
            if (std::chrono::steady_clock::now() >= deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        return true;
    }

    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<std::thread> threads;
    std::atomic<std::size_t> next_worker{0};
};

Server::Server(ServerSettings settings, Handlers handlers)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(handlers)))
{
}

Server::~Server()
{
    stop();
}

std::uint16_t Server::port() const noexcept
{
    return impl_->workers.front()->port();
}

asio::any_io_executor Server::executor()
{
    const auto turn = impl_->next_worker.fetch_add(1, std::memory_order_relaxed);
    return impl_->workers[turn % impl_->workers.size()]->executor();
}

void Server::start()
{
    for (auto& worker : impl_->workers) impl_->threads.emplace_back([&worker] { worker->run(); });
}

void Server::reload_certificate()
{
    impl_->load_certificate();
}

void Server::stop()
{
    if (impl_->threads.empty()) return;
    impl_->shared.draining.store(true, std::memory_order_relaxed);
    for (auto& worker : impl_->workers) worker->drain();
    if (!impl_->wait_for_connections(impl_->shared.settings.limits.drain)) {
        log::warn("{} connections did not finish in time", impl_->shared.connections.load());
        for (auto& worker : impl_->workers) worker->abort_connections();
        impl_->wait_for_connections(std::chrono::seconds{1});
    }
    for (auto& worker : impl_->workers) worker->finish();
    for (auto& thread : impl_->threads) thread.join();
    impl_->threads.clear();
}

Server::Figures Server::figures() const noexcept
{
    const auto& shared = impl_->shared;
    return {
        shared.connections.load(std::memory_order_relaxed),
        shared.in_flight.load(std::memory_order_relaxed),
        shared.requests.load(std::memory_order_relaxed),
    };
}

} // namespace rounds::http
