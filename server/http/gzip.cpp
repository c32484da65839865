#include "server/http/gzip.hpp"

#include "storage/base/gzip.hpp"
#include "storage/base/text.hpp"

namespace rounds::http {
namespace {

constexpr std::size_t smallest_worth = 1024;
bool compressible_type(std::string_view type) noexcept
{
    return type.starts_with("text/") || type.starts_with("application/json") || type.starts_with("image/svg") ||
           type.starts_with("application/javascript") || type.find("+json") != std::string_view::npos ||
           type.find("xml") != std::string_view::npos;
}

void add_vary(Headers& headers)
{
    const std::string before{headers.get("Vary")};
    if (before == "*" || text::to_lower(before).find("accept-encoding") != std::string::npos) return;
    headers.set("Vary", before.empty() ? "Accept-Encoding" : before + ", Accept-Encoding");
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding) noexcept
{
    bool any = false;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const auto entry = accept_encoding.substr(0, comma);
        accept_encoding = comma == std::string_view::npos ? std::string_view{} : accept_encoding.substr(comma + 1);
        const auto semicolon = entry.find(';');
        const auto name = text::trim(entry.substr(0, semicolon));
        bool refused = false;
        if (semicolon != std::string_view::npos) {
            const auto weight = text::trim(entry.substr(semicolon + 1));
            refused = (weight.starts_with("q=") || weight.starts_with("Q=")) &&
                      weight.find_first_not_of("0.", 2) == std::string_view::npos;
        }
        if (text::iequals(name, "gzip") || text::iequals(name, "x-gzip")) return !refused;
        if (name == "*") any = !refused;
    }
    return any;
}

void compress_for(const Request& request, Response& response)
{
    if (!response.compressible || response.stream || response.body.size() <= smallest_worth ||
        response.body.size() > (64U << 20U) || !compressible_type(response.content_type) ||
        response.headers.contains("Content-Encoding"))
        return;
    add_vary(response.headers);
    if (!accepts_gzip(request.headers.get("Accept-Encoding"))) return;
    response.body = base::gzip(response.body);
    response.headers.set("Content-Encoding", "gzip");
    const std::string etag{response.headers.get("ETag")};
    if (etag.starts_with('"')) response.headers.set("ETag", "W/" + etag);
}

} // namespace rounds::http
