#include "server/http/render.hpp"

#include "server/http/cors.hpp"
#include "server/http/gzip.hpp"
#include "storage/base/text.hpp"

#include <charconv>

namespace rounds::http {
namespace {

constexpr std::pair<unsigned, std::string_view> phrases[] = {
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {507, "Insufficient Storage"},
};

void set_default(Headers& headers, std::string_view name, std::string_view value)
{
    if (!headers.contains(name)) headers.add(std::string{name}, std::string{value});
}

bool names_etag(std::string_view if_none_match, std::string_view etag)
{
    const auto weak = [](std::string_view tag) { return tag.starts_with("W/") ? tag.substr(2) : tag; };
    if (if_none_match == "*") return true;
    for (const auto tag : text::split(if_none_match, ','))
        if (weak(text::trim(tag)) == weak(etag)) return true;
    return false;
}

/// RFC 9110 section 13.1.2.
void apply_if_none_match(const Request& request, Response& response)
{
    if (response.status != 200 || (request.method != Method::get && request.method != Method::head)) return;
    const auto etag = response.headers.get("ETag");
    const auto condition = request.headers.get("If-None-Match");
    if (etag.empty() || condition.empty() || !names_etag(condition, etag)) return;
    response.status = 304;
    response.body.clear();
    response.stream = nullptr;
}

void append_number(std::string& out, std::size_t number)
{
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ");
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        out += (byte < 0x20 || byte == 0x7f) ? ' ' : c; // a line break here would be a second header
    }
    out.append("\r\n");
}

} // namespace

std::string content_security_policy(std::string_view form_action)
{
    std::string policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; manifest-src "
                         "'self'; form-action ";
    policy.append(form_action).append("; base-uri 'none'; frame-ancestors 'none'");
    return policy;
}

std::string with_own_scripts(std::string policy)
{
    return std::move(policy) + "; script-src 'self'; connect-src 'self'";
}

void finish_response(const Request& request, Response& response)
{
    auto& headers = response.headers;
    set_default(headers, "Cache-Control", "private, no-store");
    set_default(headers, "X-Content-Type-Options", "nosniff");
    if (response.content_type.starts_with("text/html")) {
        set_default(headers, "Content-Security-Policy", content_security_policy());
        set_default(headers, "Referrer-Policy", "same-origin");
        set_default(headers, "Cross-Origin-Opener-Policy", "same-origin");
    }
    if (request.secure) set_default(headers, "Strict-Transport-Security", "max-age=63072000");
    add_cors_headers(request, response);
    apply_if_none_match(request, response);
    compress_for(request, response);
}

bool has_body(const Request& request, const Response& response) noexcept
{
    return request.method != Method::head && response.status >= 200 && response.status != 204 && response.status != 304;
}

void append_head(
    std::string& out, const Request& request, const Response& response, Framing framing, std::string_view date
)
{
    out.append(framing.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
    append_number(out, response.status);
    out.append(" ").append(reason_phrase(response.status)).append("\r\nServer: Rounds\r\nDate: ").append(date);
    out.append("\r\nX-Request-Id: ").append(request.id).append("\r\n");
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers.entries()) append_field(out, name, value);
    if (framing.chunked) {
        out.append("Transfer-Encoding: chunked\r\n");
    } else if (response.status != 204 && response.status != 304 && (!response.stream || response.stream_length)) {
        out.append("Content-Length: ");
        append_number(out, response.stream ? *response.stream_length : response.body.size());
        out.append("\r\n");
    }
    if (!framing.keep_alive)
        out.append("Connection: close\r\n");
    else if (framing.version == 10)
        out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
}

std::string_view reason_phrase(unsigned status) noexcept
{
    for (const auto& [code, phrase] : phrases)
        if (code == status) return phrase;
    return "Status";
}

} // namespace rounds::http
