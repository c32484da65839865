#include "server/privacy/detect/identifiers.hpp"
#include "storage/base/text.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

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

const Case found_cases[] = {
    {Kind::name, "My name is Harriet Okonkwo and I am new here", "Harriet Okonkwo"},
    {Kind::name, "thanks to Dr. Ramanathan for the kind words", "Ramanathan"},
    {Kind::name, "my daughter Lucia starts chemo", "Lucia"},
    {Kind::name, "hi all, im jessica martinez, newly diagnosed", "jessica martinez"},
    {Kind::name, "Patient: DELGADO, ROSA M.", "DELGADO, ROSA"},
    {Kind::name, "Meine Tochter Anneliese hat Diabetes", "Anneliese"},
    {Kind::name, "Меня зовут Ирина Соколова", "Ирина Соколова"},
    {Kind::geographic, "we live at 412 Cornwallis St, come by", "412 Cornwallis St"},
    {Kind::geographic, "Springfield, IL 62704", "62704"},
    {Kind::geographic, "wir wohnen Hauptstraße 14", "Hauptstraße 14"},
    {Kind::date, "surgery on March 3, 2021", "March 3, 2021"},
    {Kind::date, "DOB 04/17/1962", "04/17/1962"},
    {Kind::date, "Opérée le 3 mai 2021", "3 mai 2021"},
    {Kind::date, "my 93-year-old grandmother", "93-year-old"},
    {Kind::phone, "text me at (415) 555-0148", "(415) 555-0148"},
    {Kind::phone,
     "call five five five, two one two, zero one four seven",
     "five five five, two one two, zero one four seven"},
    {Kind::fax, "fax 650-555-0186", "650-555-0186"},
    {Kind::email, "write to rosa.delgado82@gmail.com", "rosa.delgado82@gmail.com"},
    {Kind::email, "jane dot doe at gmail dot com", "jane dot doe at gmail dot com"},
    {Kind::ssn, "My SSN is 512-44-9083", "512-44-9083"},
    {Kind::mrn, "MRN 00482917 at Mercy", "00482917"},
    {Kind::mrn, "84231177 is my MRN", "84231177"},
    {Kind::mrn, "mrn:\n4471 902", "4471 902"},
    {Kind::health_plan, "my Medicare number is 1EG4-TE5-MK73", "1EG4-TE5-MK73"},
    {Kind::account, "card 4111 1111 1111 1111", "4111 1111 1111 1111"},
    {Kind::license, "DEA AB1234563", "AB1234563"},
    {Kind::vehicle, "license plate KLM 4821", "KLM 4821"},
    {Kind::device, "pacemaker serial number PJN203948S", "PJN203948S"},
    {Kind::url, "see https://mychart.mercy.example/patient/884213", "https://mychart.mercy.example/patient/884213"},
    {Kind::ip, "my ip is 203.0.113.77", "203.0.113.77"},
    {Kind::biometric, "fingerprint hash a94f3c77be0112", "a94f3c77be0112"},
    {Kind::photo, "see selfie_after_chemo.jpg", "selfie_after_chemo.jpg"},
    {Kind::other, "passport X12345678", "X12345678"},
    // Names that no list has, and names that a relation or a deed tells.
    {Kind::name, "my names zhavian n im new here", "zhavian"},
    {Kind::name, "the anaesthetist was called Zebedee and he sang", "Zebedee"},
    {Kind::name, "my oncologist is Parvaneh Rostami", "Parvaneh Rostami"},
    {Kind::name, "Jaskaran and Harleen, my twins, both have CF", "Jaskaran"},
    {Kind::name, "Huge thanks to Sister Immaculata on ward 6", "Immaculata"},
    {Kind::name, "Soy Itziar Goikoetxea, paciente renal", "Itziar Goikoetxea"},
    // Words between the cue and its number, and wrong spelling.
    {Kind::mrn, "the record number on the disc is 3390-1182", "3390-1182"},
    {Kind::mrn, "medical recrod nmbr\n\n66-10-284", "66-10-284"},
    {Kind::mrn, "4471992 - thats my chart # in case", "4471992"},
    {Kind::health_plan, "insurence member numbr y o p 3 3 1 9 8 2 7", "y o p 3 3 1 9 8 2 7"},
    {Kind::license, "my liscense no is C-7712044", "C-7712044"},
    {Kind::license, "mon permis n\u00B0 12AB34567 est suspendu", "12AB34567"},
    {Kind::account, "account ending 4471 was charged", "4471"},
    // Plates with and without a cue before them.
    {Kind::vehicle, "Kennzeichen HH-KR 4471", "HH-KR 4471"},
    {Kind::vehicle, "plate iz k r t 8 8 2 1", "k r t 8 8 2 1"},
    {Kind::vehicle, "someone hit my parked car (GHT 4402)", "GHT 4402"},
    {Kind::other, "they implanted CRT-D #PKX7720184 in march", "PKX7720184"},
    {Kind::biometric, "they stored my fingerprints at the clinic", "my fingerprints"},
    {Kind::photo, "here is a photo of my daughter's face", "photo of my daughter's face"},
    {Kind::photo, "uploaded dad_day3_icu.jpeg", "dad_day3_icu.jpeg"},
    {Kind::url, "my site is janes lupus diary dot com", "janes lupus diary dot com"},
    {Kind::url, "desmondsfight DOT com", "desmondsfight DOT com"},
    {Kind::ip, "from 203.0.113[.]77 again", "203.0.113[.]77"},
    {Kind::email, "tamika(at)gmail(dot)com", "tamika(at)gmail(dot)com"},
    {Kind::phone, "415*555*0182 ask for me", "415*555*0182"},
    {Kind::geographic, "fourteen twenty eight Elmhurst Terrace, ring twice", "fourteen twenty eight Elmhurst Terrace"},
    {Kind::geographic, "vivo en Carrera 15 #88-64", "Carrera 15 #88-64"},
    {Kind::date, "at 91 years of age he got the valve", "91 years of age"},
    // Whatever else is called a number.
    {Kind::other, "grievance no. G-2023-04471", "G-2023-04471"},
    {Kind::other, "the number they gave me at the desk was 551880", "551880"},
    {Kind::other, "Trial participant S-0142 here", "S-0142"},
    {Kind::other, "my username on the portal is rbarlowe1962", "rbarlowe1962"},
};

