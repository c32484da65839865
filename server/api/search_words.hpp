#pragma once

#include "storage/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::api {

/// A search as people write it: words (with "phrases", or, -not), and operators among them: from:ann or from:me,
/// before: after: during: with a date, has:media image video audio poll link, is:reply sensitive, language:de,
/// in:library public all. A minus before has: and is: turns them round. What is no operator that exists is words.
struct SearchWords
{
    std::string words{};
    std::optional<std::string> from{}; ///< as written, without @
    std::optional<Time> at_or_after{};
    std::optional<Time> before{};
    std::optional<std::string> language{}; ///< lower case
    std::optional<bool> media{};
    std::optional<bool> image{};
    std::optional<bool> video{};
    std::optional<bool> audio{};
    std::optional<bool> poll{};
    std::optional<bool> link{};
    std::optional<bool> reply{};
    std::optional<bool> sensitive{};
    bool library = true;
    bool consented = true;
};
[[nodiscard]] SearchWords read_search(std::string_view query);

} // namespace rounds::api
