#pragma once

#include "storage/base/error.hpp"
#include "storage/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::knowledge {

/// An identifier of the literature in its one spelling, so that two people who cite one work cite the same value.
struct Identifier
{
    std::string kind;  ///< doi, pmid, pmcid, nct, isrctn, isbn (13 digits), url
    std::string value; ///< without prefix: 10.2196/jmir.4721, 26228234, PMC4705354, NCT01234567, 9780306406157

    friend bool operator==(const Identifier&, const Identifier&) = default;
};

/// Reads what people paste: an identifier with or without its prefix ("doi:", "PMID "), the address of its page at
/// doi.org, PubMed, PMC, ClinicalTrials.gov or ISRCTN, an ISBN with hyphens, any other http or https address. A DOI is
/// kept in lower case (DOI handbook 2.4: compared without case) and without the punctuation of a sentence around it.
/// invalid_argument when it is none, or when a check digit is wrong.
[[nodiscard]] result<Identifier> parse_identifier(std::string_view text);

/// Where the work is found: https://doi.org/..., the address itself, urn:isbn:... (RFC 8141) for a book.
[[nodiscard]] std::string canonical_url(const Identifier& identifier);

/// ISBN-13 of an ISBN-10 or -13 with or without hyphens; invalid_argument when the check digit is wrong.
[[nodiscard]] result<std::string> parse_isbn(std::string_view text);

/// What a person says about a work.
struct Work
{
    std::string title{};
    std::vector<std::string> authors{}; ///< "Attai DJ", "Attai, Deanna J" or the name of a group
    std::string container{};            ///< journal or publisher
    int year = 0;                       ///< 0: unknown
    std::string volume{};
    std::string issue{};
    std::string page{};
};

/// CSL-JSON of a work (type, title, author, container-title, issued, volume, issue, page, DOI, PMID, PMCID, URL).
[[nodiscard]] json::object to_csl(const Work& work, const Identifier& identifier);

enum class Emphasis { none, html };
/// One line in the style of AMA 11: "Attai DJ, Cowher MS. Title. J Med Internet Res. 2015;17(7):e188.
/// doi:10.2196/jmir.4721". Up to six authors are named, of more the first three. With Emphasis::html the journal is in
/// <em> and everything is escaped.
[[nodiscard]] std::string ama_line(const json::object& csl, Emphasis emphasis = Emphasis::none);

} // namespace rounds::knowledge
