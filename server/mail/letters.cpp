#include "server/mail/letters.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <kainjow/mustache.hpp>
#include <stdexcept>

namespace rounds::mail {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view subject_mark = "Subject: ";

std::string_view find_letter(std::string_view kind, std::string_view language)
{
    const auto name = std::string(kind) + '.' + std::string(language) + ".txt";
    for (const auto& file : embedded::server_mail())
        if (file.name == name) return file.content;
    return {};
}

/// Absent and empty words hide their section.
mustache::data to_data(const json::object& words)
{
    mustache::data out{mustache::data::type::object};
    for (const auto& [key, value] : words) {
        if (value.is_string() && !value.get_string().empty())
            out.set(std::string(key), std::string(value.get_string()));
        else if (value.is_number())
            out.set(std::string(key), std::to_string(value.to_number<std::int64_t>()));
        else
            out.set(std::string(key), mustache::data{value.is_bool() && value.get_bool()});
    }
    return out;
}

} // namespace

Text write_letter(std::string_view kind, std::string_view locale, const json::object& words)
{
    auto source = find_letter(kind, text::to_lower(locale.substr(0, 2)));
    if (source.empty()) source = find_letter(kind, "en");
    if (source.empty()) throw std::runtime_error("there is no letter " + std::string(kind));
    mustache::mustache letter{std::string(source)};
    letter.set_custom_escape([](const std::string& text) { return text; }); // it is no HTML
    const auto text = letter.render(to_data(words));
    const auto end = text.find('\n');
    if (!text.starts_with(subject_mark) || end == std::string::npos)
        throw std::runtime_error("the letter " + std::string(kind) + " has no subject");
    Text out;
    out.subject = text.substr(subject_mark.size(), end - subject_mark.size());
    out.body = text.substr(text.find_first_not_of('\n', end));
    return out;
}

} // namespace rounds::mail
