#include "admin/console/words.hpp"

#include "storage/base/catalogue.hpp"
#include "storage/base/embedded.hpp"

#include <stdexcept>

namespace rounds::console {
namespace {

std::string_view table()
{
    for (const auto& file : embedded::admin_console())
        if (file.name == "console.tsv") return file.content;
    throw std::logic_error("the console's words are missing");
}

} // namespace

Words::Words(web::Language language) : language_(language)
{
    texts_ = base::read_catalogue(table()).at(static_cast<std::size_t>(language));
}

std::string Words::operator()(std::string_view key) const
{
    const auto* text = texts_.if_contains(key);
    if (text == nullptr) throw std::logic_error("words/console.tsv has no " + std::string(key));
    return std::string(text->as_string());
}

const Words& words_in(std::string_view locale)
{
    static const Words english(web::Language::english);
    static const Words spanish(web::Language::spanish);
    return locale == "es" || locale.starts_with("es-") || locale.starts_with("es_") ? spanish : english;
}

} // namespace rounds::console
