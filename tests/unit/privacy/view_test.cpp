#include "server/privacy/detect/view.hpp"

#include <gtest/gtest.h>

namespace rounds::privacy {
namespace {

std::string read(std::string_view text)
{
    return join_spelled(normalise(text)).text;
}

TEST(View, CompatibilityFormsBecomePlain)
{
    EXPECT_EQ(read("２１２－５５５"), "212-555");
    EXPECT_EQ(read("café Ñandú"), "cafe Nandu");
    EXPECT_EQ(read("e\xCC\x81t\xC3\xA9"), "ete") << "a combining accent and a composed one";
    EXPECT_EQ(read("٣٤٥"), "345");
    EXPECT_EQ(
        read("a\xE2\x80\x8B"
             "b"),
        "ab"
    ) << "a zero-width space";
    EXPECT_EQ(read("jаne"), "jane") << "a Cyrillic a in a Latin word";
    EXPECT_EQ(read("Иван"), "Иван") << "a word of its own script stays";
}

TEST(View, HandlesLoseTheirPorts)
{
    EXPECT_EQ(
        drop_ports(normalise("@care@mercy.localhost:8441 Hello, and @bob@b.example:80 too: 8442 St")).text,
        "@care@mercy.localhost Hello, and @bob@b.example too: 8442 St"
    );
}

TEST(View, SpelledDigitsBecomeNumbers)
{
    EXPECT_EQ(read("five five five, two one two, zero one four seven"), "555-212-0147");
    EXPECT_EQ(read("call 4 1 5 5 5 5 0 1 4 8 now"), "call 4155550148 now");
    EXPECT_EQ(read("seis uno dos tres cuatro cinco seis siete ocho"), "612345678");
    EXPECT_EQ(read("seventy three eighty one"), "7381");
    EXPECT_EQ(read("555-O148"), "555-0148");
}

TEST(View, CountsAndWordsStay)
{
    EXPECT_EQ(read("1 2 3 4 5 6 7 8 9 10"), "1 2 3 4 5 6 7 8 9 10");
    EXPECT_EQ(read("one or two of us"), "one or two of us");
    EXPECT_EQ(read("vitamins A D E K"), "vitamins A D E K");
}

TEST(View, SpacedLettersBecomeWords)
{
    EXPECT_EQ(read("S a r a h is here"), "Sarah is here");
    EXPECT_EQ(read("b o b @ e x a m p l e . c o m"), "bob@example.com");
}

TEST(View, SpansCountCodePointsOfTheOriginal)
{
    // An emoji of two code points, an accent that stands alone, full-width digits.
    const std::string text = "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD e\xCC\x81 ２１２";
    const auto view = normalise(text);
    const auto at = view.text.find("212");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(view.span({at, at + 3}), (Span{6, 9}));
    const auto e = view.text.find('e');
    EXPECT_EQ(view.span({e, e + 1}), (Span{3, 5})) << "the mark belongs to its letter";
}

TEST(View, ReplacedStretchesCoverTheirOriginal)
{
    const std::string text = "nr five five five, two one two, zero one four seven!";
    const auto view = join_spelled(normalise(text));
    const auto at = view.text.find("555");
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(view.span({at, at + 12}), (Span{3, 51}));
}

TEST(View, BrokenUtf8IsReadAndHarmless)
{
    EXPECT_NO_THROW((void)read("a\xFF\xC3"));
}

} // namespace
} // namespace rounds::privacy
