#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/relationship.hpp"
#include "server/privacy/guard.hpp"

#include <gtest/gtest.h>

namespace rounds::privacy {
namespace {

TEST(Relationship, WordsThatTellOfATreatment)
{
    for (const auto* text : {
             "when you came in on Tuesday you were late",
             "our records show you missed two appointments",
             "As your doctor I explained the risks",
             "Your biopsy results came back negative",
             "we saw you three times",
             "Thank you for visiting us, glad your surgery went well",
             "Your insurance denied the claim",
             "Su seguro rechazó la factura de su consulta",
             "I personally wheeled you to your car",
             "Your dad pulled out his own IV twice",
             "The mole we took off was sent to two labs",
             "You still have two refills left",
             "We have no record of you ever being seen here",
             "So glad the new meds are working for you!",
             "Usted no se presentó a las dos últimas sesiones",
             "Votre dossier indique que vous êtes partie",
             "Bei Ihrem letzten Besuch haben wir Ihnen das erklärt",
             "No seu prontuário está registrado",
         })
        EXPECT_FALSE(find_relationship(text).empty()) << text;
}

/// No phrase of treatment, only a day that is the reader's.
TEST(Relationship, AWayThatIsShorterForOneReader)
{
    EXPECT_FALSE(find_relationship("Use deck B, it is nearer for you on Thursday").empty());
    EXPECT_TRUE(find_relationship("Use deck B, it is the closest to oncology").empty());
}

TEST(Relationship, EducationIsNone)
{
    for (const auto* text : {
             "Ask your doctor about your results",
             "Bring your insurance card to your appointment",
             "We cannot discuss anything here because of privacy laws. Please call our patient relations line.",
             "If you were prescribed antibiotics, finish them",
             "When you get your results, ask what they mean",
             "Thank you for your feedback. Our patient advocate would like to hear from you privately.",
             "We saw the same trend in our registry of 900 patients",
             "It was great to meet you at the conference!",
             "Sorry you missed the chat, the transcript will be up tomorrow",
             "Your kidneys filter about 180 liters a day",
             "I left bedside nursing for two years and came back, you are not weak",
             "Si olvidó una dosis, tómela en cuanto se acuerde",
         })
        EXPECT_TRUE(find_relationship(text).empty()) << text;
}

/// What no rule has, told by learnt weights; none of these stands among the training texts.
TEST(Learnt, TellsWhatNoRuleHas)
{
    for (const auto* text : {
             "Your ferritin was 8 so we started the infusion",
             "We were happy to fix your daughter's elbow in October",
             "Because your Humana plan lapsed the crown was not paid",
         }) {
        const auto found = find_relationship(text);
        ASSERT_FALSE(found.empty()) << text;
        EXPECT_LT(found.front().span.start, found.front().span.end) << text;
    }
    EXPECT_EQ(
        find_crisis("ive got grandads shotgun shells lined up and im not waking up tomorrow").danger, Danger::imminent
    );
    EXPECT_EQ(find_crisis("this spreadsheet is gonna be the end of me haha").danger, Danger::none);
    const auto harmed = find_adverse_event("two weeks on Vraylar and my legs won't stop jumping, awful");
    EXPECT_TRUE(harmed.told);
    EXPECT_TRUE(harmed.event && harmed.patient);
    EXPECT_FALSE(find_adverse_event("Vraylar two weeks in and I finally sleep, so happy").told);
}

/// A cry for help is found wherever it stands in a long text, and its place is told.
TEST(Learnt, LooksAtEveryStretchOfALongText)
{
    std::string text;
    while (text.size() < 3000) text += "We talked about diets, sleep and the new parking rules at the clinic today. ";
    EXPECT_EQ(find_crisis(text).danger, Danger::none);
    const auto before = static_cast<std::uint32_t>(text.size());
    text += "I am going to hang myself tonight, the rope is ready. ";
    const auto after = static_cast<std::uint32_t>(text.size());
    while (text.size() < 6000) text += "We talked about diets, sleep and the new parking rules at the clinic today. ";
    const auto report = find_crisis(text);
    EXPECT_EQ(report.danger, Danger::imminent);
    ASSERT_FALSE(report.findings.empty());
    EXPECT_GE(report.findings.front().span.start, before);
    EXPECT_LE(report.findings.front().span.end, after);
}

TEST(Relationship, ANameThatTheParentSaysIsNoNews)
{
    const std::string text = "Hello Mrs. Patterson, please call us";
    const Writing writing{
        .text = text, .author = Author::staff, .reply_to_other = true, .parent = "It is me, Mrs. Patterson"
    };
    EXPECT_EQ(decide(writing, HouseRules{}).action, Action::allow);
    auto unnamed = writing;
    unnamed.parent = "Nobody calls back";
    EXPECT_EQ(decide(unnamed, HouseRules{}).action, Action::block);
}

TEST(Policy, PersonsAreWarnedAndStaffIsStopped)
{
    const Writing writing{.text = "MRN 00482917"};
    EXPECT_EQ(decide(writing, HouseRules{}).action, Action::warn);
    auto staff = writing;
    staff.author = Author::staff;
    EXPECT_EQ(decide(staff, HouseRules{}).action, Action::block);
    EXPECT_EQ(decide({.text = "hello"}, HouseRules{}).action, Action::allow);
}

TEST(Crisis, ImminentConcernAndNone)
{
    const auto of = [](const char* text) { return find_crisis(text).danger; };
    EXPECT_EQ(of("I'm going to kill myself tonight"), Danger::imminent);
    EXPECT_EQ(of("I just took the whole bottle of Tylenol"), Danger::imminent);
    EXPECT_EQ(of("me voy a matar esta noche"), Danger::imminent);
    EXPECT_EQ(of("my brother says he is going to kill himself and he has a gun"), Danger::imminent);
    EXPECT_EQ(of("im gona kil myslef tonight"), Danger::imminent);
    EXPECT_EQ(of("su1c1de tonight. its decided. bye"), Danger::imminent);
    EXPECT_EQ(of("swallowed all my lamictal 20 mins ago"), Danger::imminent);
    EXPECT_EQ(of("by the time anybody reads this it'll be done"), Danger::imminent);
    EXPECT_EQ(of("im on the wrong side of the railing"), Danger::imminent);
    EXPECT_EQ(of("ich habe mir die Pulsadern aufgeschnitten"), Danger::imminent);
    EXPECT_EQ(of("j'ai avalé deux boîtes de doliprane"), Danger::imminent);
    EXPECT_EQ(of("I wanted to die in 2015 and tonight I'm going to kill myself"), Danger::imminent);
    EXPECT_EQ(of("every night I hope I just don't wake up"), Danger::concern);
    EXPECT_EQ(of("I took 20 pills this morning, transplant life"), Danger::none);
    EXPECT_EQ(of("I've decided to get the surgery"), Danger::none);
    EXPECT_EQ(of("goodbye chemo, hello hair!"), Danger::none);
    EXPECT_EQ(of("pulling the trigger on a second opinion"), Danger::none);
    EXPECT_EQ(of("When a patient says 'I am going to end my life tonight', stay with them"), Danger::none);
    EXPECT_EQ(of("everyone would be better off without me"), Danger::concern);
    EXPECT_EQ(of("I'm dying of laughter"), Danger::none);
    EXPECT_EQ(of("This traffic is killing me, I want to die lol"), Danger::none);
    EXPECT_EQ(of("I am not suicidal, just tired"), Danger::none);
    EXPECT_EQ(of("If someone says \"I want to kill myself\", ask directly"), Danger::none);
    EXPECT_EQ(of("Ten years ago I tried to kill myself. Today I'm grateful to be alive."), Danger::none);
    EXPECT_EQ(of("My grandmother wants to die at home with hospice"), Danger::none);
}

/// Told by what is set in order, and the same words of people who go on holiday.
TEST(Crisis, FarewellsAreToldFromPlans)
{
    const auto of = [](const char* text) { return find_crisis(text).danger; };
    EXPECT_EQ(of("by breakfast I'll be with my wife again, the pills are counted"), Danger::imminent);
    EXPECT_EQ(of("this is goodbye from me, be good to each other, don't come looking"), Danger::imminent);
    EXPECT_NE(of("not going to be here for the next scan, made sure of that"), Danger::none);
    EXPECT_EQ(of("next week I won't be here, on holiday in Crete"), Danger::none);
    EXPECT_EQ(of("this is goodbye from me to the cast, off with it on Friday"), Danger::none);
    EXPECT_EQ(of("I'm finally with my wife again, visiting hours are back"), Danger::none);
}

TEST(Crisis, LinesOfARegionComeFirst)
{
    const auto lines = help_lines("US");
    ASSERT_GE(lines.size(), 2U);
    EXPECT_EQ(lines.front().region, "US");
    EXPECT_EQ(lines.back().region, "INT");
    EXPECT_EQ(help_lines("XX").size(), 1U);
}

TEST(AdverseEvents, AllFourCriteria)
{
    const auto found = find_adverse_event("I passed out an hour after taking lisinopril and went to the ER");
    EXPECT_TRUE(found.complete());
    EXPECT_TRUE(found.serious);
    for (const auto* text : {
             "Singulair turned my sweet kid into a rage monster",
             "after the flu shot my arm was useless for a month",
             "They gave him Risperdal and he drooled for weeks",
             "my pump overdelivered and I was 28 when the medics came",
             "Desde que tomo losartán se me hincha la cara",
             "Seit ich Ramipril nehme huste ich Tag und Nacht",
             "Is it normal to pee blood on Xarelto? Mine started this morning",
         })
        EXPECT_TRUE(find_adverse_event(text).complete()) << text;
    for (const auto* text : {
             "I was put on lamotrigine after my second seizure",
             "Prednisone gave me my life back",
             "Fever and chills from the flu, Tamiflu starts today",
             "Which statin has the fewest muscle aches?",
             "hair grew back after I stopped worrying",
         })
        EXPECT_FALSE(find_adverse_event(text).complete()) << text;
    EXPECT_FALSE(find_adverse_event("Does Ozempic cause hair loss?").complete());
    EXPECT_FALSE(find_adverse_event("I take Zofran for nausea and it works great").complete());
    EXPECT_FALSE(find_adverse_event("My migraines are gone since starting Aimovig").complete());
    EXPECT_FALSE(find_adverse_event("I woke up with a rash and have no idea why").complete());
}

TEST(Generalised, YearsAgesAndZips)
{
    EXPECT_EQ(generalised({Kind::date, {}, "date.numeric"}, "04/17/1962"), "1962");
    EXPECT_EQ(generalised({Kind::date, {}, "age90"}, "93-year-old"), "90 or older");
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "85004"), "850XX");
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "05901"), "000XX") << "fewer than 20,000 people";
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "09012"), "000XX") << "not in the census";
    EXPECT_EQ(generalised({Kind::mrn, {}, "mrn"}, "123"), "");
}

} // namespace
} // namespace rounds::privacy
