#include "server/knowledge/exports.hpp"

#include "server/knowledge/references.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::SummaryReference;

/// One line: what is inside a field must not begin another.
std::string one_line(std::string_view text)
{
    std::string out;
    for (const char c : text) out += static_cast<unsigned char>(c) < 0x20U || c == 0x7F ? ' ' : c;
    return std::string(text::trim(out));
}

std::string field(const json::object& csl, std::string_view key)
{
    return one_line(string_at(csl, key));
}

std::string year_of(const json::object& csl)
{
    const auto* issued = object_at(csl, "issued");
    const auto* parts = issued == nullptr ? nullptr : array_at(*issued, "date-parts");
    if (parts == nullptr || parts->empty() || !parts->front().is_array()) return {};
    const auto& date = parts->front().get_array();
    return date.empty() || !date.front().is_int64() ? std::string{} : std::to_string(date.front().get_int64());
}

struct Name
{
    std::string family; ///< or of a group
    std::string given;
    bool group = false;
};

std::vector<Name> names_of(const json::object& csl)
{
    std::vector<Name> names;
    const auto* authors = array_at(csl, "author");
    if (authors == nullptr) return names;
    for (const auto& author : *authors) {
        const auto* one = author.if_object();
        if (one == nullptr) continue;
        const auto group = field(*one, "literal");
        if (group.empty())
            names.push_back({field(*one, "family"), field(*one, "given")});
        else
            names.push_back({group, {}, true});
    }
    return names;
}

/// "S12-S20" as first and last; the second empty when there is one page only.
std::pair<std::string, std::string> pages_of(const json::object& csl)
{
    const auto page = field(csl, "page");
    const auto dash = page.find('-');
    if (dash == std::string::npos) return {page, {}};
    return {page.substr(0, dash), page.substr(dash + 1)};
}

void add_ris(std::string& out, std::string_view tag, const std::string& value)
{
    if (!value.empty()) out += fmt::format("{}  - {}\r\n", tag, value);
}

std::string ris_of(const SummaryReference& reference)
{
    const auto& csl = reference.csl;
    const auto type = string_at(csl, "type");
    std::string out;
    add_ris(out, "TY", type == "book" ? "BOOK" : type == "webpage" ? "ELEC" : "JOUR");
    add_ris(out, "ID", fmt::format("r{}", reference.position));
    for (const auto& name : names_of(csl))
        add_ris(out, "AU", name.given.empty() ? name.family : name.family + ", " + name.given);
    add_ris(out, "TI", field(csl, "title"));
    add_ris(out, "T2", field(csl, "container-title"));
    add_ris(out, "PB", field(csl, "publisher"));
    add_ris(out, "PY", year_of(csl));
    add_ris(out, "VL", field(csl, "volume"));
    add_ris(out, "IS", field(csl, "issue"));
    const auto [first, last] = pages_of(csl);
    add_ris(out, "SP", first);
    add_ris(out, "EP", last);
    add_ris(out, "DO", field(csl, "DOI"));
    add_ris(out, "AN", field(csl, "PMID"));
    add_ris(out, "C2", field(csl, "PMCID"));
    add_ris(out, "SN", field(csl, "ISBN"));
    add_ris(out, "UR", field(csl, "URL"));
    return out + "ER  - \r\n";
}

std::string bibtex_text(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '\\':
            out += "\\textbackslash{}";
            break;
        case '~':
            out += "\\textasciitilde{}";
            break;
        case '^':
            out += "\\textasciicircum{}";
            break;
        case '&':
        case '%':
        case '$':
        case '#':
        case '_':
        case '{':
        case '}':
            out.append(1, '\\').append(1, c);
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string bibtex_authors(const std::vector<Name>& names)
{
    std::string out;
    for (const auto& name : names) {
        if (!out.empty()) out += " and ";
        const auto family = bibtex_text(name.family);
        if (name.group)
            out += '{' + family + '}';
        else
            out += name.given.empty() ? family : family + ", " + bibtex_text(name.given);
    }
    return out;
}

/// Addresses and identifiers are taken as they are, but for what would end the field.
std::string verbatim(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (c != '{' && c != '}' && c != '\\') out += c;
    return out;
}

std::string bibtex_of(const SummaryReference& reference)
{
    const auto& csl = reference.csl;
    const auto type = string_at(csl, "type");
    std::string out = fmt::format(
        "@{}{{r{}",
        type == "book"      ? "book"
        : type == "webpage" ? "misc"
                            : "article",
        reference.position
    );
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) out += fmt::format(",\n  {} = {{{}}}", key, value);
    };
    add("author", bibtex_authors(names_of(csl)));
    // Braces keep capitals as they are.
    if (const auto title = bibtex_text(field(csl, "title")); !title.empty()) add("title", '{' + title + '}');
    add("journal", bibtex_text(field(csl, "container-title")));
    add("publisher", bibtex_text(field(csl, "publisher")));
    add("year", year_of(csl));
    add("volume", bibtex_text(field(csl, "volume")));
    add("number", bibtex_text(field(csl, "issue")));
    const auto [first, last] = pages_of(csl);
    add("pages", bibtex_text(last.empty() ? first : first + "--" + last));
    add("doi", verbatim(field(csl, "DOI")));
    add("pmid", verbatim(field(csl, "PMID")));
    add("pmcid", verbatim(field(csl, "PMCID")));
    add("isbn", verbatim(field(csl, "ISBN")));
    add("url", verbatim(field(csl, "URL")));
    return out + "\n}\n";
}

} // namespace

json::array to_csl_json(const std::vector<SummaryReference>& references)
{
    json::array all;
    for (const auto& reference : references) {
        json::object item;
        item["id"] = fmt::format("r{}", reference.position);
        for (const auto& [key, value] : reference.csl)
            if (key != "id") item[key] = value;
        all.push_back(std::move(item));
    }
    return all;
}

std::string to_ris(const std::vector<SummaryReference>& references)
{
    std::string out;
    for (const auto& reference : references) out += ris_of(reference);
    return out;
}

std::string to_bibtex(const std::vector<SummaryReference>& references)
{
    std::string out;
    for (const auto& reference : references) out += bibtex_of(reference);
    return out;
}

std::string to_ama_text(const std::vector<SummaryReference>& references)
{
    std::string out;
    for (const auto& reference : references)
        out += fmt::format("{}. {}\n", reference.position, one_line(ama_line(reference.csl)));
    return out;
}

} // namespace rounds::knowledge
