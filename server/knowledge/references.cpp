#include "server/knowledge/references.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace rounds::knowledge {
namespace {

constexpr std::size_t longest = 2048;

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) noexcept
{
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::string to_upper(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) noexcept
{
    return text.size() >= prefix.size() && text::iequals(text.substr(0, prefix.size()), prefix);
}

/// Letters of a DOI's suffix as Crossref recommends to match them.
bool is_doi_character(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || std::string_view{"-._;()/:"}.contains(c);
}

/// "(10.1000/abc)." in a sentence: what closes or ends the sentence is no part of the DOI, a balanced pair is.
std::string_view without_sentence_end(std::string_view doi) noexcept
{
    while (!doi.empty()) {
        const char last = doi.back();
        const bool unbalanced = last == ')' && std::ranges::count(doi, ')') > std::ranges::count(doi, '(');
        if (!unbalanced && !std::string_view{".,;:'\"]}>"}.contains(last)) break;
        doi.remove_suffix(1);
    }
    return doi;
}

std::optional<std::string> doi_of(std::string_view text)
{
    const auto lower = text::to_lower(text);
    const auto doi = without_sentence_end(lower);
    const auto slash = doi.find('/');
    if (!doi.starts_with("10.") || slash == std::string_view::npos || slash + 1 == doi.size()) return std::nullopt;
    const auto registrant = doi.substr(3, slash - 3);
    if (registrant.size() < 4 || registrant.size() > 9 || !all_digits(registrant)) return std::nullopt;
    if (!std::ranges::all_of(doi.substr(slash + 1), is_doi_character)) return std::nullopt;
    return std::string(doi);
}

/// 1 to 8 digits, the first not 0.
bool is_pubmed_number(std::string_view text) noexcept
{
    return all_digits(text) && text.size() <= 8 && text.front() != '0';
}

/// A prefix of letters and exactly (or, for PMC, up to) eight digits.
std::optional<Identifier> registered(std::string_view text)
{
    const auto upper = to_upper(text);
    const std::string_view name = upper;
    if (name.starts_with("PMC") && is_pubmed_number(name.substr(3))) return Identifier{"pmcid", upper};
    const auto eight = [](std::string_view digits) { return digits.size() == 8 && all_digits(digits); };
    if (name.starts_with("NCT") && eight(name.substr(3))) return Identifier{"nct", upper};
    if (name.starts_with("ISRCTN") && eight(name.substr(6))) return Identifier{"isrctn", upper};
    return std::nullopt;
}

/// The first piece of a path after `prefix`, without query and fragment; empty when the path does not start so.
std::string_view piece_after(std::string_view target, std::string_view prefix) noexcept
{
    if (!starts_with_ignoring_case(target, prefix)) return {};
    target.remove_prefix(prefix.size());
    return target.substr(0, target.find_first_of("/?"));
}

std::string_view without_www(std::string_view host) noexcept
{
    return host.starts_with("www.") ? host.substr(4) : host;
}

std::optional<Identifier> from_doi_address(const Url& url)
{
    if (url.host != "doi.org" && url.host != "dx.doi.org" && url.host != "www.doi.org") return std::nullopt;
    const auto path = std::string_view(url.target).substr(1, url.target.find('?') - 1);
    const auto decoded = percent_decode(path);
    const auto doi = decoded ? doi_of(*decoded) : std::nullopt;
    return doi ? std::optional<Identifier>({"doi", *doi}) : std::nullopt;
}

/// Pages that stand for an identifier.
std::optional<Identifier> from_known_page(const Url& url)
{
    const auto host = without_www(url.host);
    const std::string_view target = url.target;
    const auto pubmed = host == "pubmed.ncbi.nlm.nih.gov" ? piece_after(target, "/")
                        : host == "ncbi.nlm.nih.gov"      ? piece_after(target, "/pubmed/")
                                                          : std::string_view{};
    if (is_pubmed_number(pubmed)) return Identifier{"pmid", std::string(pubmed)};
    if (host == "pmc.ncbi.nlm.nih.gov") return registered(piece_after(target, "/articles/"));
    if (host == "ncbi.nlm.nih.gov") return registered(piece_after(target, "/pmc/articles/"));
    if (host == "clinicaltrials.gov") {
        if (auto study = registered(piece_after(target, "/study/"))) return study;
        return registered(piece_after(target, "/ct2/show/"));
    }
    if (host == "isrctn.com") return registered(piece_after(target, "/"));
    return std::nullopt;
}

result<Identifier> from_address(std::string_view text)
{
    const auto url = parse_url(text);
    if (!url) return errc::invalid_argument;
    if (auto doi = from_doi_address(*url)) return *doi;
    if (auto page = from_known_page(*url)) return *page;
    if (!url->host.contains('.')) return errc::invalid_argument;
    return Identifier{"url", url->str()};
}

/// Cuts a label ("doi:", "PMID: ") off; which one it was, else empty.
std::string_view take_label(std::string_view& text) noexcept
{
    constexpr std::array<std::string_view, 5> labels{"doi", "pmid", "pmcid", "isbn-13", "isbn"};
    for (const auto label : labels) {
        if (!starts_with_ignoring_case(text, label)) continue;
        const auto rest = text.substr(label.size());
        if (rest.empty() || (rest.front() != ':' && rest.front() != ' ')) continue;
        text = text::trim(rest.substr(1));
        return label;
    }
    return {};
}

} // namespace

