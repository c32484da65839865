#include "server/http/gzip.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <zlib.h>

namespace rounds::http {
namespace {

constexpr std::size_t smallest_worth = 1024;
constexpr int gzip_window = 15 + 16; // zlib's way of asking for the gzip wrapper

Bytef* bytes_of(std::string_view data) noexcept
{
    return reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
}

/// 256 kB of state, kept per thread instead of allocated per answer.
class Deflater
{
public:
    Deflater()
    {
        if (deflateInit2(&stream_, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    std::string run(std::string_view data)
    {
        deflateReset(&stream_);
        std::string out(deflateBound(&stream_, data.size()), '\0');
        stream_.next_in = bytes_of(data);
        stream_.avail_in = static_cast<uInt>(data.size());
        stream_.next_out = bytes_of(out);
        stream_.avail_out = static_cast<uInt>(out.size());
        deflate(&stream_, Z_FINISH); // cannot fail: the room is deflateBound
        out.resize(out.size() - stream_.avail_out);
        return out;
    }

private:
    z_stream stream_{};
};

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

std::string gzip(std::string_view data)
{
    thread_local Deflater deflater;
    return deflater.run(data);
}

result<std::string> gunzip(std::string_view data, std::size_t limit)
{
    z_stream stream{};
    if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc{};
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    std::string out;
    std::array<char, 16 * 1024> piece{};
    int state = Z_OK;
    while (state == Z_OK && out.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > limit) return errc::too_large;
    if (state != Z_STREAM_END) return errc::invalid_argument;
    return out;
}

void compress_for(const Request& request, Response& response)
{
    if (!response.compressible || response.stream || response.body.size() <= smallest_worth ||
        response.body.size() > (64U << 20U) || !compressible_type(response.content_type) ||
        response.headers.contains("Content-Encoding"))
        return;
    add_vary(response.headers);
    if (!accepts_gzip(request.headers.get("Accept-Encoding"))) return;
    response.body = gzip(response.body);
    response.headers.set("Content-Encoding", "gzip");
    const std::string etag{response.headers.get("ETag")};
    if (etag.starts_with('"')) response.headers.set("ETag", "W/" + etag);
}

} // namespace rounds::http
