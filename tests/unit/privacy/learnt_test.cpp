#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/identifiers.hpp"
#include "server/privacy/detect/name_cues.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>

/// What no single rule knows: codes and names by learnt weights, homes, bodies, pictures and ages as people tell of
/// them.
namespace rounds::privacy {
namespace {

struct Case
{
    Kind kind;
    const char* text;
    const char* value; ///< what must be covered
};

std::string cut(std::string_view text, Span span)
{
    const auto begin = text::truncate(text, span.start).size();
    return std::string(text::truncate(text.substr(begin), span.end - span.start));
}

void expect_found(const Case& one)
{
    const auto report = find_identifiers(one.text, HouseRules{});
    const bool covered = std::ranges::any_of(report.findings, [&](const Finding& finding) {
        return finding.kind == one.kind && cut(one.text, finding.span).find(one.value) != std::string::npos;
    });
    EXPECT_TRUE(covered) << one.text;
}

void expect_clean(const char* text)
{
    const auto report = find_identifiers(text, HouseRules{});
    EXPECT_TRUE(report.findings.empty()) << text << " -> " << report.findings.front().rule;
}

std::vector<std::string> codes_in(std::string_view text)
{
    const Scan scan(text);
    std::vector<std::string> out;
    for (const auto& code : codes_of(scan)) out.emplace_back(scan.text(code.place));
    return out;
}

TEST(Codes, GroupsThatBelongTogetherAreOne)
{
    EXPECT_EQ(codes_in("plate KDR 8821 and file 44 82 13"), (std::vector<std::string>{"KDR 8821", "44 82 13"}));
    EXPECT_EQ(codes_in("serial\nPJN\n448-192."), (std::vector<std::string>{"PJN\n448-192"}));
}

TEST(Codes, AmountsTimesAndAddressesAreNone)
{
    EXPECT_TRUE(codes_in("ferritin 1,842, TSH 6.82, at 8:05, pain 8").empty());
    EXPECT_TRUE(codes_in("kelly4471@mail.example and www.page4471.example").empty());
}

TEST(Codes, AreJudgedByWhatStandsAround)
{
    for (const auto& one : {
             Case{Kind::mrn, "my case worker opened file CW-88213 and vanished", "CW-88213"},
             Case{
                 Kind::mrn,
                 "the resident kept calling me by the number on the band, 6 208 914, like a parcel",
                 "6 208 914"
             },
             Case{Kind::license, "the state board has me under LVN 238841 and they say it expired", "238841"},
         })
        expect_found(one);
    for (const auto* text : {
             "the NDC on my bottle is 0074-0554-02 not the biosimilar one",
             "grant U54 CA163060 funded our navigator program",
             "REC-4881 and BAY 2927088 are in phase 2",
             "RFC 7033 and ISO 27701, yes I'm a nerd with MS",
         })
        expect_clean(text);
}

TEST(Codes, ALetterGroupBeforeTheNumberBelongsToIt)
{
    expect_found({Kind::license, "LMFT 48213 in California, happy to answer insurance questions", "LMFT 48213"});
}

TEST(Names, AreJudgedByTheirLettersAndWhatStandsAround)
{
    for (const auto& one : {
             Case{Kind::name, "I owe my life to Amarachi", "Amarachi"},
             Case{Kind::name, "Quetzalli necesita donadores O negativo", "Quetzalli"},
             Case{Kind::name, "tagging Torvald because he knows pumps", "Torvald"},
         })
        expect_found(one);
    for (const auto* text : {
             "Bristol 6-7 all week, thanks Golytely",
             "From Humira to Hyrimoz to Yusimry in one year",
             "Told my insurance that Trikafta works",
         })
        expect_clean(text);
}

TEST(Names, OrdinaryWordsAreNotLookedAt)
{
    const Scan scan("the chart was lost, Anna said");
    const auto words = words_of(scan);
    EXPECT_EQ(std::ranges::count_if(words, may_be_name), 1);
}

TEST(Places, HomesAreFoundAsPeopleDescribeThem)
{
    for (const auto& one : {
             Case{
                 Kind::geographic,
                 "drop the meals at the blue house next to the Baptist church on Main Street",
                 "Baptist church on Main Street"
             },
             Case{Kind::geographic, "I live on Pemberton Avenue and walked to the ER", "Pemberton Avenue"},
             Case{Kind::geographic, "leave it on the porch, 88 Juniper, side door", "88 Juniper"},
             Case{Kind::geographic, "The visiting nurse never finds us: RR 2 Box 41, Elkton", "RR 2 Box 41"},
             Case{Kind::geographic, "my trailer is lot 14 at Shady Pines", "lot 14 at Shady Pines"},
             Case{Kind::geographic, "Sent from 78704, where it's 104 degrees", "78704"},
         })
        expect_found(one);
    expect_clean("Pain clinic on Main Street closes at 4");
    expect_clean("We use room 94 for group");
}

TEST(Bodies, WhatIsKeptToKnowSomebodyBy)
{
    for (const auto& one : {
             Case{Kind::biometric, "they put my face scan into some database", "my face scan"},
             Case{
                 Kind::biometric, "I gave a handprint and a retina image for the visa", "a handprint and a retina image"
             },
             Case{
                 Kind::biometric, "fingerprint card: whorl, whorl, loop, arch, loop", "whorl, whorl, loop, arch, loop"
             },
             Case{Kind::biometric, "raw file genome_proband_v5.vcf was in the leak", "genome_proband_v5.vcf"},
             Case{Kind::biometric, "sie haben meine Iris gescannt", "meine Iris"},
         })
        expect_found(one);
    expect_clean("my voice is gone since the thyroidectomy");
    expect_clean("retina specialist in Ohio? OCT shows 412 microns");
}

TEST(Bodies, PicturesOfSomebody)
{
    for (const auto& one : {
             Case{Kind::photo, "Mirad mi foto antes y después", "mi foto"},
             Case{Kind::photo, "Ok brave moment: me without the wig \U0001F447", "me without the wig"},
             Case{Kind::photo, "changed my avatar to my real face, hi everybody", "my real face"},
         })
        expect_found(one);
    expect_clean("House rules: no photos of other patients, no names");
}

TEST(Dates, AgesAndDaysAsTheyAreTold)
{
    for (const auto& one : {
             Case{Kind::date, "My mother, 94, lives alone", "94"},
             Case{Kind::date, "meine Schwiegermutter, 95, will nicht mehr essen", "95"},
             Case{Kind::date, "born in 1929, still gardening", "1929"},
             Case{Kind::date, "1/9: biopsy. 1/17: results.", "1/17"},
             Case{Kind::date, "Operated on Tuesday, 5 May 2020", "Tuesday, 5 May 2020"},
             Case{Kind::date, "due Christmas Day, came early", "Christmas Day"},
         })
        expect_found(one);
    for (const auto* text : {
             "dad had 91 sutures, mom counted",
             "Mayo 9, CRP 88, Hgb 8.9",
             "I:C 1:8, ISF 45, basal 0.85/0.9/1.05",
             "sats 93, pulse 96, temp 99.1",
         })
        expect_clean(text);
}

TEST(Numbers, LabelsOfDevicesAndPlatesOfWords)
{
    for (const auto& one : {
             Case{Kind::device, "The HIBC on the box is +H123PKR9X1K0C if you compare", "H123PKR9X1K0C"},
             Case{
                 Kind::device,
                 "010084458800328817261120107654D2110987654D321 on the stent card",
                 "010084458800328817261120107654D2110987654D321"
             },
             Case{Kind::vehicle, "my vanity plate is LUPUSX, honk", "LUPUSX"},
             Case{
                 Kind::account,
                 "eth 0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
                 "0x71C7656EC7ab88b098defB751B7401B5f6d8976F"
             },
         })
        expect_found(one);
    expect_clean("Num\u00E9ro vert 0 800 235 236");
}

} // namespace
} // namespace rounds::privacy
