#include "server/media/worker/webp.hpp"

#include <cstdint>

namespace rounds::media::worker {
namespace {

constexpr std::size_t head = 12;                        ///< "RIFF", size, "WEBP"
constexpr std::size_t chunk_head = 8;                   ///< name and size
constexpr unsigned char announced = 0x20 | 0x08 | 0x04; ///< in VP8X: ICCP, EXIF, XMP

std::uint32_t size_at(std::string_view bytes, std::size_t at)
{
    std::uint32_t size = 0;
    for (std::size_t i = 4; i > 0; --i) size = size << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
    return size;
}

void put_size(std::string& bytes, std::size_t at, std::size_t size)
{
    for (std::size_t i = 0; i < 4; ++i, size >>= 8U) bytes[at + i] = static_cast<char>(size & 0xffU);
}

} // namespace

std::string without_metadata_chunks(std::string_view file)
{
    if (file.size() < head || !file.starts_with("RIFF") || file.substr(8, 4) != "WEBP") return std::string(file);
    std::string out(file.substr(0, head));
    for (std::size_t at = head; at < file.size();) {
        if (file.size() - at < chunk_head) return std::string(file);
        const auto name = file.substr(at, 4);
        const std::size_t size = size_at(file, at + 4);
        const std::size_t whole = chunk_head + size + size % 2;
        if (file.size() - at < whole) return std::string(file);
        if (name != "EXIF" && name != "XMP " && name != "ICCP") {
            const auto begin = out.size();
            out += file.substr(at, whole);
            if (name == "VP8X" && size > 0) {
                auto& flags = out[begin + chunk_head];
                flags = static_cast<char>(static_cast<unsigned char>(flags) & ~announced);
            }
        }
        at += whole;
    }
    put_size(out, 4, out.size() - 8);
    return out;
}

} // namespace rounds::media::worker
