#include "server/streaming/stream.hpp"

#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::streaming {
namespace {

constexpr std::array<std::string_view, kinds> names{
    "user",
    "user:notification",
    "public",
    "public:local",
    "public:remote",
    "public:media",
    "public:local:media",
    "public:remote:media",
    "hashtag",
    "hashtag:local",
    "list",
    "direct"
};

constexpr std::size_t longest_tag = 500;

Command refused(const Refusal& refusal)
{
    return {.subscribe = true, .target = {.stream = {}, .refusal = refusal}};
}

/// Ids come as text, and from some clients as numbers.
std::optional<std::string> text_of(const json::object& message, std::string_view key)
{
    const auto* value = message.if_contains(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = value->if_string()) return std::string(*text);
    if (const auto* number = value->if_int64()) return std::to_string(*number);
    return std::nullopt;
}

} // namespace

std::string_view name_of(Kind kind) noexcept
{
    return names[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_of(std::string_view name) noexcept
{
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Kind>(found - names.begin());
}

StreamOrRefusal
read_stream(std::string_view name, const std::optional<std::string>& tag, const std::optional<std::string>& list)
{
    const auto kind = kind_of(name);
    if (!kind) return {.stream = {}, .refusal = refusal::unknown_stream};
    Stream stream{.kind = *kind};
    if (*kind == Kind::hashtag || *kind == Kind::hashtag_local) {
        if (tag) stream.tag = tag->starts_with('#') ? tag->substr(1) : *tag;
        if (stream.tag.empty() || stream.tag.size() > longest_tag || !text::is_utf8(stream.tag))
            return {.stream = {}, .refusal = refusal::no_tag};
    }
    if (*kind == Kind::list) {
        const auto id = list ? parse_id<ListId>(*list) : std::nullopt;
        if (!id) return {.stream = {}, .refusal = refusal::no_list};
        stream.list = *id;
    }
    return {.stream = std::move(stream), .refusal = {}};
}

Command read_command(std::string_view message)
{
    const auto tree = parse_json(message, message.size());
    if (!tree || !tree->is_object()) return refused(refusal::not_json);
    const auto& fields = tree->get_object();
    const auto type = text_of(fields, "type");
    if (type != "subscribe" && type != "unsubscribe") return refused(refusal::unknown_type);
    return {
        .subscribe = type == "subscribe",
        .target = read_stream(
            text_of(fields, "stream").value_or(std::string{}), text_of(fields, "tag"), text_of(fields, "list")
        )
    };
}

std::string json_names(const Stream& stream)
{
    json::array all{json::string(name_of(stream.kind))};
    if (!stream.tag.empty()) all.emplace_back(stream.tag);
    if (stream.kind == Kind::list) all.emplace_back(to_string(stream.list));
    return json::serialize(all);
}

} // namespace rounds::streaming
