#include "federation/build/article.hpp"

#include "federation/build/addressing.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

#include <fmt/core.h>

namespace rounds::build {

namespace {

/// What a Mastodon reader sees of it: the key message, who reviewed it and when, and what it is not.
std::string summary(const ArticleInput& input)
{
    std::string line = "Key message: " + input.key_message;
    if (!line.ends_with('.')) line += '.';
    if (input.review)
        line += fmt::format(" Reviewed by {} on {}.", input.review->reviewer_name, to_iso_date(input.review->at));
    line += ' ' + input.disclaimer;
    return "<p>" + text::escape_html(line) + "</p>";
}

json::array tags(const ArticleInput& input)
{
    json::array all;
    for (const auto& found : input.tags) {
        json::object tag;
        tag["type"] = vocab::type::hashtag;
        tag["name"] = found.name;
        tag["href"] = found.href;
        all.push_back(std::move(tag));
    }
    for (const auto& source : input.sources) {
        json::object link; // FEP-e232
        link["type"] = vocab::type::link;
        link["rel"] = std::string(vocab::knowledge_namespace) + "source";
        link["mediaType"] = vocab::ld_json;
        link["href"] = source;
        link["name"] = "quoted with consent";
        all.push_back(std::move(link));
    }
    return all;
}

json::array about(const ArticleInput& input)
{
    json::array all;
    for (const auto& condition : input.conditions) {
        json::object code;
        code["@type"] = "schema:MedicalCode";
        code["schema:codingSystem"] = condition.coding_system;
        code["schema:codeValue"] = condition.code;
        json::object entry;
        entry["@type"] = "schema:MedicalCondition";
        entry["schema:name"] = condition.name;
        entry["schema:code"] = std::move(code);
        all.push_back(std::move(entry));
    }
    return all;
}

json::object citation(const ArticleInput::Citation& found)
{
    json::object entry;
    entry["@type"] = "schema:MedicalScholarlyArticle";
    entry["@id"] = found.id;
    entry["schema:name"] = found.name;
    json::object identifier;
    identifier["@type"] = "schema:PropertyValue";
    identifier["schema:propertyID"] = found.scheme;
    identifier["schema:value"] = found.value;
    entry["schema:identifier"] = json::array{std::move(identifier)};
    if (!found.evidence_scheme.empty()) {
        json::object evidence;
        evidence["kn:scheme"] = found.evidence_scheme;
        evidence["kn:level"] = found.evidence_level;
        entry["kn:evidence"] = std::move(evidence);
    }
    entry["kn:supports"] = to_array(found.supports);
    return entry;
}

void put_review(json::object& article, const ArticleInput& input)
{
    if (!input.review) return;
    article["schema:reviewedBy"] = input.review->reviewer;
    article["schema:lastReviewed"] = to_iso_date(input.review->at);
    if (input.review->next) article["kn:nextReview"] = to_iso_date(*input.review->next);
}

void put_knowledge(json::object& article, const ArticleInput& input)
{
    article["schema:about"] = about(input);
    put_review(article, input);
    json::array citations;
    json::array links; // Mastodon makes a preview card of the first
    for (const auto& found : input.citations) {
        citations.push_back(citation(found));
        json::object link;
        link["type"] = vocab::type::link;
        link["href"] = found.id;
        link["name"] = found.name;
        links.push_back(std::move(link));
    }
    article["schema:citation"] = std::move(citations);
    article["attachment"] = std::move(links);
    json::array interests;
    for (const auto& declared : input.interests) {
        json::object entry;
        entry["actor"] = declared.actor;
        entry["statement"] = declared.statement;
        interests.push_back(std::move(entry));
    }
    article["kn:interests"] = std::move(interests);
    article["kn:openQuestions"] = to_array(input.open_questions);
    article["kn:solved"] = to_array(input.solved);
    if (!input.history.empty()) article["kn:history"] = input.history;
}

} // namespace

json::object build_article(const ArticleInput& input)
{
    json::object article;
    article["id"] = input.id;
    article["type"] = vocab::type::article;
    article["attributedTo"] = input.author;
    article["audience"] = input.network;
    Audience audience;
    add_once(audience.to, vocab::public_collection);
    add_once(audience.to, input.network);
    add_once(audience.cc, input.network_followers);
    put_audience(article, audience);
    article["name"] = input.name;
    article["summary"] = summary(input);
    article["content"] = input.content;
    json::object map;
    map[input.language] = input.content;
    article["contentMap"] = std::move(map);
    article["url"] = input.url;
    json::object preview;
    preview["type"] = vocab::type::note;
    preview["content"] = "<p>" + text::escape_html(input.preview.empty() ? input.key_message : input.preview) + "</p>";
    article["preview"] = std::move(preview);
    if (!input.context.empty()) article["context"] = input.context;
    if (!input.in_reply_to.empty()) article["inReplyTo"] = input.in_reply_to;
    article["published"] = to_iso8601(input.published);
    if (input.updated) article["updated"] = to_iso8601(*input.updated);
    article["tag"] = tags(input);
    put_knowledge(article, input);
    return article;
}

} // namespace rounds::build
