#pragma once

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
    [[nodiscard]] std::string_view language() const noexcept { return language_; }

    explicit Words(std::string language);

private:
    std::string language_;
    json::object texts_;
};

/// In the language of a locale ("es-MX": Spanish), else in English.
[[nodiscard]] const Words& words_in(std::string_view locale);

} // namespace rounds::console
