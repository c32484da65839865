#include "server/api/search_words.hpp"

#include "server/api/wake.hpp"
#include "server/social/text/find_words.hpp"
#include "storage/base/text.hpp"

#include <array>
#include <chrono>
#include <vector>

namespace rounds::api {
namespace {

using Flag = std::optional<bool> SearchWords::*;

struct Named
{
    std::string_view name;
    Flag flag;
};
constexpr std::array things{
    Named{"media", &SearchWords::media},
    Named{"image", &SearchWords::image},
    Named{"video", &SearchWords::video},
    Named{"audio", &SearchWords::audio},
    Named{"poll", &SearchWords::poll},
    Named{"link", &SearchWords::link},
    Named{"embed", &SearchWords::link},
};
constexpr std::array kinds{
    Named{"reply", &SearchWords::reply},
    Named{"sensitive", &SearchWords::sensitive},
};

template <std::size_t N>
bool set_flag(SearchWords& search, const std::array<Named, N>& names, std::string_view name, bool wanted)
{
    for (const auto& one : names) {
        if (!text::iequals(one.name, name)) continue;
        search.*(one.flag) = wanted;
        return true;
    }
    return false;
}

/// The day's first moment; "2026-11-22".
std::optional<Time> day_from(std::string_view text)
{
    if (text.size() != 10) return std::nullopt;
    return parse_iso8601(std::string(text) + "T00:00:00Z");
}

bool set_dates(SearchWords& search, std::string_view name, std::string_view value)
{
    const auto day = day_from(value);
    if (!day) return false;
    const auto next = *day + std::chrono::days{1};
    if (name == "before") search.before = *day;
    if (name == "after") search.at_or_after = next;
    if (name == "during") {
        search.at_or_after = *day;
        search.before = next;
    }
    return true;
}

bool set_where(SearchWords& search, std::string_view value)
{
    if (value == "library")
        search.consented = false;
    else if (value == "public")
        search.library = false;
    else
        return value == "all";
    return true;
}

/// True when the piece is an operator and was taken in.
bool set_operator(SearchWords& search, std::string_view piece)
{
    const bool wanted = !piece.starts_with('-');
    if (!wanted) piece.remove_prefix(1);
    const auto colon = piece.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == piece.size()) return false;
    const auto name = text::to_lower(piece.substr(0, colon));
    auto value = piece.substr(colon + 1);
    if (name == "has") return set_flag(search, things, value, wanted);
    if (name == "is") return set_flag(search, kinds, value, wanted);
    if (!wanted) return false;
    if (name == "in") return set_where(search, value);
    if (name == "before" || name == "after" || name == "during") return set_dates(search, name, value);
    if (name == "language" && is_language(value)) {
        search.language = text::to_lower(value);
        return true;
    }
    if (name != "from") return false;
    if (value.starts_with('@')) value.remove_prefix(1);
    if (value.empty()) return false;
    search.from = std::string(value);
    return true;
}

} // namespace

SearchWords read_search(std::string_view query)
{
    SearchWords search;
    for (const auto piece : text::pieces_of(query)) {
        if (set_operator(search, piece)) continue;
        if (!search.words.empty()) search.words += ' ';
        search.words += piece;
    }
    return search;
}

} // namespace rounds::api
