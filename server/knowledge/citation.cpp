#include "server/knowledge/references.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

constexpr std::size_t most_named = 6; // AMA 11, 3.7: more than six authors are cut to three
constexpr std::size_t named_of_many = 3;

bool are_initials(std::string_view word) noexcept
{
    return !word.empty() && word.size() <= 4 && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// CSL name of "Attai DJ" or "Attai, Deanna J"; everything else is the name of a group.
json::object name_of(std::string_view author)
{
    json::object name;
    const auto comma = author.find(',');
    const auto space = author.rfind(' ');
    if (comma != std::string_view::npos) {
        name["family"] = text::trim(author.substr(0, comma));
        name["given"] = text::trim(author.substr(comma + 1));
    } else if (space != std::string_view::npos && are_initials(author.substr(space + 1))) {
        name["family"] = text::trim(author.substr(0, space));
        name["given"] = author.substr(space + 1);
    } else {
        name["literal"] = author;
    }
    return name;
}

/// "Deanna J" and "D. J." as DJ.
std::string initials(std::string_view given)
{
    if (are_initials(given)) return std::string(given);
    std::string letters;
    bool begins = true;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const bool divides = given[i] == ' ' || given[i] == '.' || given[i] == '-';
        if (!divides && begins) letters += text::truncate(given.substr(i), 1);
        begins = divides;
    }
    return letters;
}

std::string printed_name(const json::object& name)
{
    const auto family = string_at(name, "family");
    if (family.empty()) return std::string(string_at(name, "literal"));
    const auto given = initials(string_at(name, "given"));
    return given.empty() ? std::string(family) : fmt::format("{} {}", family, given);
}

std::string authors(const json::object& csl)
{
    const auto* names = array_at(csl, "author");
    if (names == nullptr) return {};
    std::vector<std::string> printed;
    const bool many = names->size() > most_named;
    for (const auto& name : *names) {
        if (many && printed.size() == named_of_many) break;
        if (const auto* object = name.if_object()) printed.push_back(printed_name(*object));
    }
    if (many) printed.emplace_back("et al");
    return text::join(printed, ", ");
}

std::string year(const json::object& csl)
{
    const auto* issued = object_at(csl, "issued");
    const auto* parts = issued == nullptr ? nullptr : array_at(*issued, "date-parts");
    if (parts == nullptr || parts->empty() || !parts->front().is_array()) return {};
    const auto& date = parts->front().get_array();
    return date.empty() || !date.front().is_int64() ? std::string{} : std::to_string(date.front().get_int64());
}

/// "2015;17(7):e188"
std::string issue(const json::object& csl)
{
    std::string text = year(csl);
    const auto volume = string_at(csl, "volume");
    const auto number = string_at(csl, "issue");
    const auto page = string_at(csl, "page");
    if (!volume.empty()) text += fmt::format("{}{}", text.empty() ? "" : ";", volume);
    if (!number.empty()) text += fmt::format("({})", number);
    if (!page.empty()) text += fmt::format("{}{}", text.empty() ? "" : ":", page);
    return text;
}

std::string locator(const json::object& csl)
{
    if (const auto doi = string_at(csl, "DOI"); !doi.empty()) return fmt::format("doi:{}", doi);
    if (const auto pmid = string_at(csl, "PMID"); !pmid.empty()) return fmt::format("PMID: {}", pmid);
    if (const auto pmcid = string_at(csl, "PMCID"); !pmcid.empty()) return fmt::format("PMCID: {}", pmcid);
    if (const auto isbn = string_at(csl, "ISBN"); !isbn.empty()) return fmt::format("ISBN: {}", isbn);
    return std::string(string_at(csl, "URL"));
}

void add_sentence(std::string& line, std::string sentence)
{
    if (sentence.empty()) return;
    if (!line.empty()) line += ' ';
    const bool ends = sentence.ends_with('.') || sentence.ends_with('?') || sentence.ends_with('!');
    line += sentence;
    if (!ends) line += '.';
}

} // namespace

json::object to_csl(const Work& work, const Identifier& identifier)
{
    json::object csl;
    const auto& [kind, value] = identifier;
    const bool page = kind == "url" || kind == "nct" || kind == "isrctn";
    csl["type"] = kind == "isbn" ? "book" : page ? "webpage" : "article-journal";
    csl["title"] = work.title;
    json::array names;
    for (const auto& author : work.authors) names.push_back(name_of(text::trim(author)));
    csl["author"] = std::move(names);
    if (!work.container.empty()) csl[kind == "isbn" ? "publisher" : "container-title"] = work.container;
    if (work.year != 0) {
        // Written out: braces around one array copy it instead of nesting it.
        json::array date;
        date.emplace_back(work.year);
        json::array dates;
        dates.emplace_back(std::move(date));
        json::object issued;
        issued["date-parts"] = std::move(dates);
        csl["issued"] = std::move(issued);
    }
    if (!work.volume.empty()) csl["volume"] = work.volume;
    if (!work.issue.empty()) csl["issue"] = work.issue;
    if (!work.page.empty()) csl["page"] = work.page;
    if (kind == "doi") csl["DOI"] = value;
    if (kind == "pmid") csl["PMID"] = value;
    if (kind == "pmcid") csl["PMCID"] = value;
    if (kind == "isbn") csl["ISBN"] = value;
    if (kind != "isbn") csl["URL"] = canonical_url(identifier);
    return csl;
}

std::string ama_line(const json::object& csl, Emphasis emphasis)
{
    const auto shown = [&](std::string_view text) {
        return emphasis == Emphasis::html ? text::escape_html(text) : std::string(text);
    };
    std::string line;
    add_sentence(line, shown(authors(csl)));
    add_sentence(line, shown(string_at(csl, "title")));
    const auto journal = string_at(csl, "container-title");
    if (!journal.empty())
        add_sentence(line, emphasis == Emphasis::html ? "<em>" + shown(journal) + "</em>" : shown(journal));
    add_sentence(line, shown(string_at(csl, "publisher")));
    add_sentence(line, shown(issue(csl)));
    // No full stop after it: it would become part of what people copy.
    if (const auto where = locator(csl); !where.empty()) line += (line.empty() ? "" : " ") + shown(where);
    return line;
}

} // namespace rounds::knowledge
