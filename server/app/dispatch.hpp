#pragma once

#include "server/app/context.hpp"
#include "server/app/event_reader.hpp"
#include "server/app/route.hpp"
#include "server/http/router.hpp"
#include "server/http/server.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

namespace rounds::app {

/// The way from a request to its handler: finds the route, counts it against its rate limit, finds out who asks, reads
/// the parameters, calls the handler, and turns what goes wrong into answers. Knows no resource.
class Dispatcher
{
public:
    /// Answers errors of pages, as HTML for people.
    using ErrorPage = std::function<http::Response(unsigned status, std::string_view message)>;

    Dispatcher(App& app, std::span<const std::span<const Route>> tables, ErrorPage error_page);

    /// Decided when only the header is there: the route's limit for the body.
    [[nodiscard]] http::Admission admit(const http::Request& request) const;
    [[nodiscard]] asio::awaitable<http::Response> handle(const http::Request& request) const;

    [[nodiscard]] std::span<const Route> routes() const noexcept { return routes_; }
    /// The pattern of the route that a request takes, for logs and metrics: bounded in number, without ids.
    [[nodiscard]] std::string_view label(const http::Request& request) const;

    /// Reads anew from which addresses nothing may be asked: at the start, and when an event says that they changed.
    void reload_address_blocks();
    void apply(const EventReader::Events& events);
    /// Called when a request of a person's that may have changed something (any but GET and HEAD) has been worked on,
    /// whatever came of it. Before the first request only.
    void after_changes(std::function<void(AccountId)> tell) { changed_ = std::move(tell); }

private:
    struct NoAccess;
    /// May not ask for anything (Mastodon's IP blocks of severity no_access).
    [[nodiscard]] bool is_barred(std::string_view address) const;

    asio::awaitable<http::Response> run(const http::Request& request, const Route& route, http::PathParams path) const;
    asio::awaitable<http::Response>
    run_route(const http::Request& request, const Route& route, http::PathParams path) const;
    asio::awaitable<result<std::optional<Viewer>>> who(const http::Request& request, const Route& route) const;
    /// The answer to the exception that is being handled, which is logged. Call it in a catch block only.
    [[nodiscard]] http::Response broken(const http::Request& request, const Route& route) const;
    [[nodiscard]] http::Response refuse(const http::Request& request, unsigned status, std::string_view message) const;

    App* app_;
    std::vector<Route> routes_;
    http::Router router_;
    ErrorPage error_page_;
    std::function<void(AccountId)> changed_;
    mutable std::mutex barred_mutex_;
    std::shared_ptr<const std::vector<NoAccess>> barred_;
};

} // namespace rounds::app
