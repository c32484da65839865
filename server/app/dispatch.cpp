#include "server/app/dispatch.hpp"

#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/http/cors.hpp"
#include "server/http/proxy.hpp"
#include "server/http/websocket.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/blocks.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <system_error>

namespace rounds::app {
namespace {

/// RFC 4918, section 11.5: the disk, or what this user may use of it, is full. (PostgreSQL's own is `Unavailable`.)
bool wants_room(const std::system_error& error)
{
    return error.code() == std::errc::no_space_on_device ||
           error.code() == std::error_code(EDQUOT, std::generic_category());
}

using http::Request;
using http::Response;
using namespace std::chrono_literals;

std::vector<Route> join(std::span<const std::span<const Route>> tables)
{
    std::vector<Route> all;
    for (const auto table : tables) all.insert(all.end(), table.begin(), table.end());
    return all;
}

std::vector<http::Router::Pattern> patterns(const std::vector<Route>& routes)
{
    std::vector<http::Router::Pattern> out;
    out.reserve(routes.size());
    for (const auto& route : routes) out.push_back({route.method, route.path});
    return out;
}

bool for_people(const Request& request) noexcept
{
    constexpr std::string_view machines[] = {
        "/api/", "/.well-known/", "/nodeinfo/", "/oauth/token", "/oauth/revoke", "/inbox"
    };
    for (const auto prefix : machines)
        if (request.path.starts_with(prefix)) return false;
    return request.headers.get("accept").find("text/html") != std::string_view::npos;
}

/// Browsers can set no header on a WebSocket or an EventSource, so clients send the token in the query or as the
/// subprotocol (client-api.md section 8). Neither is logged.
std::string stream_token(const Request& request)
{
    if (const auto bearer = bearer_token(request); !bearer.empty()) return std::string(bearer);
    if (const auto query = http::Params::from_query(request); query)
        if (auto token = query->text("access_token"); token && !token->empty()) return std::move(*token);
    return std::string(http::offered_subprotocol(request));
}

std::optional<http::RateLimiter::Rule> rule_for(Rate rate, const Config::Limits& limits) noexcept
{
    switch (rate) {
    case Rate::none:
    case Rate::inbox:
        return std::nullopt; // the inbox gate counts by signing server
    case Rate::api:
        return http::RateLimiter::Rule{limits.api_per_5min, 5min};
    case Rate::media:
        return http::RateLimiter::Rule{limits.media_per_30min, 30min};
    case Rate::deletes:
        return http::RateLimiter::Rule{limits.deletes_per_30min, 30min};
    case Rate::apps:
        return http::RateLimiter::Rule{limits.apps_per_5min, 5min};
    case Rate::login:
        return http::RateLimiter::Rule{limits.logins_per_5min, 5min};
    case Rate::sign_up:
        return http::RateLimiter::Rule{limits.sign_ups_per_30min, 30min};
    case Rate::mail:
        return http::RateLimiter::Rule{limits.mails_per_30min, 30min};
    case Rate::page:
        return http::RateLimiter::Rule{limits.pages_per_5min, 5min};
    }
    return std::nullopt;
}

/// Hospitals sit behind one address: who has a token is counted by account, all others by address (client-api.md 5.26).
std::string rate_key(Rate rate, const Request& request, const std::optional<Viewer>& viewer)
{
    const auto kind = static_cast<int>(rate);
    const bool by_address = rate == Rate::login || rate == Rate::sign_up || rate == Rate::mail;
    if (viewer && viewer->account && !by_address)
        return fmt::format("{}:account:{}", kind, to_string(*viewer->account));
    return fmt::format("{}:{}", kind, http::RateLimiter::address_key(request.client_address));
}

/// A film, or the two pictures of a profile, and the fields beside them.
std::size_t largest_upload(const Config& config) noexcept
{
    constexpr std::size_t fields = 256UL * 1024;
    return std::max({config.media.video_bytes, 2 * config.media.image_bytes, config.http.body_bytes}) + fields;
}

/// In the words that clients know from Mastodon.
std::string_view why_waiting(const storage::SignUpStanding& waiting) noexcept
{
    return waiting.confirmed ? "Your login is currently pending approval"
                             : "Your login is missing a confirmed e-mail address";
}

/// What operators need when everything else is stuck.
Lane lane_of(const Route& route) noexcept
{
    constexpr std::string_view theirs[] = {"/console/", "/api/v1/admin/", "/api/v2/admin/"};
    const bool found = route.path == "/console" || std::ranges::any_of(theirs, [&](std::string_view prefix) {
                           return route.path.starts_with(prefix);
                       });
    return found ? Lane::operators : Lane::usual;
}

std::string allowed_methods(const std::vector<http::Method>& methods)
{
    std::vector<std::string> names;
    for (const auto method : methods) names.emplace_back(http::to_string(method));
    return text::join(names, ", ");
}

} // namespace

Dispatcher::Dispatcher(App& app, std::span<const std::span<const Route>> tables, ErrorPage error_page)
    : app_(&app), routes_(join(tables)), router_(patterns(routes_)), error_page_(std::move(error_page))
{
    reload_address_blocks();
}

struct Dispatcher::NoAccess
{
    http::AddressSet addresses;
    std::optional<Time> until;
};

void Dispatcher::reload_address_blocks()
{
    const auto rows = app_->db.transact_blocking([this](storage::Transaction& tx) {
        return storage::blocks::without_access(tx, app_->clock.now());
    });
    auto fresh = std::make_shared<std::vector<NoAccess>>();
    for (const auto& row : rows)
        if (auto addresses = http::AddressSet::parse({row.ip}))
            fresh->push_back({std::move(*addresses), row.expires_at});
    const std::lock_guard lock(barred_mutex_);
    barred_ = std::move(fresh);
}

void Dispatcher::apply(const EventReader::Events& events)
{
    const bool changed = std::ranges::any_of(events, [](const auto& event) {
        return event.kind == "ip_blocks" || event.kind == "reset";
    });
    if (changed) reload_address_blocks();
}

bool Dispatcher::is_barred(std::string_view address) const
{
    const auto barred = [this] {
        const std::lock_guard lock(barred_mutex_);
        return barred_;
    }();
    return std::ranges::any_of(*barred, [&](const NoAccess& one) {
        return (!one.until || *one.until > app_->clock.now()) && one.addresses.contains(address);
    });
}

http::Admission Dispatcher::admit(const Request& request) const
{
    const auto match = router_.match(request.method, request.path);
    const bool found = match.kind == http::Router::Match::Kind::found;
    const auto own = found ? routes_[match.index].body_limit : 0;
    const auto usual = app_->config.http.body_bytes;
    // Nobody has us read a large body who does not even claim to be somebody.
    if (own == upload_body && bearer_token(request).empty()) return {.body_limit = usual, .refusal = std::nullopt};
    if (own == upload_body) return {.body_limit = largest_upload(app_->config), .refusal = std::nullopt};
    return {.body_limit = own != 0 ? own : usual, .refusal = std::nullopt};
}

std::string_view Dispatcher::label(const Request& request) const
{
    const auto match = router_.match(request.method, request.path);
    return match.kind == http::Router::Match::Kind::found ? routes_[match.index].path : std::string_view{"unknown"};
}

Response Dispatcher::refuse(const Request& request, unsigned status, std::string_view message) const
{
    return for_people(request) ? error_page_(status, message) : http::json_error(status, message);
}

Response Dispatcher::broken(const Request& request, const Route& route) const
{
    try {
        throw;
    } catch (const storage::Unavailable& error) {
        log::warn("request {} {}: {}", request.id, route.path, log::printable(error.what()));
        auto response = refuse(request, 503, "The server is busy, try again in a moment");
        response.headers.set("Retry-After", "5");
        return response;
    } catch (const std::system_error& error) {
        log::error("request {} {}: {}", request.id, route.path, log::printable(error.what()));
        if (wants_room(error)) return refuse(request, 507, "The server has no room left on its disk, try again later");
    } catch (const std::exception& error) {
        log::error("request {} {}: {}", request.id, route.path, log::printable(error.what()));
    } catch (...) {
        log::error("request {} {}: failed without saying why", request.id, route.path);
    }
    return refuse(request, 500, "Something went wrong");
}

asio::awaitable<Response> Dispatcher::handle(const Request& request) const
{
    if (is_barred(request.client_address)) co_return refuse(request, 403, "This address may not use this server");
    if (auto preflight = http::answer_preflight(request)) co_return std::move(*preflight);
    auto match = router_.match(request.method, request.path);
    using Kind = http::Router::Match::Kind;
    if (match.kind == Kind::unknown) {
        auto response = refuse(request, 404, "Record not found");
        http::add_cors_headers(request, response);
        co_return response;
    }
    if (match.kind == Kind::wrong_method) {
        auto response = refuse(request, 405, "This method is not allowed here");
        response.headers.set("Allow", allowed_methods(match.allowed));
        http::add_cors_headers(request, response);
        co_return response;
    }
    auto response = co_await run(request, routes_[match.index], std::move(match.params));
    http::add_cors_headers(request, response);
    co_return response;
}

asio::awaitable<result<std::optional<Viewer>>> Dispatcher::who(const Request& request, const Route& route) const
{
    if (route.auth == Auth::open || route.auth == Auth::peer || route.auth == Auth::inbox) co_return std::nullopt;
    if (route.auth == Auth::session || route.auth == Auth::page) {
        const auto cookie = http::find_cookie(request, session_cookie);
        if (!cookie) co_return std::nullopt;
        const auto viewer = co_await app_->tokens.session(*cookie, lane_of(route));
        // A stale cookie makes a stranger, not an error: the page or its log-in form is shown.
        if (!viewer) co_return std::nullopt;
        co_return *viewer;
    }
    const auto token = route.auth == Auth::stream ? stream_token(request) : std::string(bearer_token(request));
    if (token.empty()) {
        if (route.auth == Auth::optional_user) co_return std::nullopt;
        co_return errc::unauthorized;
    }
    const auto viewer = co_await app_->tokens.authenticate(token, lane_of(route));
    if (!viewer) co_return viewer.error();
    co_return *viewer;
}

/// Whatever part of the work throws, the token's check included, is answered here; what a handler throws, with the
/// headers of its rate limit, in run_route().
asio::awaitable<Response> Dispatcher::run(const Request& request, const Route& route, http::PathParams path) const
{
    Response response;
    try {
        response = co_await run_route(request, route, std::move(path));
    } catch (...) {
        response = broken(request, route);
    }
    co_return response;
}

asio::awaitable<Response> Dispatcher::run_route(const Request& request, const Route& route, http::PathParams path) const
{
    std::optional<Viewer> viewer;
    const auto found = co_await who(request, route);
    if (found) viewer = *found;

    const auto rule = rule_for(route.rate, app_->config.limits);
    std::optional<http::RateLimiter::Decision> decision;
    if (rule) decision = app_->limits.hit(rate_key(route.rate, request, viewer), *rule);
    const auto with_rate = [&](Response response) {
        if (decision) add_rate_headers(response, *decision);
        return response;
    };
    if (decision && !decision->allowed) {
        auto response = refuse(request, 429, "Too many requests");
        const auto wait = std::chrono::ceil<std::chrono::seconds>(decision->reset - app_->clock.now());
        response.headers.set("Retry-After", std::to_string(std::max<long long>(1, wait.count())));
        co_return with_rate(std::move(response));
    }
    if (!found) co_return with_rate(problem(found.error()));

    const bool needs_user = route.auth == Auth::user || route.auth == Auth::stream || route.auth == Auth::admin;
    if (needs_user && viewer->waiting) co_return with_rate(http::json_error(403, why_waiting(*viewer->waiting)));
    if (needs_user && !viewer->account)
        co_return with_rate(http::json_error(422, "This method requires an authenticated user"));
    if (viewer && !viewer->allows(route.scope))
        co_return with_rate(http::json_error(403, "This action is outside the authorized scopes"));
    if (route.auth == Auth::admin && viewer->role == "member") co_return with_rate(problem(errc::forbidden));
    if (route.auth == Auth::session && !viewer)
        co_return with_rate(http::redirect("/auth/sign_in?next=" + percent_encode(request.target)));

    auto params = route.auth == Auth::inbox ? result<http::Params>{http::Params{}} : http::Params::from(request);
    if (!params) co_return with_rate(refuse(request, 400, "The request's parameters cannot be read"));
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    const auto changing = reads || !viewer ? std::optional<AccountId>{} : viewer->account;
    Context context{*app_, request, std::move(path), std::move(*params), std::move(viewer)};
    Response response;
    try {
        response = co_await route.handler(context);
    } catch (...) {
        response = broken(request, route);
    }
    if (changing && changed_) changed_(*changing);
    co_return with_rate(std::move(response));
}

} // namespace rounds::app