TEST(Identifiers, EachKindIsFoundWhereItStands)
{
    const HouseRules house;
    for (const auto& one : found_cases) {
        const auto report = find_identifiers(one.text, house);
        bool covered = false;
        for (const auto& finding : report.findings)
            covered = covered ||
                      (finding.kind == one.kind && cut(one.text, finding.span).find(one.value) != std::string::npos);
        EXPECT_TRUE(covered) << one.text;
    }
}

TEST(Identifiers, TextsOfANetworkAreClean)
{
    const HouseRules house;
    for (const auto* text : {
             "Started lisinopril 10 mg today, BP 142/88",
             "A1c went from 9.2 to 6.8 in 6 months",
             "NCT04512345 is recruiting",
             "ICD-10 E11.65, CPT 99213, LOINC 4548-4, NDC 0115-0672-50",
             "Wells score 4.5, Apgar 8 and 9, T2N1M0",
             "Parkinson's and Crohn's disease",
             "Ehlers-Danlos and Guillain-Barré syndrome",
             "Dr. Google says lupus",
             "Join our tweetchat on Tuesday March 3 at 8pm",
             "https://doi.org/10.1056/NEJMoa2034577",
             "call 988 or 1-800-222-1222",
             "Mayo Clinic, Johns Hopkins and St. Jude Children's Research Hospital",
             "BRCA1 c.5266dupC, KRAS G12C",
             "@maria@mercy.example thanks",
             "93% of people over 90 do well",
             "Median 14.3 months (95% CI 11.2-17.9)",
             "60-year-old man with AFib, CHA2DS2-VASc 3",
             "I will mark the date and hope for grace",
             "1 2 3 4 5 6 7 8 9 10",
             "My INR log: 2.1, 2.6, 3.4, 2.8",
             "catalog no. AB-4421 works, lot number 044A21A was recalled",
             "ATC code N06AB10, OMIM 219700, SNOMED 44054006",
             "claim denied code CO-197",
             "My wife Googled it and my husband Panicked",
             "it's called Ehlers-Danlos; they called Rapid Response",
             "Soy Enfermera y Mamá de dos. Mein Hausarzt ist im Urlaub",
             "email info@lupus.example.org, Poison Control is 1-800-222-1222",
             "Upload a photo of the wound, not of faces",
             "my retina scan looked stable, OCT 287 microns",
             "published online 2023-11-08",
             "my A1c number is 6.4 and my kidney number is 52",
         })
        EXPECT_TRUE(find_identifiers(text, house).findings.empty())
            << text << " -> " << find_identifiers(text, house).findings.front().rule;
}

