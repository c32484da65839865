#include "federation/fetch/client.hpp"

#include "federation/fetch/connection.hpp"
#include "federation/fetch/host_gate.hpp"
#include "federation/fetch/policy.hpp"
#include "federation/fetch/pool.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace rounds::fetch {

/// Everything here but `settings` is used from the strand only.
struct Client::State
{
    State(const asio::any_io_executor& executor, Settings given)
        : strand(asio::make_strand(executor)),
          settings(std::move(given)),
          resolver(settings),
          tls(settings),
          pool(settings),
          gate(std::make_shared<HostGate>(settings)),
          sweeper(strand)
    {
    }

    asio::any_io_executor strand;
    const Settings settings;
    Resolver resolver;
    TlsClient tls;
    Pool pool;
    std::shared_ptr<HostGate> gate;
    asio::steady_timer sweeper;
    bool sweeping = false;
    bool closed = false;
};

namespace {

using StatePtr = std::shared_ptr<Client::State>;
using SteadyClock = std::chrono::steady_clock;

/// What get and post ask for.
struct Asked
{
    std::string method;
    std::string url;
    std::string body;
    std::string content_type;
    Options options;
};

bool is_redirect(unsigned status) noexcept
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// No line of a header can be forged through a value (security.md N40).
bool is_clean(const Headers& headers)
{
    return std::ranges::all_of(headers, [](const Header& header) {
        const auto bad = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
        return !header.name.empty() && std::ranges::none_of(header.name, bad) &&
               std::ranges::none_of(header.value, bad);
    });
}

std::string head_of(const Outgoing& request, const Headers& headers, bool has_body)
{
    auto head = fmt::format("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method, request.target, request.authority);
    for (const auto& [name, value] : headers) head += fmt::format("{}: {}\r\n", name, value);
    if (has_body) head += fmt::format("content-length: {}\r\n", request.body.size());
    return head + "\r\n";
}

/// Those of the caller's headers that may follow to another origin.
void drop_credentials(Headers& headers)
{
    std::erase_if(headers, [](const Header& header) {
        return header.name == "authorization" || header.name == "cookie";
    });
}

asio::awaitable<Headers> signed_headers(Signer signer, Outgoing request)
{
    co_return signer(request);
}

asio::awaitable<Headers> headers_for(const Asked& asked, const Outgoing& request, const Settings& settings)
{
    Headers headers{{"user-agent", settings.user_agent}};
    if (!asked.options.accept.empty()) headers.push_back({"accept", asked.options.accept});
    if (!asked.content_type.empty()) headers.push_back({"content-type", asked.content_type});
    headers.insert(headers.end(), asked.options.headers.begin(), asked.options.headers.end());
    if (!asked.options.signer) co_return headers;
    Headers added;
    if (asked.options.signing) {
        auto signing = signed_headers(asked.options.signer, request);
        added = co_await asio::co_spawn(*asked.options.signing, std::move(signing), asio::use_awaitable);
    } else {
        added = asked.options.signer(request);
    }
    headers.insert(headers.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    co_return headers;
}

void sweep_later(const StatePtr& state)
{
    if (state->sweeping || state->closed) return;
    state->sweeping = true;
    state->sweeper.expires_after(state->settings.idle_timeout);
    // The timer must not keep the client alive.
    state->sweeper.async_wait([weak = std::weak_ptr{state}](const boost::system::error_code& stopped) {
        const auto alive = weak.lock();
        if (!alive) return;
        alive->sweeping = false;
        if (!stopped && alive->pool.sweep()) sweep_later(alive);
    });
}

asio::awaitable<result<std::unique_ptr<Connection>>> open_to(StatePtr state, const Url& url, Deadline deadline)
{
    auto found = co_await state->resolver.resolve(state->strand, url.host, deadline);
    if (!found) co_return found.error();
    auto permitted = permitted_addresses(*found, state->settings, url.host);
    if (!permitted) co_return permitted.error();
    co_return co_await Connection::open(
        state->strand, state->settings, state->tls, url, std::move(*permitted), deadline
    );
}

/// One request, no redirects.
asio::awaitable<result<FetchResponse>> once(StatePtr state, const Asked& asked, const Url& url, Deadline deadline)
{
    const auto place = co_await state->gate->enter(state->strand, url.host, deadline);
    if (!place) co_return place.error();
    const bool has_body = asked.method != "GET";
    const Outgoing request{asked.method, url.scheme, url.authority(), url.target, asked.content_type, asked.body};
    auto connection = state->pool.take(url.origin());
    for (;;) {
        const bool used_before = connection != nullptr;
        if (!used_before) {
            auto opened = co_await open_to(state, url, deadline);
            if (!opened) co_return opened.error();
            connection = std::move(*opened);
        }
        const auto headers = co_await headers_for(asked, request, state->settings);
        if (!is_clean(headers)) co_return fetch_errc::protocol;
        const Exchange exchange{
            .head = head_of(request, headers, has_body),
            .body = asked.body,
            .max_bytes = asked.options.max_bytes,
            .header_bytes = state->settings.header_bytes,
            .deadline = deadline,
            .sink = &asked.options.sink
        };
        auto response = co_await connection->exchange(exchange);
        // Closed by the other side while it was idle: what we sent was never looked at (RFC 9112 section 9.3.1).
        const bool stale =
            !response && used_before && connection->unanswered() && response.error() == fetch_errc::connect;
        if (!stale) {
            if (response && connection->reusable() && !state->closed) {
                state->pool.put(url.origin(), std::move(connection));
                sweep_later(state);
            }
            co_return response;
        }
        connection = nullptr;
    }
}

/// Follows redirects of a GET, each from the first check on (security.md 3c step 8).
asio::awaitable<result<FetchResponse>> follow(StatePtr state, Asked& asked, std::string& host)
{
    const auto deadline = SteadyClock::now() + asked.options.deadline.value_or(state->settings.total_timeout);
    std::vector<std::string> seen;
    std::string next = asked.url;
    for (;;) {
        const auto url = permitted_url(next, state->settings, asked.options.place);
        if (!url) co_return url.error();
        host = url->host;
        seen.push_back(url->str());
        auto response = co_await once(state, asked, *url, deadline);
        if (!response) co_return response;
        response->final_url = seen.back();
        if (asked.method != "GET" || !is_redirect(response->status)) co_return response;
        if (!guards::hold("redirects", seen.size() <= state->settings.redirects)) co_return fetch_errc::redirect;
        const auto target = redirect_target(*url, response->header("location"));
        if (!target) co_return target.error();
        const auto parsed = parse_url(*target);
        if (!parsed) co_return fetch_errc::bad_url;
        const bool downgrade = url->scheme == "https" && parsed->scheme == "http";
        if (downgrade || std::ranges::count(seen, parsed->str()) != 0) co_return fetch_errc::redirect;
        if (!guards::hold("credentials", parsed->origin() == url->origin())) drop_credentials(asked.options.headers);
        next = parsed->str();
    }
}

asio::awaitable<result<FetchResponse>> run(StatePtr state, Asked asked)
{
    std::string host;
    auto response = co_await follow(state, asked, host);
    if (state->settings.on_outcome) {
        const auto error = response ? boost::system::error_code{} : response.error();
        state->settings.on_outcome(outcome_name(error), host);
    }
    co_return response;
}

} // namespace

std::string_view FetchResponse::header(std::string_view name) const noexcept
{
    const auto found = std::ranges::find(headers, name, &Header::name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

Client::Client(const asio::any_io_executor& executor, Settings settings)
    : state_(std::make_shared<State>(executor, std::move(settings)))
{
}

Client::~Client()
{
    asio::dispatch(state_->strand, [state = state_] {
        state->closed = true;
        state->sweeper.cancel();
        state->pool.clear();
    });
}

asio::awaitable<result<FetchResponse>> Client::get(std::string url, Options options)
{
    Asked asked{"GET", std::move(url), {}, {}, std::move(options)};
    auto running = run(state_, std::move(asked));
    co_return co_await asio::co_spawn(state_->strand, std::move(running), asio::use_awaitable);
}

asio::awaitable<result<FetchResponse>>
Client::post(std::string url, std::string body, std::string content_type, Options options)
{
    Asked asked{"POST", std::move(url), std::move(body), std::move(content_type), std::move(options)};
    auto running = run(state_, std::move(asked));
    co_return co_await asio::co_spawn(state_->strand, std::move(running), asio::use_awaitable);
}

const Settings& Client::settings() const noexcept
{
    return state_->settings;
}

} // namespace rounds::fetch
