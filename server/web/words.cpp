#include "server/web/words.hpp"

#include "server/app/app.hpp"
#include "server/http/cookies.hpp"
#include "storage/base/catalogue.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

namespace rounds::web {
namespace {

constexpr std::string_view chosen_language = "rounds_language";

std::string_view table()
{
    for (const auto& file : embedded::server_web())
        if (file.name == "words.tsv") return file.content;
    throw std::logic_error("the words of the pages are missing");
}

} // namespace

std::string_view code_of(Language language) noexcept
{
    return language == Language::spanish ? "es" : "en";
}

Language preferred_language(std::string_view accept_language, Language otherwise) noexcept
{
    while (!accept_language.empty()) {
        const auto comma = accept_language.find(',');
        const auto tag = text::trim(accept_language.substr(0, comma)).substr(0, 2);
        if (text::iequals(tag, "es")) return Language::spanish;
        if (text::iequals(tag, "en")) return Language::english;
        accept_language = comma == std::string_view::npos ? std::string_view{} : accept_language.substr(comma + 1);
    }
    return otherwise;
}

Language language_of(const app::Context& ctx)
{
    const auto& offered = ctx.app().config.instance.languages;
    const auto usual = preferred_language(offered.empty() ? "" : offered.front());
    if (const auto asked = ctx.params().text("lang"); asked && !asked->empty())
        return preferred_language(*asked, usual);
    if (const auto chosen = http::find_cookie(ctx.request(), chosen_language))
        return preferred_language(*chosen, usual);
    return preferred_language(ctx.request().headers.get("Accept-Language"), usual);
}

std::string language_cookie(const app::Context& ctx)
{
    const auto asked = ctx.params().text("lang");
    if (!asked || (*asked != "en" && *asked != "es")) return {};
    return http::set_cookie(chosen_language, *asked, ctx.request().secure, std::chrono::days{365});
}

const json::object& words(Language language)
{
    static const auto catalogue = base::read_catalogue(table());
    return catalogue[static_cast<std::size_t>(language)];
}

std::string_view word(Language language, std::string_view key)
{
    const auto* found = words(language).if_contains(key);
    if (found == nullptr) throw std::logic_error("the catalogue has no text " + std::string(key));
    return found->get_string();
}

std::string_view say(const app::Context& ctx, std::string_view key)
{
    return word(language_of(ctx), key);
}

} // namespace rounds::web
