#include "server/http/message.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::http {

std::string_view to_string(Method method) noexcept
{
    switch (method) {
    case Method::get:
        return "GET";
    case Method::head:
        return "HEAD";
    case Method::post:
        return "POST";
    case Method::put:
        return "PUT";
    case Method::patch:
        return "PATCH";
    case Method::del:
        return "DELETE";
    case Method::options:
        return "OPTIONS";
    case Method::other:
        break;
    }
    return {};
}

Method parse_method(std::string_view name) noexcept
{
    for (const auto method :
         {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options})
        if (to_string(method) == name) return method;
    return Method::other;
}

void Headers::set(std::string name, std::string value)
{
    remove(name);
    add(std::move(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const noexcept
{
    for (const auto& [key, value] : entries_)
        if (text::iequals(key, name)) return value;
    return {};
}

bool Headers::contains(std::string_view name) const noexcept
{
    return std::ranges::any_of(entries_, [&](const Entry& entry) { return text::iequals(entry.first, name); });
}

std::size_t Headers::count(std::string_view name) const noexcept
{
    return static_cast<std::size_t>(std::ranges::count_if(entries_, [&](const Entry& entry) {
        return text::iequals(entry.first, name);
    }));
}

void Headers::remove(std::string_view name)
{
    std::erase_if(entries_, [&](const Entry& entry) { return text::iequals(entry.first, name); });
}

Response json_response(const json::value& body, unsigned status)
{
    return json_text(json::serialize(body), status);
}

Response json_text(std::string body, unsigned status)
{
    Response response;
    response.status = status;
    response.content_type = "application/json; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response json_error(unsigned status, std::string_view message)
{
    json::object body;
    body["error"] = message;
    return json_response(body, status);
}

Response html_response(std::string body, unsigned status)
{
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response redirect(std::string location)
{
    Response response;
    response.status = 303;
    response.headers.add("Location", std::move(location));
    return response;
}

} // namespace rounds::http
