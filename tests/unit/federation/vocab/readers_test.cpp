#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

#include <gtest/gtest.h>

using namespace rounds;
using namespace rounds::vocab;

namespace {

json::object object(std::string_view text)
{
    return parse_json(text).value().as_object();
}

} // namespace

TEST(Vocab, IdOfTakesStringsObjectsAndSingles)
{
    const auto o =
        object(R"({"a":"x","b":{"id":"y"},"c":["z"],"d":[{"id":"w"}],"e":["p","q"],"f":7,"g":{"id":[1]},"h":null,
        "i":{"type":"Link","href":"l"},"j":{"href":"l"},"k":[["x"]]})");
    EXPECT_EQ(id_of(o, "a"), "x");
    EXPECT_EQ(id_of(o, "b"), "y");
    EXPECT_EQ(id_of(o, "c"), "z");
    EXPECT_EQ(id_of(o, "d"), "w");
    EXPECT_EQ(id_of(o, "i"), "l");
    for (const auto* key : {"e", "f", "g", "h", "j", "k", "absent"}) EXPECT_EQ(id_of(o, key), "") << key;
    EXPECT_EQ(own_id(object(R"({"id":["x"]})")), "");
}

TEST(Vocab, OneOrMany)
{
    const auto o = object(R"({"one":"x","many":["x",null,{"id":"y"},"x",5],"none":null,"empty":[]})");
    EXPECT_EQ(one_or_many(o, "one").size(), 1U);
    EXPECT_EQ(one_or_many(o, "many").size(), 4U);
    EXPECT_EQ(one_or_many(o, "many", 2).size(), 2U);
    EXPECT_TRUE(one_or_many(o, "none").empty());
    EXPECT_TRUE(one_or_many(o, "empty").empty());
    EXPECT_TRUE(one_or_many(o, "absent").empty());
    EXPECT_EQ(ids_of(o, "many"), (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(first_object(o, "many")->at("id").as_string(), "y");
    EXPECT_EQ(first_object(o, "one"), nullptr);
}

TEST(Vocab, PublicHasThreeForms)
{
    for (const auto* form : {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
        EXPECT_TRUE(is_public(form)) << form;
    for (const auto* form : {"", "public", "http://www.w3.org/ns/activitystreams#Public", "https://a.example/Public"})
        EXPECT_FALSE(is_public(form)) << form;
    EXPECT_TRUE(addresses_public(object(R"({"to":["https://a.example/x","as:Public"]})"), "to"));
    EXPECT_FALSE(addresses_public(object(R"({"to":["https://a.example/x"],"cc":"Public"})"), "to"));
}

TEST(Vocab, TypesMayBeSeveral)
{
    const auto o = object(R"({"type":[5,"Custom","Note"]})");
    EXPECT_TRUE(type_is(o, type::note));
    EXPECT_FALSE(type_is(o, type::article));
    EXPECT_EQ(type_of(o), "Custom");
    EXPECT_EQ(type_of(object(R"({"type":{}})")), "");
    EXPECT_TRUE(is_actor_type("Group"));
    EXPECT_FALSE(is_actor_type("Note"));
    EXPECT_TRUE(is_post_type("Event"));
    EXPECT_TRUE(is_collection_type("OrderedCollectionPage"));
}

TEST(Vocab, TypesMayHaveThePrefixOfTheirVocabulary)
{
    for (const char* name : {"Note", "as:Note", "https://www.w3.org/ns/activitystreams#Note"}) {
        const json::object one{{"type", name}};
        EXPECT_EQ(type_of(one), "Note") << name;
        EXPECT_TRUE(type_is(one, type::note)) << name;
        EXPECT_FALSE(type_is(one, type::article)) << name;
    }
    EXPECT_EQ(type_of(json::object{{"type", "toot:Note"}}), "toot:Note") << "another vocabulary's is another type";
    EXPECT_FALSE(type_is(json::object{{"type", "has:Note"}}, type::note));
}

TEST(Vocab, NaturalLanguage)
{
    const auto read = [](std::string_view text) {
        const auto found = natural_language(object(text), "content");
        return found.text + "|" + found.language;
    };
    EXPECT_EQ(read(R"({"content":"hi"})"), "hi|");
    EXPECT_EQ(read(R"({"content":"hi","contentMap":{"de":"hallo","en":"hi"}})"), "hi|en");
    EXPECT_EQ(read(R"({"contentMap":{"de":"hallo","en":"hi"}})"), "hallo|de");
    EXPECT_EQ(read(R"({"content":"hi","contentMap":{"de":5}})"), "hi|");
    EXPECT_EQ(read(R"({"content":["hi","ho"],"contentMap":[]})"), "hi|");
    EXPECT_EQ(read(R"({"content":5})"), "|");
}

TEST(Vocab, UrlPrefersHtml)
{
    EXPECT_EQ(url_of(object(R"({"url":"https://a.example/1"})")), "https://a.example/1");
    EXPECT_EQ(
        url_of(object(R"({"url":[{"type":"Link","href":"https://a.example/v","mediaType":"video/mp4"},
            "https://a.example/p",{"type":"Link","href":"https://a.example/h","mediaType":"text/html"}]})")),
        "https://a.example/h"
    );
    EXPECT_EQ(url_of(object(R"({"url":{"type":"Link","href":"https://a.example/l"}})")), "https://a.example/l");
    EXPECT_EQ(url_of(object(R"({"url":["javascript:x",{"href":"data:,x","mediaType":"text/html"},7]})")), "");
}

TEST(Vocab, CountsTimesAndOwners)
{
    const auto o = object(R"({"a":5,"b":-5,"c":5.0,"d":5.5,"e":"5","f":1e300,"t":"2026-11-22T12:00:00Z","u":"soon",
        "attributedTo":[{"type":"Person","id":"x"},"y"]})");
    EXPECT_EQ(count_at(o, "a"), 5);
    EXPECT_EQ(count_at(o, "c"), 5);
    for (const auto* key : {"b", "d", "e", "f", "absent"}) EXPECT_EQ(count_at(o, key), std::nullopt) << key;
    EXPECT_TRUE(time_at(o, "t"));
    EXPECT_FALSE(time_at(o, "u"));
    EXPECT_EQ(owner_of(o), "x");
    EXPECT_EQ(owner_of(object(R"({"actor":"a","attributedTo":"b"})")), "a");
    EXPECT_FALSE(same_actor("", ""));
    EXPECT_TRUE(same_actor("a", "a"));
}
