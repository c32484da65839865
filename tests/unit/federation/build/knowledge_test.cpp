#include "federation/build/article.hpp"
#include "federation/build/event.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::build {
namespace {

using namespace std::chrono_literals;

EventInput chat()
{
    EventInput input;
    input.id = "https://mercy.example/chats/7";
    input.url = "https://mercy.example/chats/7";
    input.network = "https://mercy.example/groups/fatigue";
    input.network_followers = "https://mercy.example/groups/fatigue/followers";
    input.name = "Living with fatigue";
    input.content = "<p>Three topics.</p>";
    input.when = "Tuesday 17 November 2026, 21:00 to 22:00 <New York>";
    input.starts_at = *parse_iso8601("2026-11-18T02:00:00Z");
    input.ends_at = *parse_iso8601("2026-11-18T03:00:00Z");
    input.timezone = "America/New_York";
    input.organizers = {"https://mercy.example/users/nurse"};
    input.guests = {"https://society.example/u/prof"};
    input.live_url = "https://mercy.example/chats/7/live";
    input.conversation = "https://mercy.example/conversations/3";
    input.tags = {{"#bcsm", "https://mercy.example/tags/bcsm"}};
    input.prompts = {{"T1", 300s}, {"T2", 90s}};
    input.sequence = 2;
    input.published = *parse_iso8601("2026-11-01T00:00:00Z");
    return input;
}

TEST(Event, IsCompleteForBothDialects)
{
    const auto event = build_event(chat());
    EXPECT_EQ(
        json::value(event), json::parse(R"j({
        "id": "https://mercy.example/chats/7", "type": "Event",
        "attributedTo": "https://mercy.example/groups/fatigue", "actor": "https://mercy.example/users/nurse",
        "audience": "https://mercy.example/groups/fatigue",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": ["https://mercy.example/groups/fatigue/followers"],
        "name": "Living with fatigue",
        "summary": "<p>Tuesday 17 November 2026, 21:00 to 22:00 &lt;New York&gt;</p>",
        "content": "<p>Three topics.</p>", "url": "https://mercy.example/chats/7",
        "published": "2026-11-01T00:00:00.000Z",
        "startTime": "2026-11-18T02:00:00.000Z", "endTime": "2026-11-18T03:00:00.000Z",
        "timezone": "America/New_York", "displayEndTime": true,
        "eventStatus": "EventScheduled", "ical:status": "CONFIRMED", "kn:status": "scheduled", "kn:sequence": 2,
        "location": {"type": "VirtualLocation", "url": "https://mercy.example/chats/7/live"}, "isOnline": true,
        "joinMode": "none", "commentsEnabled": true, "category": "HEALTH", "inLanguage": "en",
        "attachment": [{"type": "Link", "href": "https://mercy.example/chats/7", "mediaType": "text/html",
            "name": "Website"}],
        "organizers": ["https://mercy.example/users/nurse"],
        "context": "https://mercy.example/conversations/3",
        "tag": [{"type": "Hashtag", "name": "#bcsm", "href": "https://mercy.example/tags/bcsm"}],
        "kn:guests": ["https://society.example/u/prof"],
        "kn:prompts": [{"kn:label": "T1", "kn:offset": "PT5M"}, {"kn:label": "T2", "kn:offset": "PT90S"}]
    })j")
    ) << json::serialize(event);
}

TEST(Event, SaysWhenItIsOff)
{
    auto input = chat();
    input.state = EventInput::State::cancelled;
    const auto event = build_event(input);
    EXPECT_EQ(event.at("eventStatus").as_string(), "EventCancelled");
    EXPECT_EQ(event.at("ical:status").as_string(), "CANCELLED");
    EXPECT_FALSE(event.at("commentsEnabled").as_bool());
}