result<std::string> parse_isbn(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        if (c == '-' || c == ' ') continue;
        digits += c == 'x' ? 'X' : c;
    }
    const bool ten = digits.size() == 10 && all_digits(std::string_view(digits).substr(0, 9)) &&
                     (is_digit(digits[9]) || digits[9] == 'X');
    if (ten) {
        int sum = 0;
        int weight = 10;
        for (const char c : digits) sum += weight-- * (c == 'X' ? 10 : c - '0');
        if (sum % 11 != 0) return errc::invalid_argument;
        digits = "978" + digits.substr(0, 9);
    } else if (digits.size() != 13 || !all_digits(digits) || !(digits.starts_with("978") || digits.starts_with("979")))
        return errc::invalid_argument;
    int sum = 0;
    for (std::size_t i = 0; i < 12; ++i) sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
    const char check = static_cast<char>('0' + (10 - sum % 10) % 10);
    if (ten) return digits + check;
    if (digits[12] != check) return errc::invalid_argument;
    return digits;
}

result<Identifier> parse_identifier(std::string_view given)
{
    auto text = text::trim(given);
    if (text.empty() || text.size() > longest) return errc::invalid_argument;
    const auto label = take_label(text);
    if (starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://")) {
        auto found = from_address(text);
        // A label and an address of something else contradict each other.
        if (found && label == "doi" && found->kind != "doi") return errc::invalid_argument;
        return found;
    }
    constexpr std::array<std::string_view, 3> doi_hosts{"doi.org/", "dx.doi.org/", "www.doi.org/"};
    for (const auto host : doi_hosts)
        if (starts_with_ignoring_case(text, host)) return from_address("https://" + std::string(text));
    if (label.starts_with("isbn")) {
        const auto isbn = parse_isbn(text);
        if (!isbn) return isbn.error();
        return Identifier{"isbn", *isbn};
    }
    if (const auto doi = doi_of(text)) return Identifier{"doi", *doi};
    if (label == "doi") return errc::invalid_argument;
    if (is_pubmed_number(text))
        return Identifier{label == "pmcid" ? "pmcid" : "pmid", (label == "pmcid" ? "PMC" : "") + std::string(text)};
    if (label == "pmid") return errc::invalid_argument;
    if (auto found = registered(text)) return *found;
    const auto isbn = parse_isbn(text);
    if (!isbn) return isbn.error();
    return Identifier{"isbn", *isbn};
}

std::string canonical_url(const Identifier& identifier)
{
    const auto& [kind, value] = identifier;
    if (kind == "doi") return "https://doi.org/" + value;
    if (kind == "pmid") return "https://pubmed.ncbi.nlm.nih.gov/" + value + '/';
    if (kind == "pmcid") return "https://pmc.ncbi.nlm.nih.gov/articles/" + value + '/';
    if (kind == "nct") return "https://clinicaltrials.gov/study/" + value;
    if (kind == "isrctn") return "https://www.isrctn.com/" + value;
    if (kind == "isbn") return "urn:isbn:" + value;
    return value;
}

} // namespace rounds::knowledge
