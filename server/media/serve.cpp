#include "server/media/serve.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace rounds::media {
namespace {

constexpr std::size_t piece_bytes = 512UL * 1024;

std::optional<std::uint64_t> digits(std::string_view text) noexcept
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

void put_headers(http::Response& response, const Served& file)
{
    response.content_type = file.media_type;
    response.compressible = false;
    response.headers.set("ETag", '"' + file.tag + '"');
    response.headers.set("Accept-Ranges", "bytes");
    response.headers.set("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.set("Content-Disposition", "inline");
    response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    response.headers.set("Referrer-Policy", "no-referrer");
}

/// RFC 9110 section 13.1.5: a part of something else would not fit what the client has.
bool range_applies(const http::Request& request, const Served& file)
{
    const auto condition = request.headers.get("If-Range");
    return condition.empty() || condition == '"' + file.tag + '"';
}

asio::awaitable<void> send_pieces(http::StreamWriter& out, Blocking& blocking, const Served& file, Range range)
{
    while (range.length > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(range.length, piece_bytes));
        const auto piece = co_await blocking.run([&] { return file.read(range.first, wanted); });
        if (!piece || piece->empty()) co_return; // gone: the connection ends before its Content-Length
        range.first += piece->size();
        range.length -= std::min<std::uint64_t>(range.length, piece->size());
        const bool sent = co_await out.write(*piece);
        if (!sent) co_return;
    }
}

} // namespace

RangeKind parse_range(std::string_view header, std::uint64_t size, Range& range) noexcept
{
    constexpr std::string_view unit = "bytes=";
    if (header.size() <= unit.size() || !text::iequals(header.substr(0, unit.size()), unit)) return RangeKind::whole;
    const auto wanted = text::trim(header.substr(unit.size()));
    const auto dash = wanted.find('-');
    if (dash == std::string_view::npos || wanted.find(',') != std::string_view::npos) return RangeKind::whole;
    const auto first = digits(wanted.substr(0, dash));
    const auto last = digits(wanted.substr(dash + 1));
    const bool open_end = dash + 1 == wanted.size();
    if (dash == 0) {
        if (!last) return RangeKind::whole;
        if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
        range.length = std::min(*last, size);
        range.first = size - range.length;
        return RangeKind::part;
    }
    if (!first || (!last && !open_end) || (last && *last < *first)) return RangeKind::whole;
    if (*first >= size) return RangeKind::unsatisfiable;
    range.first = *first;
    range.length = (last ? std::min(*last, size - 1) : size - 1) - *first + 1;
    return RangeKind::part;
}

asio::awaitable<http::Response> serve(const http::Request& request, Blocking& blocking, Served file)
{
    http::Response response;
    put_headers(response, file);
    Range range{.first = 0, .length = file.size};
    auto kind = RangeKind::whole;
    if (range_applies(request, file)) kind = parse_range(request.headers.get("Range"), file.size, range);
    if (kind == RangeKind::unsatisfiable) {
        response.status = 416;
        response.content_type.clear();
        response.headers.set("Content-Range", fmt::format("bytes */{}", file.size));
        response.headers.set("Cache-Control", "no-store");
        co_return response;
    }
    if (kind == RangeKind::part) {
        response.status = 206;
        const auto last = range.first + range.length - 1;
        response.headers.set("Content-Range", fmt::format("bytes {}-{}/{}", range.first, last, file.size));
    }
    if (range.length > piece_bytes) {
        response.stream_length = range.length;
        response.stream = [&blocking, file = std::move(file), range](http::StreamWriter& out) {
            return send_pieces(out, blocking, file, range);
        };
        co_return response;
    }
    auto body = co_await blocking.run([&] { return file.read(range.first, static_cast<std::size_t>(range.length)); });
    if (!body || body->size() != range.length) co_return http::json_error(404, "Record not found");
    response.body = std::move(*body);
    co_return response;
}

} // namespace rounds::media
