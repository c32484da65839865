#pragma once

#include "federation/fetch/client.hpp"
#include "tests/support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <fmt/format.h>
#include <future>
#include <gtest/gtest.h>
#include <optional>

namespace rounds::fetch::testing {

using namespace std::chrono_literals;
using rounds::testing::CertificateRequest;
using rounds::testing::header_of;
using rounds::testing::Peer;
using rounds::testing::response;
using rounds::testing::ScriptedServer;
using rounds::testing::TestAuthority;
using rounds::testing::TlsOptions;

inline Settings rig_settings()
{
    Settings settings;
    settings.loopback_testing = true;
    return settings;
}

/// A client with its event loop, driven from the test's thread.
class Rig
{
public:
    explicit Rig(Settings settings = rig_settings())
        : client_(std::make_unique<Client>(loop_.get_executor(), std::move(settings)))
    {
    }
    ~Rig()
    {
        client_.reset();
        loop_.restart();
        loop_.run_for(1s);
    }

    Client& client() { return *client_; }

    /// Runs the coroutine to its end; fails the test when that takes more than 20 seconds.
    template <class T> T run(asio::awaitable<T> work)
    {
        std::optional<T> outcome;
        asio::co_spawn(loop_, std::move(work), [&](std::exception_ptr error, T value) {
            if (error) std::rethrow_exception(error);
            outcome = std::move(value);
        });
        run_until([&] { return outcome.has_value(); });
        if (!outcome) throw std::runtime_error("the request did not end");
        return std::move(*outcome);
    }

    template <class Done> void run_until(Done done)
    {
        const auto last = std::chrono::steady_clock::now() + 20s;
        loop_.restart();
        while (!done() && std::chrono::steady_clock::now() < last) loop_.run_one_for(100ms);
    }

    result<FetchResponse> get(const std::string& url, Options options = {})
    {
        return run(client_->get(url, std::move(options)));
    }
    result<FetchResponse> post(const std::string& url, const std::string& body, Options options = {})
    {
        return run(client_->post(url, body, "application/activity+json", std::move(options)));
    }

    asio::io_context& loop() { return loop_; }

private:
    asio::io_context loop_;
    std::unique_ptr<Client> client_;
};

inline std::string
url_of(const ScriptedServer& server, std::string_view target = "/", std::string_view host = "localhost")
{
    return fmt::format("http://{}:{}{}", host, server.port(), target);
}

inline std::string
tls_url_of(const ScriptedServer& server, std::string_view target = "/", std::string_view host = "localhost")
{
    return fmt::format("https://{}:{}{}", host, server.port(), target);
}

inline std::string outcome(const result<FetchResponse>& response)
{
    return response ? "ok" : response.error().message();
}

/// The target of a raw request.
inline std::string target_of(std::string_view request)
{
    const auto first = request.find(' ') + 1;
    return std::string(request.substr(first, request.find(' ', first) - first));
}

} // namespace rounds::fetch::testing
