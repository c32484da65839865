#include "server/http/params.hpp"

#include "server/http/form.hpp"
#include "server/http/multipart.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace rounds::http {
namespace {

constexpr std::size_t most_keys = 1000;
constexpr std::size_t deepest = 8;

std::string media_type(std::string_view content_type)
{
    return text::to_lower(text::trim(content_type.substr(0, content_type.find(';'))));
}

result<json::object> read_json(std::string_view body)
{
    if (text::trim(body).empty()) return json::object{};
    auto tree = parse_json(body, body.size());
    if (!tree) return tree.error();
    if (!tree->is_object() || !within_bounds(*tree, deepest, most_keys)) return errc::invalid_argument;
    return std::move(tree->get_object());
}

result<json::object> read_urlencoded(std::string_view body)
{
    FormTree form;
    if (const auto added = form.add_urlencoded(body); !added) return added.error();
    return form.take();
}

result<json::object> read_multipart(const Request& request, std::vector<FilePart>& files)
{
    const auto parts = parse_multipart(request.headers.get("Content-Type"), request.body);
    if (!parts) return parts.error();
    FormTree form;
    for (const auto& part : *parts) {
        if (!part.file_name) {
            if (const auto added = form.add(part.name, part.content); !added) return added.error();
        } else if (!part.file_name->empty() || !part.content.empty()) { // else: a file field left empty
            if (!text::is_utf8(part.name)) return errc::invalid_argument;
            files.push_back({part.name, *part.file_name, part.content_type, std::string{part.content}});
        }
    }
    return form.take();
}

result<json::object> read_body(const Request& request, std::vector<FilePart>& files)
{
    const auto type = media_type(request.headers.get("Content-Type"));
    if (type == "application/json") return read_json(request.body);
    if (type == "application/x-www-form-urlencoded") return read_urlencoded(request.body);
    if (type == "multipart/form-data") return read_multipart(request, files);
    return json::object{}; // others are the handler's own matter
}

std::optional<std::string> scalar_text(const json::value& value)
{
    if (const auto* text = value.if_string()) return std::string{*text};
    if (const auto* flag = value.if_bool()) return *flag ? "true" : "false";
    if (const auto* number = value.if_int64()) return std::to_string(*number);
    if (const auto* large = value.if_uint64()) return std::to_string(*large);
    if (const auto* real = value.if_double()) return fmt::format("{}", *real);
    return std::nullopt;
}

/// The values of `key[0]`, `key[1]` in the order of their numbers; nothing when a name is no number.
std::vector<const json::value*> numbered(const json::object& object)
{
    std::vector<std::pair<long long, const json::value*>> found;
    for (const auto& member : object) {
        const auto number = text::parse_int(member.key());
        if (!number) return {};
        found.emplace_back(*number, &member.value());
    }
    std::ranges::sort(found, {}, &std::pair<long long, const json::value*>::first);
    std::vector<const json::value*> values;
    for (const auto& entry : found) values.push_back(entry.second);
    return values;
}

/// The elements of a list in any of its spellings.
std::vector<const json::value*> elements(const json::value* value)
{
    std::vector<const json::value*> found;
    if (value == nullptr || value->is_null()) return found;
    if (const auto* object = value->if_object()) return numbered(*object);
    if (const auto* array = value->if_array()) {
        for (const auto& element : *array) found.push_back(&element);
        return found;
    }
    found.push_back(value);
    return found;
}

/// Forms say "media_ids[]", JSON says "media_ids", and some clients mix them.
const json::value* find_list(const json::object& tree, std::string_view key)
{
    if (key.ends_with("[]")) key.remove_suffix(2);
    if (const auto* plain = tree.if_contains(key)) return plain;
    return tree.if_contains(std::string{key} + "[]");
}

} // namespace

result<Params> Params::from_query(const Request& request)
{
    auto query = read_urlencoded(request.query);
    if (!query) return query.error();
    return Params{std::move(*query)};
}

result<Params> Params::from(const Request& request)
{
    auto from_both = from_query(request);
    if (!from_both) return from_both.error();
    auto& params = *from_both;
    auto body = read_body(request, params.files_);
    if (!body) return body.error();
    for (auto& member : *body) params.tree_.insert_or_assign(member.key(), std::move(member.value()));
    return from_both;
}

std::optional<std::string> Params::text(std::string_view key) const
{
    const auto* value = tree_.if_contains(key);
    return value == nullptr ? std::nullopt : scalar_text(*value);
}

std::string Params::text_or(std::string_view key, std::string_view otherwise) const
{
    return text(key).value_or(std::string{otherwise});
}

std::optional<bool> Params::flag(std::string_view key) const
{
    const auto value = text(key);
    if (!value) return std::nullopt;
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"true", "1", "on", "t", "yes"},
        [&](std::string_view word) { return text::iequals(*value, word); }
    );
}

std::optional<long long> Params::integer(std::string_view key) const
{
    const auto value = text(key);
    if (!value) return std::nullopt;
    std::string_view digits{*value};
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    const auto number = text::parse_int(digits);
    if (!number) return std::nullopt;
    return negative ? -*number : *number;
}

std::vector<std::string> Params::texts(std::string_view key) const
{
    std::vector<std::string> found;
    for (const auto* element : elements(find_list(tree_, key)))
        if (auto text = scalar_text(*element)) found.push_back(std::move(*text));
    return found;
}

Params Params::object(std::string_view key) const
{
    const auto* value = tree_.if_contains(key);
    return value != nullptr && value->is_object() ? Params{value->get_object()} : Params{};
}

std::vector<Params> Params::objects(std::string_view key) const
{
    std::vector<Params> found;
    for (const auto* element : elements(find_list(tree_, key)))
        if (element->is_object()) found.emplace_back(element->get_object());
    return found;
}

} // namespace rounds::http
