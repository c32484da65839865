#pragma once

#include "federation/build/event.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::build {

/// A chat's summary: what was learnt, reviewed. Everything in HTML is sanitised already.
struct ArticleInput
{
    std::string id;
    std::string url;     ///< page for people
    std::string network; ///< uri of the Group
    std::string network_followers;
    std::string author;      ///< uri; one only, several break some readers (FEP-b2b8)
    std::string name;        ///< plain text
    std::string key_message; ///< plain text
    std::string content;     ///< HTML with its list of references
    std::string disclaimer = "Not medical advice.";
    std::string preview;     ///< plain text of the Note shown where Articles are not
    std::string context;     ///< the chat it sums up, or its conversation; may be empty
    std::string in_reply_to; ///< the chat's Event, or empty
    std::string language = "en";
    Time published{};
    std::optional<Time> updated;
    struct Review
    {
        std::string reviewer;      ///< uri
        std::string reviewer_name; ///< "Dr A"
        Time at{};
        std::optional<Time> next;
    };
    std::optional<Review> review;
    std::vector<TagRef> tags;
    struct Condition
    {
        std::string name;
        std::string coding_system; ///< MeSH, DOID ...
        std::string code;
    };
    std::vector<Condition> conditions;
    struct Citation
    {
        std::string id; ///< https://doi.org/..., or the address
        std::string name;
        std::string scheme; ///< of `value`: doi, pmid, nct ...
        std::string value;
        std::string evidence_scheme; ///< OCEBM2011, GRADE, LIVED; empty when not graded
        std::string evidence_level;
        std::vector<std::string> supports; ///< anchors of statements: "#s3"
    };
    std::vector<Citation> citations;
    std::vector<std::string> sources; ///< uris of posts quoted with consent
    struct Interest
    {
        std::string actor;
        std::string statement;
    };
    std::vector<Interest> interests;
    std::vector<std::string> open_questions;
    std::vector<std::string> solved;
    std::string history; ///< address of earlier versions
};

/// FEP-b2b8 with schema.org citations and our kn: terms. Without @context.
[[nodiscard]] json::object build_article(const ArticleInput& input);

} // namespace rounds::build
