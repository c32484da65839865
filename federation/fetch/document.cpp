#include "federation/fetch/document.hpp"

#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::fetch {
namespace {

constexpr std::string_view profile = "https://www.w3.org/ns/activitystreams";

/// The value of a media type's parameter, unquoted; a quoted value may hold semicolons.
std::string_view parameter_of(std::string_view parameters, std::string_view name)
{
    while (!parameters.empty()) {
        parameters.remove_prefix(1); // the semicolon
        std::size_t end = 0;
        for (bool quoted = false; end < parameters.size() && (quoted || parameters[end] != ';'); ++end)
            if (parameters[end] == '"') quoted = !quoted;
        const auto parameter = text::trim(parameters.substr(0, end));
        parameters.remove_prefix(end);
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !text::iequals(text::trim(parameter.substr(0, equals)), name)) continue;
        auto value = text::trim(parameter.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

boost::system::error_code error_of(unsigned status)
{
    switch (status) {
    case 404:
        return errc::not_found;
    case 410:
        return errc::gone;
    case 401:
    case 403:
        return errc::unauthorized;
    default:
        return errc::unavailable;
    }
}

/// An id is compared as it is written; only the missing path of an id that is a bare origin is made up for.
bool names_place(std::string_view id, std::string_view place)
{
    return id == place || (place.size() == id.size() + 1 && place.starts_with(id) && place.ends_with('/'));
}

result<json::object> object_in(const FetchResponse& response)
{
    if (response.status != 200) return error_of(response.status);
    // Two fields are as bad as none: the one we read may not be the one another reads.
    if (std::ranges::count(response.headers, "content-type", &Header::name) != 1) return fetch_errc::not_activity;
    if (!is_activity_type(response.header("content-type"))) return fetch_errc::not_activity;
    auto value = parse_json(response.body);
    if (!value || !value->is_object()) return fetch_errc::not_activity;
    return std::move(value->as_object());
}

} // namespace

bool is_activity_type(std::string_view content_type)
{
    const auto semicolon = std::min(content_type.find(';'), content_type.size());
    const auto type = text::trim(content_type.substr(0, semicolon));
    if (text::iequals(type, vocab::activity_json)) return true;
    if (!text::iequals(type, "application/ld+json")) return false;
    // The parameter is a list of IRIs (RFC 6906).
    for (const auto iri : text::split(parameter_of(content_type.substr(semicolon), "profile"), ' '))
        if (iri == profile) return true;
    return false;
}

asio::awaitable<result<Document>> get_document(Client& client, std::string url, Options options)
{
    if (options.accept.empty()) options.accept = fmt::format("{}, {}", vocab::activity_json, vocab::ld_json);
    for (bool again = false;; again = true) {
        const auto response = co_await client.get(url, options);
        if (!response) co_return response.error();
        auto object = object_in(*response);
        if (!object) co_return object.error();
        std::string id{vocab::own_id(*object)};
        const bool stayed = same_origin(url, response->final_url);
        if (stayed && names_place(id, response->final_url)) {
            Document document{std::move(*object), std::move(id)};
            co_return document;
        }
        if (again || !same_origin(id, response->final_url)) co_return fetch_errc::not_activity;
        url = std::move(id);
    }
}

} // namespace rounds::fetch