ArticleInput summary()
{
    ArticleInput input;
    input.id = "https://mercy.example/summaries/42";
    input.url = "https://mercy.example/s/42";
    input.network = "https://mercy.example/groups/fatigue";
    input.network_followers = "https://mercy.example/groups/fatigue/followers";
    input.author = "https://mercy.example/users/nurse";
    input.name = "Fatigue: what the chat found";
    input.key_message = "Gentle exercise has the best evidence";
    input.content = "<p>Walk.</p>";
    input.context = "https://mercy.example/chats/7";
    input.published = *parse_iso8601("2026-11-20T15:00:00Z");
    input.review = {"https://mercy.example/users/dr.a", "Dr A", *parse_iso8601("2026-11-19T00:00:00Z"), {}};
    input.tags = {{"#bcsm", "https://mercy.example/tags/bcsm"}};
    input.conditions = {{"Breast cancer", "MeSH", "D001943"}};
    input.citations = {{"https://doi.org/10.2196/jmir.4721", "Twitter", "pmid", "26228234", "OCEBM2011", "4", {"#s3"}}};
    input.sources = {"https://society.example/notes/1"};
    input.interests = {{"https://mercy.example/users/dr.a", "None declared"}};
    input.history = "https://mercy.example/summaries/42/history";
    return input;
}

TEST(Article, IsComplete)
{
    const auto article = build_article(summary());
    EXPECT_EQ(
        json::value(article), json::parse(R"j({
        "id": "https://mercy.example/summaries/42", "type": "Article",
        "attributedTo": "https://mercy.example/users/nurse", "audience": "https://mercy.example/groups/fatigue",
        "to": ["https://www.w3.org/ns/activitystreams#Public", "https://mercy.example/groups/fatigue"],
        "cc": ["https://mercy.example/groups/fatigue/followers"],
        "name": "Fatigue: what the chat found",
        "summary": "<p>Key message: Gentle exercise has the best evidence. Reviewed by Dr A on 2026-11-19. Not medical advice.</p>",
        "content": "<p>Walk.</p>", "contentMap": {"en": "<p>Walk.</p>"}, "url": "https://mercy.example/s/42",
        "preview": {"type": "Note", "content": "<p>Gentle exercise has the best evidence</p>"},
        "context": "https://mercy.example/chats/7", "published": "2026-11-20T15:00:00.000Z",
        "tag": [
            {"type": "Hashtag", "name": "#bcsm", "href": "https://mercy.example/tags/bcsm"},
            {"type": "Link", "rel": "https://rounds.health/ns/knowledge#source",
             "mediaType": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
             "href": "https://society.example/notes/1", "name": "quoted with consent"}
        ],
        "schema:about": [{"@type": "schema:MedicalCondition", "schema:name": "Breast cancer",
            "schema:code": {"@type": "schema:MedicalCode", "schema:codingSystem": "MeSH", "schema:codeValue": "D001943"}}],
        "schema:reviewedBy": "https://mercy.example/users/dr.a", "schema:lastReviewed": "2026-11-19",
        "schema:citation": [{"@type": "schema:MedicalScholarlyArticle", "@id": "https://doi.org/10.2196/jmir.4721",
            "schema:name": "Twitter",
            "schema:identifier": [{"@type": "schema:PropertyValue", "schema:propertyID": "pmid", "schema:value": "26228234"}],
            "kn:evidence": {"kn:scheme": "OCEBM2011", "kn:level": "4"}, "kn:supports": ["#s3"]}],
        "attachment": [{"type": "Link", "href": "https://doi.org/10.2196/jmir.4721", "name": "Twitter"}],
        "kn:interests": [{"actor": "https://mercy.example/users/dr.a", "statement": "None declared"}],
        "kn:openQuestions": [], "kn:solved": [], "kn:history": "https://mercy.example/summaries/42/history"
    })j")
    ) << json::serialize(article);
}

TEST(Article, ClaimsNoReviewThatWasNotMade)
{
    auto input = summary();
    input.review.reset();
    const auto article = build_article(input);
    EXPECT_FALSE(article.contains("schema:reviewedBy"));
    EXPECT_EQ(
        article.at("summary").as_string(),
        "<p>Key message: Gentle exercise has the best evidence. Not medical advice.</p>"
    );
}

} // namespace
} // namespace rounds::build
