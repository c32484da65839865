#include "storage/base/gzip.hpp"

#include <array>
#include <new>
#include <zlib.h>

namespace rounds::base {
namespace {

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

} // namespace

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

} // namespace rounds::base
