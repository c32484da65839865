#include "tests/support/pictures.hpp"

#include "storage/base/crypto.hpp"
#include "tests/support/test_database.hpp"

#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <zlib.h>

namespace rounds::test {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint32_t value)
{
    std::string bytes;
    for (const auto shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>((value >> shift) & 0xFFU);
    return bytes;
}

std::string little_endian(std::uint32_t value)
{
    std::string bytes;
    for (const auto shift : {0U, 8U, 16U, 24U}) bytes += static_cast<char>((value >> shift) & 0xFFU);
    return bytes;
}

std::string deflated(const std::string& data)
{
    auto size = compressBound(data.size());
    std::string out(size, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()), data.size());
    out.resize(size);
    return out;
}

std::string png_chunk(const std::string& type, const std::string& data)
{
    const auto body = type + data;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(static_cast<std::uint32_t>(sum));
}

std::string png_head(std::uint32_t width, std::uint32_t height)
{
    return "\x89PNG\r\n\x1a\n"s + png_chunk("IHDR", big_endian(width) + big_endian(height) + "\x08\x02\x00\x00\x00"s);
}

/// A TIFF structure (EXIF 2.3 section 4.6) with an orientation, a description and a GPS folder that names the canary.
std::string exif(unsigned orientation)
{
    const std::string words = std::string(canary) + '\0';
    const auto entry = [](std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
        std::string bytes = little_endian(tag).substr(0, 2) + little_endian(type).substr(0, 2);
        return bytes + little_endian(count) + little_endian(value);
    };
    const std::uint32_t first_folder = 8;
    const std::uint32_t gps_folder = first_folder + 2 + 3 * 12 + 4;
    const std::uint32_t text = gps_folder + 2 + 2 * 12 + 4;
    const auto length = static_cast<std::uint32_t>(words.size());
    std::string tiff = "II*\0"s + little_endian(first_folder);
    tiff += little_endian(3).substr(0, 2) + entry(0x010E, 2, length, text) + entry(0x0112, 3, 1, orientation) +
            entry(0x8825, 4, 1, gps_folder) + little_endian(0);
    tiff +=
        little_endian(2).substr(0, 2) + entry(0x0001, 2, 2, 'N') + entry(0x001B, 7, length, text) + little_endian(0);
    return tiff + words;
}

std::string xmp()
{
    return fmt::format(
        R"(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF )"
        R"(xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/)"
        R"(1.0/" exif:GPSLatitude="{}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>)",
        canary
    );
}

std::string segment(char marker, const std::string& data)
{
    return "\xFF"s + marker + big_endian(static_cast<std::uint32_t>(data.size()) + 2).substr(2) + data;
}

std::string riff_chunk(const std::string& type, const std::string& data)
{
    return type + little_endian(static_cast<std::uint32_t>(data.size())) + data + (data.size() % 2 == 1 ? "\0"s : ""s);
}

constexpr std::string_view grey_jpeg =
    "ffd8ffe000104a46494600010200000100010000ffdb004300083e3e493e49555555555555645d6468686864646464686868"
    "707070838383707070686870707c7c83838f938f8787838793939b9b9bbabab2b2d9d9e0ffffffffc4004a00010000000000"
    "0000000000000000000000010100000000000000000000000000000000100100000000000000000000000000000000110100"
    "000000000000000000000000000000ffc00011080010002003012200021100031100ffda000c03010002110311003f000000"
    "00ffd9";

std::string made_by_ffmpeg(const std::string& arguments, const std::string& extension)
{
    const TemporaryFolder folder;
    const auto file = folder.path() + "/made." + extension;
    const auto command = fmt::format(
        "ffmpeg -nostdin -v error -y {} -metadata title={} -metadata location={} {}", arguments, canary, canary, file
    );
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command); // NOLINT(concurrency-mt-unsafe)
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

