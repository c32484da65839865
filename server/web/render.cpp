#include "server/web/render.hpp"

#include "server/web/words.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <kainjow/mustache.hpp>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace rounds::web {
namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

data to_data(const json::value& value);

data to_data(const json::object& object)
{
    data out{data::type::object};
    for (const auto& [key, member] : object) out.set(std::string(key), to_data(member));
    return out;
}

/// Every key is set, if only to false: a missing one would be looked up in the object around it.
data to_data(const json::value& value)
{
    switch (value.kind()) {
    case json::kind::object:
        return to_data(value.get_object());
    case json::kind::array: {
        data list{data::type::list};
        for (const auto& element : value.get_array()) list.push_back(to_data(element));
        return list;
    }
    case json::kind::string:
        if (value.get_string().empty()) return data{data::type::bool_false};
        return data{std::string(value.get_string())};
    case json::kind::bool_:
        return data{value.get_bool() ? data::type::bool_true : data::type::bool_false};
    case json::kind::int64:
        return data{std::to_string(value.get_int64())};
    case json::kind::uint64:
        return data{std::to_string(value.get_uint64())};
    default:
        return data{data::type::bool_false};
    }
}

mustache parse(std::string_view text)
{
    mustache parsed{std::string(text)};
    if (!parsed.is_valid())
        throw std::runtime_error(
            "template \"" + std::string(text.substr(0, text.find('\n'))) + "\": " + parsed.error_message()
        );
    return parsed;
}

std::string_view find(std::string_view name)
{
    const auto file_name = std::string(name) + ".html";
    for (const auto& file : embedded::server_web())
        if (file.name == file_name) return file.content;
    throw std::runtime_error("there is no template " + file_name);
}

/// The template with the words of one language in place of {{t.key}}.
std::string worded(std::string_view text, Language language)
{
    constexpr std::string_view opening = "{{t.";
    std::string out;
    for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening)) {
        out += text.substr(0, at);
        text.remove_prefix(at + opening.size());
        const auto end = text.find("}}");
        if (end == std::string_view::npos) throw std::runtime_error("a template names a text without an end");
        out += text::escape_html(word(language, text.substr(0, end)));
        text.remove_prefix(end + 2);
    }
    return out.append(text);
}

/// Rendering changes a parsed template's state, so each thread keeps its own. Embedded texts stay where they are.
mustache& parsed(std::string_view text, std::optional<Language> language)
{
    thread_local std::map<std::pair<const char*, std::optional<Language>>, mustache> kept;
    const std::pair key{text.data(), language};
    const auto found = kept.find(key);
    if (found != kept.end()) return found->second;
    return kept.emplace(key, language ? parse(worded(text, *language)) : parse(text)).first->second;
}

} // namespace

std::string render(std::string_view name, const json::object& values)
{
    const auto language = string_at(values, "t") == code_of(Language::spanish) ? Language::spanish : Language::english;
    return parsed(find(name), language).render(to_data(values));
}

std::string render_text(std::string_view text, const json::object& values)
{
    return parsed(text, std::nullopt).render(to_data(values));
}

} // namespace rounds::web
