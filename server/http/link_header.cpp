#include "server/http/link_header.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <array>

namespace rounds::http {
namespace {

/// Replaced by ours, or secret: a token in the query must not be written into an answer.
constexpr std::array<std::string_view, 4> dropped{"max_id", "min_id", "since_id", "access_token"};

/// Decoded and encoded again, so that no comma, quote or angle bracket of the client's stands in the header: clients
/// split it at commas.
std::string clean(std::string_view text)
{
    const auto decoded = percent_decode(text, true);
    return percent_encode(decoded ? std::string_view{*decoded} : text);
}

std::string kept_query(std::string_view query)
{
    std::string kept;
    for (const auto pair : text::split(query, '&')) {
        const auto equals = pair.find('=');
        const auto name = percent_decode(pair.substr(0, equals), true);
        if (pair.empty() || !name || std::ranges::find(dropped, *name) != dropped.end()) continue;
        kept += percent_encode(*name);
        if (equals != std::string_view::npos) kept.append("=").append(clean(pair.substr(equals + 1)));
        kept += '&';
    }
    return kept;
}

/// Commas are legal in a path.
std::string clean_path(std::string_view path)
{
    std::string out;
    for (const char c : path) {
        if (c == ',' || c == '<' || c == '>' || c == '"')
            out += percent_encode({&c, 1});
        else
            out += c;
    }
    return out;
}

} // namespace

std::string link_header(std::string_view base, const Request& request, const PageEdges& edges)
{
    if (edges.first.empty() || edges.last.empty()) return {};
    const auto start = "<" + std::string{base} + clean_path(request.path) + "?" + kept_query(request.query);
    std::string header;
    if (edges.has_next) header = start + "max_id=" + percent_encode(edges.last) + ">; rel=\"next\", ";
    return header + start + std::string{edges.prev_parameter} + "=" + percent_encode(edges.first) + ">; rel=\"prev\"";
}

} // namespace rounds::http
