#include "server/entities/media_attachment.hpp"

#include <fmt/format.h>

namespace rounds::entities {
namespace {

json::value text_or_null(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

/// "0:02:03.46", as ffmpeg writes it.
std::string clock_of(double seconds)
{
    const auto hundredths = static_cast<std::int64_t>(seconds * 100 + 0.5);
    return fmt::format(
        "{}:{:02}:{:02}.{:02}", hundredths / 360'000, hundredths / 6000 % 60, hundredths / 100 % 60, hundredths % 100
    );
}

json::object size_of(int width, int height)
{
    json::object size;
    size["width"] = width;
    size["height"] = height;
    size["size"] = fmt::format("{}x{}", width, height);
    size["aspect"] = static_cast<double>(width) / height;
    return size;
}

/// Of a film's size, length and rates; of a sound's length and rate.
json::object film_size(const storage::Media& media)
{
    json::object size;
    if (media.width && media.height) {
        size["width"] = *media.width;
        size["height"] = *media.height;
        if (media.frame_rate) size["frame_rate"] = fmt::format("{:.0f}/1", *media.frame_rate);
    }
    if (media.duration) size["duration"] = *media.duration;
    if (media.bitrate) size["bitrate"] = *media.bitrate;
    return size;
}

json::object meta_of(const storage::Media& media)
{
    json::object meta;
    const bool sized = media.width && media.height && *media.height > 0;
    const bool film = media.kind == "video" || media.kind == "gifv" || media.kind == "audio";
    // Clients that find `meta` with members expect `original` among them (client-api.md 5.19).
    if (!sized && !(film && media.duration)) return meta;
    meta["original"] = film ? film_size(media) : size_of(*media.width, *media.height);
    if (film && media.duration) meta["length"] = clock_of(*media.duration);
    if (film && media.duration) meta["duration"] = *media.duration;
    if (film && sized) {
        meta["width"] = *media.width;
        meta["height"] = *media.height;
        meta["size"] = fmt::format("{}x{}", *media.width, *media.height);
        meta["aspect"] = static_cast<double>(*media.width) / *media.height;
    }
    if (media.preview_width && media.preview_height && *media.preview_height > 0)
        meta["small"] = size_of(*media.preview_width, *media.preview_height);
    else if (sized)
        meta["small"] = size_of(*media.width, *media.height);
    if (media.focus_x && media.focus_y) {
        json::object focus;
        focus["x"] = *media.focus_x;
        focus["y"] = *media.focus_y;
        meta["focus"] = std::move(focus);
    }
    return meta;
}

} // namespace

json::object media_attachment(const storage::Media& media, const social::Urls& urls)
{
    // What cannot be shown is linked: a person may decide to go there.
    const bool linked = media.kind == "unknown" && media.remote_url;
    auto url = linked ? *media.remote_url : urls.shown(media);
    json::object o;
    o["id"] = to_string(media.id);
    o["type"] = media.kind;
    o["url"] = string_or_null(url);
    o["preview_url"] = string_or_null(urls.shown_small(media));
    o["remote_url"] = text_or_null(media.remote_url);
    o["meta"] = meta_of(media);
    o["description"] = media.description.empty() ? json::value(nullptr) : json::value(media.description);
    o["blurhash"] = text_or_null(media.blurhash);
    return o;
}

} // namespace rounds::entities
