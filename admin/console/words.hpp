#pragma once

#include "server/web/words.hpp"
#include "storage/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::console {

/// What the console says, in one language. words/console.tsv holds a line for each text: key, English, Spanish.
class Words
{
public:
    /// std::logic_error for a key that is not in the table.
    [[nodiscard]] std::string operator()(std::string_view key) const;
    /// All of them, for templates: {{w.key}}.
    [[nodiscard]] const json::object& all() const noexcept { return texts_; }
    [[nodiscard]] web::Language language() const noexcept { return language_; }

    explicit Words(web::Language language);

private:
    web::Language language_;
    json::object texts_;
};

/// In the language of a locale ("es-MX": Spanish), else in English.
[[nodiscard]] const Words& words_in(std::string_view locale);

} // namespace rounds::console
