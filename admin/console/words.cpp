#include "admin/console/words.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

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

Words::Words(std::string language) : language_(std::move(language))
{
    const std::size_t column = language_ == "es" ? 2 : 1;
    for (const auto line : text::split(table(), '\n')) {
        if (line.empty()) continue;
        const auto fields = text::split(line, '\t');
        if (fields.size() != 3) throw std::logic_error("words/console.tsv: \"" + std::string(line) + "\"");
        texts_[fields[0]] = fields[column];
    }
}

std::string Words::operator()(std::string_view key) const
{
    const auto* text = texts_.if_contains(key);
    if (text == nullptr) throw std::logic_error("words/console.tsv has no " + std::string(key));
    return std::string(text->as_string());
}

const Words& words_in(std::string_view locale)
{
    static const Words english("en");
    static const Words spanish("es");
    return locale == "es" || locale.starts_with("es-") || locale.starts_with("es_") ? spanish : english;
}

} // namespace rounds::console
