#include "server/entities/media_attachment.hpp"

#include <fmt/format.h>

namespace rounds::entities {
namespace {

json::value text_or_null(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

json::object meta_of(const storage::Media& media)
{
    json::object meta;
    // Clients that find `meta` with members expect `original` among them (client-api.md 5.19).
    if (!media.width || !media.height || *media.height == 0) return meta;
    json::object original;
    original["width"] = *media.width;
    original["height"] = *media.height;
    original["size"] = fmt::format("{}x{}", *media.width, *media.height);
    original["aspect"] = static_cast<double>(*media.width) / *media.height;
    meta["original"] = original;
    meta["small"] = std::move(original);
    if (media.focus_x && media.focus_y) {
        json::object focus;
        focus["x"] = *media.focus_x;
        focus["y"] = *media.focus_y;
        meta["focus"] = std::move(focus);
    }
    return meta;
}

} // namespace

json::object media_attachment(const storage::Media& media)
{
    json::object o;
    o["id"] = to_string(media.id);
    o["type"] = media.kind;
    o["url"] = text_or_null(media.remote_url);
    o["preview_url"] = text_or_null(media.remote_url);
    o["remote_url"] = text_or_null(media.remote_url);
    o["meta"] = meta_of(media);
    o["description"] = media.description.empty() ? json::value(nullptr) : json::value(media.description);
    o["blurhash"] = text_or_null(media.blurhash);
    return o;
}

} // namespace rounds::entities
