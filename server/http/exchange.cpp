#include "server/http/exchange.hpp"

#include "server/http/cors.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/beast/http/error.hpp>

namespace rounds::http {
namespace {

constexpr std::size_t wire_overhead = 64 * 1024;

} // namespace

bool Exchange::scan(std::string_view received) noexcept
{
    const auto state = scan_.scan(received);
    if (state == HeaderScan::State::bad) {
        refusal_ = Refusal{400, "The header is malformed"};
        return true;
    }
    const bool complete = state == HeaderScan::State::complete;
    const auto most = shared_.settings.limits.header_bytes;
    if (complete ? scan_.size() > most : received.size() >= most) refusal_ = Refusal{431, "The header is too large"};
    return complete || refused();
}

std::size_t Exchange::parse_head(std::string_view received, std::string_view peer, bool tls)
{
    boost::system::error_code error;
    const auto used = parser_.put(asio::buffer(received.data(), scan_.size()), error);
    wire_bytes_ = used;
    if (error || !parser_.is_header_done()) {
        refusal_ = parser_.refusal();
        return used;
    }
    apply_proxy_headers(request, peer, tls, shared_.trusted_proxies);
    refusal_ = check_head(request, parser_.version(), shared_.hosts, shared_.settings.limits);
    return used;
}

std::optional<Response> Exchange::admit()
{
    if (auto preflight = answer_preflight(request)) return preflight;
    auto admission = ask();
    if (admission.refusal) return std::move(admission.refusal);
    body_limit_ = admission.body_limit;
    parser_.limit_body(body_limit_);
    const auto declared = parser_.content_length();
    if (declared && *declared > body_limit_) refusal_ = Refusal{413, "The body is too large"};
    const auto expect = request.headers.get("Expect");
    if (!expect.empty() && !text::iequals(expect, "100-continue")) refusal_ = Refusal{417, "Only 100-continue is met"};
    if (refused()) return refusal_response();
    const std::uint64_t expected = declared ? *declared : body_limit_;
    const auto usual = shared_.settings.limits.body_bytes;
    if (!complete() && expected > usual) beyond_default_ = expected - usual;
    return std::nullopt;
}

Admission Exchange::ask() const
{
    try {
        if (shared_.handlers.admit) return shared_.handlers.admit(request);
    } catch (const std::exception& error) {
        return {0, broken(error)};
    }
    return {shared_.settings.limits.body_bytes, std::nullopt};
}

std::size_t Exchange::parse_body(asio::const_buffer received)
{
    if (received.size() == 0) return 0;
    boost::system::error_code error;
    parser_.eager(true);
    const auto used = parser_.put(received, error);
    wire_bytes_ += used;
    if (error && error != boost::beast::http::error::need_more)
        refusal_ = parser_.refusal();
    else if (!complete() && wire_bytes_ + received.size() - used > body_limit_ * 2 + wire_overhead)
        refusal_ = Refusal{413, "The body is too large"}; // tiny chunks carry six bytes for one (E4)
    return used;
}

bool Exchange::expects_continue() const noexcept
{
    return parser_.version() == 11 && request.headers.contains("Expect");
}

Response Exchange::broken(const std::exception& error) const
{
    log::error("request {} {} {}: {}", request.id, request.method_name, log::printable(request.path), error.what());
    return json_error(500, "Something went wrong");
}

SteadyTime Exchange::deadline() const noexcept
{
    const auto& limits = shared_.settings.limits;
    return began_ + limits.message + time_for(beyond_default_, limits);
}

std::chrono::milliseconds time_for(std::uint64_t bytes, const Limits& limits) noexcept
{
    return std::chrono::milliseconds{bytes * 1000 / std::max<std::size_t>(1, limits.slowest_rate)};
}

} // namespace rounds::http
