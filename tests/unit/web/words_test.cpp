#include "server/web/words.hpp"

#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <re2/re2.h>
#include <set>

namespace rounds::web {
namespace {

TEST(Words, AreThereInBothLanguages)
{
    const auto& english = words(Language::english);
    const auto& spanish = words(Language::spanish);
    EXPECT_GT(english.size(), 50U);
    EXPECT_EQ(english.size(), spanish.size());
    for (const auto& [key, text] : english) {
        EXPECT_FALSE(text.as_string().empty()) << key;
        const auto* other = spanish.if_contains(key);
        ASSERT_NE(other, nullptr) << key;
        EXPECT_FALSE(other->as_string().empty()) << key;
    }
    for (const auto& file : embedded::server_web()) {
        if (file.name != "words.tsv") continue;
        std::set<std::string_view> keys;
        for (const auto line : text::split(file.content, '\n')) {
            if (line.empty()) continue;
            EXPECT_EQ(text::split(line, '\t').size(), 3U) << line;
            EXPECT_TRUE(keys.insert(text::split(line, '\t').front()).second) << line;
        }
    }
}

TEST(Words, AreAllThatTheTemplatesAskFor)
{
    std::size_t asked = 0;
    for (const auto& file : embedded::server_web()) {
        if (!file.name.ends_with(".html")) continue;
        for (auto at = file.content.find("{{t."); at != std::string_view::npos;
             at = file.content.find("{{t.", at + 1)) {
            const auto key = file.content.substr(at + 4, file.content.find('}', at) - at - 4);
            EXPECT_TRUE(words(Language::english).contains(key)) << file.name << ": " << key;
            ++asked;
        }
    }
    EXPECT_GT(asked, 50U);
    EXPECT_THROW((void)word(Language::english, "no such text"), std::logic_error);
}

TEST(Words, AreAllThatTheTemplatesSay)
{
    // Names of formats, vocabularies and formulas, which are the same in every language.
    static const RE2 names(
        "(?:[\\s,()#|T]|&rarr;|HTML|CSV|JSON|MeSH|ICD-10-CM|iCalendar|question|RIS|BibTeX|CSL-|AMA|FKGL|"
        "SMOG|FRE|name@example\\.org)*"
    );
    static const RE2 attribute("(?:aria-label|alt|placeholder|title)=\"([^\"]*[A-Za-z][^\"]*)\"");
    int seen = 0;
    for (const auto& file : embedded::server_web()) {
        if (!file.name.ends_with(".html")) continue;
        std::string html(file.content);
        RE2::GlobalReplace(&html, "\\{\\{\\{?[^}]*\\}\\}\\}?", "\n");
        std::string spoken;
        re2::StringPiece rest(html);
        while (RE2::FindAndConsume(&rest, attribute, &spoken))
            EXPECT_TRUE(RE2::FullMatch(spoken, names)) << file.name << " says: " << spoken;
        RE2::GlobalReplace(&html, "<[^>]*>", "\n");
        for (const auto line : text::split(html, '\n')) {
            const auto said = std::string(text::trim(line));
            if (std::ranges::none_of(said, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }))
                continue;
            EXPECT_TRUE(RE2::FullMatch(said, names)) << file.name << " says: " << said;
            ++seen;
        }
    }
    EXPECT_GT(seen, 10);
}

TEST(Words, FollowWhatTheReaderPrefers)
{
    EXPECT_EQ(preferred_language("es-MX,es;q=0.9,en;q=0.5"), Language::spanish);
    EXPECT_EQ(preferred_language("fr, en-GB;q=0.8, es;q=0.5"), Language::english);
    EXPECT_EQ(preferred_language("fr,de"), Language::english);
    EXPECT_EQ(preferred_language(""), Language::english);
    EXPECT_EQ(preferred_language("ES"), Language::spanish);
    EXPECT_EQ(preferred_language("fr", Language::spanish), Language::spanish) << "of the instance";
}

} // namespace
} // namespace rounds::web
