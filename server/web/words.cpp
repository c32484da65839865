#include "server/web/words.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <array>
#include <stdexcept>
#include <string>

namespace rounds::web {
namespace {

using Catalogue = std::array<json::object, 2>;

Catalogue read()
{
    Catalogue catalogue;
    for (const auto& file : embedded::server_web()) {
        if (file.name != "words.tsv") continue;
        for (const auto line : text::split(file.content, '\n')) {
            const auto columns = text::split(line, '\t');
            if (columns.size() != 3) continue;
            catalogue[0][columns[0]] = columns[1];
            catalogue[1][columns[0]] = columns[2];
        }
    }
    return catalogue;
}

} // namespace

std::string_view code_of(Language language) noexcept
{
    return language == Language::spanish ? "es" : "en";
}

Language preferred_language(std::string_view accept_language) noexcept
{
    while (!accept_language.empty()) {
        const auto comma = accept_language.find(',');
        const auto tag = text::trim(accept_language.substr(0, comma)).substr(0, 2);
        if (text::iequals(tag, "es")) return Language::spanish;
        if (text::iequals(tag, "en")) return Language::english;
        accept_language = comma == std::string_view::npos ? std::string_view{} : accept_language.substr(comma + 1);
    }
    return Language::english;
}

Language language_of(const app::Context& ctx)
{
    const auto asked = ctx.params().text_or("lang", "");
    if (!asked.empty()) return preferred_language(asked);
    return preferred_language(ctx.request().headers.get("Accept-Language"));
}

const json::object& words(Language language)
{
    static const Catalogue catalogue = read();
    return catalogue[static_cast<std::size_t>(language)];
}

std::string_view word(Language language, std::string_view key)
{
    const auto* found = words(language).if_contains(key);
    if (found == nullptr) throw std::logic_error("the catalogue has no text " + std::string(key));
    return found->get_string();
}

} // namespace rounds::web
