#include "federation/vocab/contexts.hpp"
#include "storage/base/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::vocab {
namespace {

json::value context_of(std::string_view document, bool proof = false)
{
    auto object = parse_json(document).value().as_object();
    put_context(object, proof);
    return object.at("@context");
}

TEST(Contexts, PlainDocumentsNeedActivityStreamsAlone)
{
    const auto plain = json::value("https://www.w3.org/ns/activitystreams");
    EXPECT_EQ(context_of(R"({"type":"Like","object":"https://a.example/1"})"), plain);
    // Languages are no terms, and neither are values.
    EXPECT_EQ(context_of(R"({"type":"Note","content":"sensitive","contentMap":{"kn":"x","value":"y"}})"), plain);
}

TEST(Contexts, NameTheTermsThatAreUsed)
{
    EXPECT_EQ(
        context_of(R"({"type":"Create","object":{"type":"Note","sensitive":false,"directMessage":true,
            "tag":[{"type":"Hashtag"}],"attachment":[{"focalPoint":[0,0]}],"interactionPolicy":{"canReply":{}}}})"),
        json::parse(R"(["https://www.w3.org/ns/activitystreams", {
            "toot": "http://joinmastodon.org/ns#", "gts": "https://gotosocial.org/ns#",
            "litepub": "http://litepub.social/ns#", "Hashtag": "as:Hashtag", "sensitive": "as:sensitive",
            "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
            "directMessage": "litepub:directMessage",
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "canReply": {"@id": "gts:canReply", "@type": "@id"}}])")
    );
    EXPECT_EQ(
        context_of(R"({"type":"Article","kn:solved":[],"schema:about":[{"@type":"schema:MedicalCondition"}]})"),
        json::parse(R"(["https://www.w3.org/ns/activitystreams",
            {"schema": "http://schema.org#", "kn": "https://rounds.health/ns/knowledge#"}])")
    );
}

TEST(Contexts, KeysAndProofsBringTheirs)
{
    const std::string data = "https://w3id.org/security/data-integrity/v2";
    EXPECT_EQ(context_of("{}", true).as_array().at(1).as_string(), data.c_str());
    EXPECT_EQ(context_of(R"({"orderedItems":[{"proof":{}}]})").as_array().at(1).as_string(), data.c_str());
    EXPECT_EQ(
        context_of(R"({"assertionMethod":[],"publicKey":{}})"),
        json::parse(R"(["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1",
            "https://w3id.org/security/data-integrity/v2", "https://w3id.org/security/multikey/v1",
            {"assertionMethod": {"@id": "https://w3id.org/security#assertionMethod", "@type": "@id"}}])")
    );
}

TEST(Contexts, AreTheSameInWhateverOrderKeysCome)
{
    const auto one = context_of(R"({"blurhash":"x","sensitive":true,"movedTo":"y"})");
    EXPECT_EQ(json::serialize(context_of(R"({"movedTo":"y","blurhash":"x","sensitive":true})")), json::serialize(one));
    EXPECT_EQ(
        json::serialize(context_of(R"({"@context":"z","movedTo":"y","blurhash":"x","sensitive":true})")),
        json::serialize(one)
    );
}

/// Every prefix in a term's definition is defined beside it.
TEST(Contexts, NameEveryPrefixTheyUse)
{
    const auto context = context_of(R"({"type":["Emoji","PropertyValue","Lock"],"value":1,"joinMode":1,"timezone":1,
        "commentsEnabled":1,"directMessage":1,"webfinger":1,"featured":1,"approvedBy":1,"postingRestrictedToMods":1,
        "implements":1,"alsoKnownAs":1,"votersCount":1,"ical:x":1,"kn:y":1})");
    const auto& terms = context.as_array().back().as_object();
    EXPECT_GE(terms.size(), 22U);
    for (const auto& [name, value] : terms) {
        const auto& id = value.is_object() ? value.as_object().at("@id").as_string() : value.as_string();
        const std::string_view iri{id.data(), id.size()};
        const auto prefix = iri.substr(0, iri.find(':'));
        EXPECT_TRUE(prefix == "as" || prefix == "http" || prefix == "https" || terms.contains(prefix)) << iri;
    }
}

} // namespace
} // namespace rounds::vocab
