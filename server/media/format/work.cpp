#include "server/media/format/work.hpp"

#include "server/media/format/blurhash.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <cmath>

namespace rounds::media {
namespace {

constexpr std::array<std::string_view, 4> tasks{"attachment", "thumbnail", "avatar", "header"};
constexpr std::array<std::string_view, 4> kinds{"image", "gifv", "video", "audio"};
constexpr int longest_side = 100'000;

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{
    {".jpg", "image/jpeg"},
    {".png", "image/png"},
    {".webp", "image/webp"},
    {".mp4", "video/mp4"},
    {".mp3", "audio/mpeg"},
}};

/// In the order of the command line, after the task.
template <class Order, class Use> void each_number(Order& order, const Use& use)
{
    use(order.image_pixels);
    use(order.video_pixels);
    use(order.video_frame_rate);
    use(order.video_seconds);
    use(order.output_bytes);
    use(order.memory_mb);
    use(order.cpu_s);
}

json::object to_json(const MadeFile& file)
{
    return json::object{{"name", file.name}, {"width", file.width}, {"height", file.height}};
}

std::optional<int> whole_at(const json::object& object, std::string_view key, std::int64_t most)
{
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64()) return std::nullopt;
    const auto number = value->get_int64();
    if (number < 0 || number > most) return std::nullopt;
    return static_cast<int>(number);
}

std::optional<double> number_at(const json::object& object, std::string_view key)
{
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto number = value->to_number<double>();
    if (!std::isfinite(number) || number < 0 || number > 1e9) return std::nullopt;
    return number;
}

result<MadeFile> read_file(const json::object& note, std::string_view key)
{
    const auto* object = object_at(note, key);
    if (object == nullptr) return errc::invalid_argument;
    MadeFile file;
    file.name = string_at(*object, "name");
    const auto width = whole_at(*object, "width", longest_side);
    const auto height = whole_at(*object, "height", longest_side);
    const bool ours = file.name.starts_with(std::string(key) + '.') && !type_of_made(file.name).empty() &&
                      std::ranges::count(file.name, '.') == 1;
    if ((!file.name.empty() && !ours) || !width || !height) return errc::invalid_argument;
    file.width = *width;
    file.height = *height;
    return file;
}

} // namespace

std::vector<std::string> to_arguments(const Order& order)
{
    std::vector<std::string> arguments{std::string(tasks.at(static_cast<std::size_t>(order.task)))};
    each_number(order, [&](auto number) { arguments.push_back(std::to_string(number)); });
    return arguments;
}

std::optional<Order> read_order(const std::vector<std::string>& arguments)
{
    Order order;
    std::size_t next = 1;
    bool good = !arguments.empty();
    each_number(order, [&](auto& number) {
        const auto value = next < arguments.size() ? text::parse_int(arguments[next]) : std::nullopt;
        ++next;
        good = good && value && *value >= 0;
        if (good) number = static_cast<std::remove_reference_t<decltype(number)>>(*value);
    });
    if (!good || next != arguments.size()) return std::nullopt;
    const auto task = std::ranges::find(tasks, arguments.front());
    if (task == tasks.end()) return std::nullopt;
    order.task = static_cast<Task>(task - tasks.begin());
    return order;
}

std::string to_note(const Made& made)
{
    json::object note{
        {"kind", made.kind},
        {"original", to_json(made.original)},
        {"small", to_json(made.small)},
        {"blurhash", made.blurhash}
    };
    if (made.duration) note["duration"] = *made.duration;
    if (made.frame_rate) note["frame_rate"] = *made.frame_rate;
    if (made.bitrate) note["bitrate"] = *made.bitrate;
    return json::serialize(note);
}

result<Made> read_note(std::string_view text)
{
    constexpr std::size_t most = 64 * 1024;
    const auto parsed = parse_json(text, most);
    if (!parsed || !parsed->is_object()) return errc::invalid_argument;
    const auto& note = parsed->as_object();
    Made made;
    made.kind = string_at(note, "kind");
    if (std::ranges::find(kinds, made.kind) == kinds.end()) return errc::invalid_argument;
    auto original = read_file(note, "original");
    auto small = read_file(note, "small");
    if (!original || !small) return errc::invalid_argument;
    made.original = std::move(*original);
    made.small = std::move(*small);
    made.blurhash = string_at(note, "blurhash");
    if (!made.blurhash.empty() && !is_blurhash(made.blurhash)) return errc::invalid_argument;
    made.duration = number_at(note, "duration");
    made.frame_rate = number_at(note, "frame_rate");
    made.bitrate = whole_at(note, "bitrate", 1'000'000'000);
    return made;
}

std::string_view to_string(Failure failure) noexcept
{
    switch (failure) {
    case Failure::unsupported:
        return "unsupported";
    case Failure::too_large:
        return "too_large";
    case Failure::broken:
        return "broken";
    }
    return "broken";
}

Failure failure_of_exit(int code) noexcept
{
    if (code == static_cast<int>(Failure::unsupported)) return Failure::unsupported;
    if (code == static_cast<int>(Failure::too_large)) return Failure::too_large;
    return Failure::broken;
}

std::string_view type_of_made(std::string_view name) noexcept
{
    for (const auto& [extension, type] : types)
        if (name.ends_with(extension)) return type;
    return {};
}

} // namespace rounds::media
