#include "server/media/worker/film.hpp"

#include "server/media/worker/picture.hpp"
#include "server/media/worker/program.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace rounds::media::worker {
namespace {

using Words = std::vector<std::string>;

constexpr const char* ffmpeg = "/usr/bin/ffmpeg";
constexpr const char* ffprobe = "/usr/bin/ffprobe";
constexpr std::size_t most_probed = 1 << 20;
constexpr int widest = 1920; // larger films are scaled down to what screens of phones show
constexpr int highest_rate = 60;
constexpr const char* codecs =
    "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,h263,theora,gif,aac,mp3float,mp3,opus,libopus,"
    "vorbis,flac,alac,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_u8";

struct Probed
{
    bool film = false;
    bool sound = false;
    int width = 0;
    int height = 0;
    std::optional<double> frame_rate;
    std::optional<double> duration;
    std::optional<int> bitrate;
};

std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

/// "30000/1001"
std::optional<double> ratio(std::string_view text)
{
    const auto slash = text.find('/');
    const auto above = number(text.substr(0, slash));
    const auto below = slash == std::string_view::npos ? std::optional{1.0} : number(text.substr(slash + 1));
    if (!above || !below || *below <= 0) return std::nullopt;
    return *above / *below;
}

int whole_at(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64()) return 0;
    return static_cast<int>(std::clamp<std::int64_t>(value->get_int64(), 0, 1'000'000));
}

/// The cover of a sound file is no film.
bool is_cover(const json::object& stream)
{
    const auto* disposition = object_at(stream, "disposition");
    return disposition != nullptr && whole_at(*disposition, "attached_pic") != 0;
}

void read_stream(const json::object& stream, Probed& probed)
{
    const auto type = string_at(stream, "codec_type");
    if (type == "audio") probed.sound = true;
    if (type != "video" || probed.film || is_cover(stream)) return;
    probed.film = true;
    probed.width = whole_at(stream, "width");
    probed.height = whole_at(stream, "height");
    probed.frame_rate = ratio(string_at(stream, "avg_frame_rate"));
}

Probed probe(const std::string& file, std::string_view demuxer)
{
    constexpr const char* answer = "probe.json";
    const Words words{
        "-v",
        "quiet",
        "-protocol_whitelist",
        "file",
        "-codec_whitelist",
        codecs,
        "-f",
        std::string(demuxer),
        "-show_format",
        "-show_streams",
        "-of",
        "json",
        "-i",
        "file:" + file
    };
    if (run_program(ffprobe, words, answer) != 0) throw Refused(Failure::broken, "ffprobe cannot read it");
    const auto parsed = parse_json(read_file(answer, most_probed), most_probed);
    if (!parsed || !parsed->is_object()) throw Refused(Failure::broken, "ffprobe says nothing");
    Probed probed;
    if (const auto* streams = array_at(parsed->as_object(), "streams"))
        for (const auto& stream : *streams)
            if (stream.is_object()) read_stream(stream.as_object(), probed);
    if (const auto* format = object_at(parsed->as_object(), "format")) {
        probed.duration = number(string_at(*format, "duration"));
        if (const auto rate = number(string_at(*format, "bit_rate")); rate && *rate > 0 && *rate < 1e9)
            probed.bitrate = static_cast<int>(*rate);
    }
    return probed;
}

void check(const Probed& probed, const Order& order)
{
    if (!probed.film && !probed.sound) throw Refused(Failure::unsupported, "neither film nor sound");
    if (probed.duration && *probed.duration > order.video_seconds) throw Refused(Failure::too_large, "too long");
    if (!probed.film) return;
    const auto pixels = static_cast<std::uint64_t>(probed.width) * static_cast<std::uint64_t>(probed.height);
    if (pixels == 0) throw Refused(Failure::broken, "no pixels");
    if (pixels > order.video_pixels) throw Refused(Failure::too_large, "too many pixels");
    if (probed.frame_rate && *probed.frame_rate > order.video_frame_rate)
        throw Refused(Failure::too_large, "too many frames a second");
}

void append(Words& words, std::initializer_list<std::string> more)
{
    words.insert(words.end(), more);
}

Words reading(std::string_view demuxer, const std::string& file)
{
    return {
        "-nostdin",
        "-v",
        "quiet",
        "-y",
        "-protocol_whitelist",
        "file",
        "-codec_whitelist",
        codecs,
        "-f",
        std::string(demuxer),
        "-i",
        "file:" + file
    };
}

void run_ffmpeg(const Words& words)
{
    if (run_program(ffmpeg, words, "ffmpeg.out") != 0) throw Refused(Failure::broken, "ffmpeg cannot convert it");
}

/// No tags, chapters, subtitles or data streams, and no mark of the encoder's version.
void without_metadata(Words& words, const Order& order)
{
    append(words, {"-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact"});
    append(words, {"-t", std::to_string(order.video_seconds), "-fs", std::to_string(order.output_bytes)});
}

void convert_film(const Format& format, const Probed& probed, const Order& order, const std::string& to)
{
    auto words = reading(format.demuxer, std::string(input_name));
    append(words, {"-map", "0:v:0"});
    if (probed.sound)
        append(words, {"-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-flags:a", "+bitexact"});
    without_metadata(words, order);
    // H.264 takes even sides only.
    const auto scale = fmt::format(
        "scale='max(2,trunc(min({},iw)/2)*2)':-2,fps='min({},source_fps)',format=yuv420p", widest, highest_rate
    );
    append(words, {"-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-vf", scale, "-threads", "2"});
    append(words, {"-flags:v", "+bitexact", "-movflags", "+faststart", "-f", "mp4", "file:" + to});
    run_ffmpeg(words);
}

void convert_sound(const Format& format, const Order& order, const std::string& to)
{
    auto words = reading(format.demuxer, std::string(input_name));
    append(words, {"-map", "0:a:0", "-vn"});
    without_metadata(words, order);
    append(words, {"-c:a", "libmp3lame", "-b:a", "128k", "-ac", "2", "-flags:a", "+bitexact"});
    append(words, {"-id3v2_version", "0", "-write_id3v1", "0", "-f", "mp3", "file:" + to});
    run_ffmpeg(words);
}

Made film_made(const Format& format, const Probed& probed, const Order& order)
{
    const std::string name = "original.mp4";
    convert_film(format, probed, order, name);
    const auto result = probe(name, "mov");
    auto words = reading("mov", name);
    append(words, {"-map", "0:v:0", "-frames:v", "1", "-f", "image2", "-update", "1", "-c:v", "png"});
    words.push_back(std::string("file:") + poster_name);
    run_ffmpeg(words);
    Made made;
    made.kind = format.name == "gif" ? "gifv" : "video";
    made.original = {name, result.width, result.height};
    made.duration = result.duration;
    made.frame_rate = result.frame_rate;
    made.bitrate = result.bitrate;
    return made;
}

} // namespace

Made make_film(const Format& format, const Order& order)
{
    const auto probed = probe(std::string(input_name), format.demuxer);
    check(probed, order);
    if (probed.film && format.family != Family::audio) return film_made(format, probed, order);
    if (probed.film && format.name == "ogg") return film_made(format, probed, order); // Theora
    if (!probed.sound) throw Refused(Failure::unsupported, "no sound");
    Made made;
    made.kind = "audio";
    made.original.name = "original.mp3";
    convert_sound(format, order, made.original.name);
    const auto result = probe(made.original.name, "mp3");
    made.duration = result.duration;
    made.bitrate = result.bitrate;
    return made;
}

} // namespace rounds::media::worker
