#pragma once

#include "storage/base/json.hpp"

#include <string>
#include <string_view>

namespace rounds::mail {

/// What letters/<kind>.<language>.txt says.
struct Text
{
    std::string subject;
    std::string body;
};

/// Fills the letter (mustache) in the language of `locale`, else in English. Throws std::runtime_error for a kind that
/// does not exist, which a test rules out for all that are sent.
[[nodiscard]] Text write_letter(std::string_view kind, std::string_view locale, const json::object& words);

} // namespace rounds::mail
