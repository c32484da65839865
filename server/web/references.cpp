#include "server/web/references.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <vector>

namespace rounds::web {
namespace {

constexpr std::size_t most_authors = 6;

/// Path characters of a DOI stay readable, everything else is encoded.
std::string encode_path(std::string_view text)
{
    std::vector<std::string> pieces;
    for (const auto piece : text::split(text, '/')) pieces.push_back(percent_encode(piece));
    return text::join(pieces, "/");
}

/// "DJ": as journals name people.
bool are_initials(std::string_view given) noexcept
{
    constexpr std::size_t most = 3;
    return given.size() <= most && std::ranges::all_of(given, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string authors(const json::object& csl)
{
    const auto* list = array_at(csl, "author");
    if (list == nullptr) return {};
    std::vector<std::string> names;
    for (const auto& entry : *list) {
        if (!entry.is_object()) continue;
        const auto& author = entry.get_object();
        std::string name(string_at(author, "family"));
        if (const auto given = string_at(author, "given"); !name.empty() && !given.empty())
            name.append(" ").append(are_initials(given) ? given : text::truncate(given, 1));
        if (name.empty()) name = string_at(author, "literal");
        if (!name.empty()) names.push_back(std::move(name));
        if (names.size() == most_authors) {
            if (list->size() > most_authors) names.emplace_back("et al");
            break;
        }
    }
    return text::join(names, ", ");
}

/// CSL writes dates as {"date-parts": [[2024, 5, 1]]}.
std::string year(const json::object& csl)
{
    const auto* issued = object_at(csl, "issued");
    const auto* parts = issued == nullptr ? nullptr : array_at(*issued, "date-parts");
    if (parts == nullptr || parts->empty() || !parts->front().is_array()) return {};
    const auto& date = parts->front().get_array();
    if (date.empty()) return {};
    if (date.front().is_int64()) return std::to_string(date.front().get_int64());
    return date.front().is_string() ? std::string(date.front().get_string()) : std::string{};
}

void add_sentence(std::string& text, std::string_view sentence)
{
    if (sentence.empty()) return;
    if (!text.empty()) text += ' ';
    text += sentence;
    if (!sentence.ends_with('.') && !sentence.ends_with('?') && !sentence.ends_with('!')) text += '.';
}

} // namespace

std::string reference_address(const storage::SummaryReference& reference)
{
    const auto value = encode_path(reference.value);
    if (reference.kind == "doi") return "https://doi.org/" + value;
    if (reference.kind == "pmid") return "https://pubmed.ncbi.nlm.nih.gov/" + value + "/";
    if (reference.kind == "pmcid") return "https://www.ncbi.nlm.nih.gov/pmc/articles/" + value + "/";
    if (reference.kind == "nct") return "https://clinicaltrials.gov/study/" + value;
    if (reference.kind == "isrctn") return "https://www.isrctn.com/" + value;
    if (reference.kind == "url" && parse_url(reference.value)) return reference.value;
    return {};
}

std::string reference_text(const storage::SummaryReference& reference)
{
    std::string text;
    add_sentence(text, authors(reference.csl));
    add_sentence(text, string_at(reference.csl, "title"));
    add_sentence(text, string_at(reference.csl, "container-title"));
    add_sentence(text, year(reference.csl));
    if (text.empty()) text = reference.kind + " " + reference.value;
    return text;
}

} // namespace rounds::web