std::string make_png(const PictureSpec& spec)
{
    std::string pixels;
    for (unsigned y = 0; y < spec.height; ++y) {
        pixels += '\0'; // no filter
        for (unsigned x = 0; x < spec.width; ++x) {
            pixels += static_cast<char>(x * 255 / spec.width);
            pixels += static_cast<char>(y * 255 / spec.height);
            pixels += '\x40';
        }
    }
    auto png = png_head(spec.width, spec.height);
    if (spec.with_metadata) {
        const std::string words{canary};
        png += png_chunk("eXIf", exif(1)) + png_chunk("tEXt", "Comment\0"s + words) +
               png_chunk("zTXt", "Author\0\0"s + deflated(words)) +
               png_chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0"s + xmp());
    }
    return png + png_chunk("IDAT", deflated(pixels)) + png_chunk("IEND", "");
}

std::string png_bomb(std::uint32_t width, std::uint32_t height)
{
    return png_head(width, height) + png_chunk("IDAT", deflated(std::string(1 << 20, '\0'))) + png_chunk("IEND", "");
}

std::string make_jpeg(bool with_metadata)
{
    const auto base = crypto::from_hex(grey_jpeg).value();
    if (!with_metadata) return base;
    const std::string words{canary};
    const auto added = segment('\xE1', "Exif\0\0"s + exif(6)) +
                       segment('\xE1', "http://ns.adobe.com/xap/1.0/\0"s + xmp()) +
                       segment('\xE2', "OTHER\0"s + words) +
                       segment('\xED', "Photoshop 3.0\0"s + "8BIM\x04\x04\0\0"s + words) + segment('\xFE', words);
    return base.substr(0, 2) + added + base.substr(2);
}

std::string make_webp(bool with_metadata)
{
    const auto pixels = crypto::from_hex("2f0fc003000710f58ffe0722a2ff01").value();
    std::string chunks;
    if (with_metadata) chunks += riff_chunk("VP8X", "\x0C\0\0\0\x0F\0\0\x0F\0\0"s); // EXIF and XMP follow
    chunks += riff_chunk("VP8L", pixels);
    if (with_metadata) chunks += riff_chunk("EXIF", exif(1)) + riff_chunk("XMP ", xmp());
    return riff_chunk("RIFF", "WEBP" + chunks);
}

std::string make_gif(unsigned pictures)
{
    std::string gif = "GIF89a\x01\0\x01\0\x80\0\0\xFF\0\0\0\0\xFF"s;
    for (unsigned i = 0; i < pictures; ++i) {
        gif += "!\xF9\x04\0\x05\0\0\0"s;                   // shown for 50 ms
        gif += ",\0\0\0\0\x01\0\x01\0\0\x02\x02"s;         // one pixel, codes of two bits
        gif += i % 2 == 0 ? "\x44\x01\0"s : "\x4C\x01\0"s; // of the first or the second colour
    }
    return gif + ';';
}

std::string make_film(const std::string& extension, const std::string& arguments)
{
    const auto sound = arguments.find("-an") == std::string::npos ? "-f lavfi -i sine=frequency=440:duration=1"s : ""s;
    return made_by_ffmpeg("-f lavfi -i testsrc=duration=1:size=64x48:rate=10 " + sound + ' ' + arguments, extension);
}

std::string make_sound(const std::string& extension)
{
    return made_by_ffmpeg("-f lavfi -i sine=frequency=440:duration=1", extension);
}

Size size_of(std::string_view picture)
{
    const auto number = [&](std::size_t at, std::size_t bytes) {
        unsigned value = 0;
        for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | static_cast<unsigned char>(picture.at(at + i));
        return value;
    };
    if (picture.starts_with("\x89PNG")) return {number(16, 4), number(20, 4)};
    if (!picture.starts_with("\xFF\xD8")) return {};
    for (std::size_t at = 2; at + 9 < picture.size(); at += 2 + number(at + 2, 2)) {
        const auto marker = static_cast<unsigned char>(picture[at + 1]);
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) return {number(at + 7, 2), number(at + 5, 2)};
    }
    return {};
}

} // namespace rounds::test
