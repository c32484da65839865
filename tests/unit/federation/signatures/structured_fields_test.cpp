#include "federation/signatures/structured_fields.hpp"

#include <gtest/gtest.h>

using namespace rounds::signatures;

namespace {

template <class T> T item(std::string_view text)
{
    return std::get<T>(sf::parse_item(text).value().value);
}

} // namespace

TEST(StructuredFields, BareItems)
{
    EXPECT_EQ(item<std::int64_t>("42"), 42);
    EXPECT_EQ(item<std::int64_t>("-999999999999999"), -999999999999999);
    EXPECT_EQ(item<std::int64_t>("  042 "), 42);
    EXPECT_DOUBLE_EQ(item<double>("-1.125"), -1.125);
    EXPECT_EQ(item<std::string>(R"("a \"b\" \\")"), R"(a "b" \)");
    EXPECT_EQ(item<sf::Token>("*foo/bar:1").text, "*foo/bar:1");
    EXPECT_EQ(item<sf::Bytes>(":aGVsbG8=:").data, "hello");
    EXPECT_EQ(item<sf::Bytes>("::").data, "");
    EXPECT_TRUE(item<bool>("?1"));
    EXPECT_EQ(item<sf::Date>("@1659578233").seconds, 1659578233);
    EXPECT_EQ(item<sf::DisplayString>(R"(%"f%c3%bc")").text, "f\u00fc");
}

TEST(StructuredFields, BadItemsAreRefused)
{
    for (const auto* text :
         {"",
          " ",
          "-",
          "1.",
          ".5",
          "1.2345",
          "1234567890123.1",
          "1000000000000000",
          "\"",
          "\"a",
          "\"\\x\"",
          "\"\x7f\"",
          "\"\xc3\xbc\"",
          ":a",
          ":*:",
          ":a-_b:",
          "?2",
          "?",
          "@",
          "@1.5",
          "@x",
          "%\"%C3%BC\"",
          "%\"%c3\"",
          "%\"%f\"",
          "{",
          "a b",
          "1;",
          "1;A",
          "1;a=",
          "\t1",
          "1,2"})
        EXPECT_FALSE(sf::parse_item(text)) << text;
}

TEST(StructuredFields, DictionariesAndInnerLists)
{
    const auto parsed = sf::parse_dictionary(R"(a=1, b , c=("x" tok;q=1  ?0);d;e="f", a=2;z)");
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->size(), 3U);
    const auto* first = sf::find(*parsed, "a");
    EXPECT_TRUE(first->repeated);
    EXPECT_EQ(sf::serialize(std::get<sf::Item>(first->value)), "2;z");
    EXPECT_EQ(sf::serialize(std::get<sf::Item>(sf::find(*parsed, "b")->value)), "?1");
    EXPECT_EQ(sf::serialize(std::get<sf::InnerList>(sf::find(*parsed, "c")->value)), R"(("x" tok;q=1 ?0);d;e="f")");
    EXPECT_TRUE(sf::parse_dictionary("")->empty());
    for (const auto* text : {"a,", ",", "a,,b", "A=1", "a=", "a=(", "a=(1", "a=(1,2)", "a=(\"x\"\"y\")", "a b", "1=a"})
        EXPECT_FALSE(sf::parse_dictionary(text)) << text;
}

TEST(StructuredFields, ListsAndSerialization)
{
    const auto list = sf::parse_list("1, (a b);c ,\"d\"");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->size(), 3U);
    EXPECT_FALSE(sf::parse_list("1,"));
    EXPECT_EQ(sf::serialize(sf::BareItem{1.5}), "1.5");
    EXPECT_EQ(sf::serialize(sf::BareItem{2.0}), "2.0");
    EXPECT_EQ(sf::serialize(sf::BareItem{sf::Bytes{"hello"}}), ":aGVsbG8=:");
    EXPECT_EQ(sf::serialize(sf::BareItem{sf::DisplayString{"f\u00fc%"}}), R"(%"f%c3%bc%25")");
    EXPECT_EQ(sf::serialize(sf::BareItem{sf::Date{5}}), "@5");
}
