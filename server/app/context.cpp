#include "server/app/context.hpp"

#include "server/social/barred.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace rounds::app {
namespace {

/// "read" covers "read:statuses"; "follow" is the old name of three pairs (client-api.md section 7).
bool covers(std::string_view held, std::string_view wanted) noexcept
{
    if (held == wanted) return true;
    if (wanted.starts_with(held) && wanted.size() > held.size() && wanted[held.size()] == ':') return true;
    if (held == "follow")
        return wanted == "read:follows" || wanted == "write:follows" || wanted == "read:blocks" ||
               wanted == "write:blocks" || wanted == "read:mutes" || wanted == "write:mutes";
    return false;
}

} // namespace

bool Viewer::allows(std::string_view scope) const noexcept
{
    if (scope.empty() || (!token && !waiting)) return true; // a browser session holds all
    for (const auto alternative : text::split(scope, '|'))
        for (const auto held : text::split(scopes, ' '))
            if (covers(held, alternative)) return true;
    return false;
}

Context::Context(
    App& app, const http::Request& request, http::PathParams path, http::Params params, std::optional<Viewer> viewer
)
    : app_(&app), request_(&request), path_(std::move(path)), params_(std::move(params)), viewer_(std::move(viewer))
{
}

AccountId Context::account_id() const
{
    if (!viewer_ || !viewer_->account) throw std::logic_error("a handler asks for an account on a route without one");
    return *viewer_->account;
}

std::optional<AccountId> Context::viewer_id() const noexcept
{
    return viewer_ ? viewer_->account : std::nullopt;
}

std::string_view Context::path_text(std::string_view name) const noexcept
{
    const auto found = std::ranges::find(path_, name, &http::PathParams::value_type::first);
    return found == path_.end() ? std::string_view{} : std::string_view{found->second};
}

http::Response problem(const boost::system::error_code& error)
{
    if (error == errc::not_found) return http::json_error(404, "Record not found");
    if (error == errc::gone) return http::json_error(410, "Gone");
    if (error == errc::forbidden) return http::json_error(403, "This action is not allowed");
    if (error == errc::unauthorized) return http::json_error(401, "The access token is invalid");
    if (error == errc::invalid_argument) return http::json_error(422, "Validation failed");
    if (error == errc::already_exists) return http::json_error(422, "Duplicate record");
    if (error == errc::too_large) return http::json_error(413, "The request is larger than this server takes");
    if (error == errc::too_many) return http::json_error(429, "Too many requests");
    if (error == errc::unavailable) {
        auto response = http::json_error(503, "This is not available right now, try again in a moment");
        response.headers.set("Retry-After", "5");
        return response;
    }
    if (error.category() == social::shut_category()) return http::json_error(403, error.message());
    return http::json_error(500, "Something went wrong");
}

std::string_view bearer_token(const http::Request& request) noexcept
{
    const auto field = request.headers.get("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (field.size() <= scheme.size() || !text::iequals(field.substr(0, scheme.size()), scheme)) return {};
    return text::trim(field.substr(scheme.size()));
}

} // namespace rounds::app
