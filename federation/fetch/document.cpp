#include "federation/fetch/document.hpp"

#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::fetch {
namespace {

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
    if (!guards::hold("document-type", is_activity_type(response.header("content-type"))))
        return fetch_errc::not_activity;
    auto value = parse_json(response.body);
    if (!value || !value->is_object()) return fetch_errc::not_activity;
    return std::move(value->as_object());
}

} // namespace

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
        if (guards::hold("document-place", stayed && names_place(id, response->final_url))) {
            Document document{std::move(*object), std::move(id)};
            co_return document;
        }
        if (again || !same_origin(id, response->final_url)) co_return fetch_errc::not_activity;
        url = std::move(id);
    }
}

} // namespace rounds::fetch