/// Marks of versions, tests and topics: what apps and their checkers post must go through the first time.
TEST(Identifiers, MarksThatNothingAnnouncesAreClean)
{
    for (const auto* mark : {"34dj04", "m65964", "9g3b11", "4d94b1", "s70870", "v2rc14", "618o72", "61l072"})
        for (const auto* words :
             {"favourite me ",
              "pin me ",
              "mine ",
              "admin report ",
              "filtered by id ",
              "tagged #one",
              "edited #ws",
              "needle",
              "you do not hear me ",
              "to my followers ",
              "on my profile ",
              "notify me "}) {
            const auto text = std::string{words} + mark;
            EXPECT_TRUE(find_identifiers(text, HouseRules{}).findings.empty()) << text;
        }
    for (const auto* text :
         {"my plate is 8kdr221", "badge no. k44871", "my pin: 34dj04", "case file #A-44718", "call 212-5o5-0199"})
        EXPECT_FALSE(find_identifiers(text, HouseRules{}).findings.empty()) << text;
}

TEST(Identifiers, WhatIsCountedIsNobodysAge)
{
    for (const auto number : {"90", "91", "95", "99", "102"})
        for (const auto* words :
             {"Post number {}", "reply number {} with some words", "number {} on the list", "Toot {} of many"}) {
            const auto text = fmt::format(fmt::runtime(words), number);
            EXPECT_TRUE(find_identifiers(text, HouseRules{}).findings.empty()) << text;
        }
    EXPECT_FALSE(find_identifiers("my gran turned 91 on Sunday", HouseRules{}).findings.empty());
}

TEST(Identifiers, TheServerOfAHandleIsNoStreet)
{
    const HouseRules house;
    EXPECT_TRUE(find_identifiers("@breastcancer@mercy.localhost:8441 Hello from St. Luke", house).findings.empty());
    EXPECT_FALSE(find_identifiers("@breastcancer@mercy.localhost:8441 I live at 8441 Hello St", house).findings.empty()
    );
}

TEST(Identifiers, OffsetsSurviveEmojiAndAccents)
{
    const std::string text = "👍🏽 Señor Peña: e\xCC\x81 call 212-555-0199";
    const auto report = find_identifiers(text, HouseRules{});
    bool phone = false;
    for (const auto& finding : report.findings)
        phone = phone || (finding.kind == Kind::phone && cut(text, finding.span) == "212-555-0199");
    EXPECT_TRUE(phone);
}

TEST(Identifiers, AHospitalAddsItsOwnNumbersAndAllowsItsSwitchboard)
{
    const HouseRules house({R"(\bQX\d{5}\b)"}, {"(415) 555-0148", "Dr. Okafor"});
    ASSERT_EQ(find_identifiers("about QX55812", house).findings.size(), 1U);
    EXPECT_EQ(find_identifiers("about QX55812", house).findings.front().rule, "house");
    EXPECT_TRUE(find_identifiers("call (415) 555-0148 and ask for Dr. Okafor", house).findings.empty());
    EXPECT_FALSE(find_identifiers("call (415) 555-0149", house).findings.empty());
}

TEST(Identifiers, WrongOwnPatternsAreNamed)
{
    EXPECT_THROW(HouseRules({"("}, {}), std::invalid_argument);
    EXPECT_THROW(HouseRules({"x*"}, {}), std::invalid_argument) << "it matches nothing at all";
}

TEST(Identifiers, ACombinationIdentifiesWithoutANumber)
{
    const auto report =
        find_identifiers("My uncle, 84 years old, has Huntington and was the only vet in our small town", HouseRules{});
    EXPECT_TRUE(report.findings.empty());
    EXPECT_TRUE(report.combination);
    EXPECT_FALSE(find_identifiers("Prognosis of a 70-year-old man with ALS from Miami", HouseRules{}).combination);
}

/// The cost grows with the length of the text, whatever it says: counted in bytes given to automata, not in time.
TEST(Identifiers, WorkIsLinearInTheText)
{
    const HouseRules house;
    for (const std::string piece :
         {"mrn ", "1 ", "a.b@c ", "Dr. ", "five ", "12/3 ", "Anna B ", "(((", "call 5", "my name is "}) {
        const auto work = [&](std::size_t size) {
            std::string text;
            while (text.size() < size) text += piece;
            return find_identifiers(text, house).work;
        };
        const auto small = work(2500);
        const auto large = work(5000);
        EXPECT_LT(large, small * 3) << piece;
        EXPECT_LT(large, 5000U * 400) << piece;
    }
}

} // namespace
} // namespace rounds::privacy
