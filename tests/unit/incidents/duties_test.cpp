#include "server/app/user_agent.hpp"
#include "server/incidents/record.hpp"

#include <gtest/gtest.h>
#include <map>

namespace rounds::incidents {
namespace {

Time day(const char* text)
{
    return parse_day(text).value();
}

Incident found_on(const char* discovered, int people)
{
    Incident incident;
    incident.title = "Wrong network";
    incident.discovered_on = day(discovered);
    incident.people = people;
    return incident;
}

/// "individuals 2027-01-21 45 CFR 164.404(b)"
std::vector<std::string> lines(const Incident& incident, Law law)
{
    std::vector<std::string> all;
    for (const auto& duty : duties(incident, law))
        all.push_back(duty.whom + ' ' + to_iso_date(duty.deadline) + ' ' + duty.source);
    return all;
}

using Lines = std::vector<std::string>;

TEST(BreachClock, PeopleAreToldWithinSixtyDaysAndFewOnesAreLoggedForTheYear)
{
    EXPECT_EQ(
        lines(found_on("2026-11-22", 499), Law::hipaa),
        (Lines{"individuals 2027-01-21 45 CFR 164.404(b)", "hhs 2027-03-01 45 CFR 164.408(c)"})
    );
    // 60 days after the end of 2027: 2028 is a leap year.
    EXPECT_EQ(lines(found_on("2027-01-02", 1), Law::hipaa).back(), "hhs 2028-02-29 45 CFR 164.408(c)");
}

TEST(BreachClock, FiveHundredAreToldToHhsAtOnce)
{
    EXPECT_EQ(lines(found_on("2026-11-22", 500), Law::hipaa).back(), "hhs 2027-01-21 45 CFR 164.408(b)");
}

TEST(BreachClock, MediaAreToldOfMoreThanFiveHundredInOneState)
{
    auto incident = found_on("2026-11-22", 1100);
    incident.states = {{"CA", 500}, {"NV", 501}};
    const auto all = lines(incident, Law::hipaa);
    EXPECT_EQ(
        all,
        (Lines{
            "individuals 2027-01-21 45 CFR 164.404(b)",
            "media:NV 2027-01-21 45 CFR 164.406",
            "hhs 2027-01-21 45 CFR 164.408(b)"
        })
    );
}

TEST(BreachClock, WhoIsNoCoveredEntityTellsTheFtc)
{
    auto incident = found_on("2026-11-22", 500);
    incident.states = {{"CA", 500}};
    EXPECT_EQ(
        lines(incident, Law::ftc),
        (Lines{
            "individuals 2027-01-21 16 CFR 318.4(a)",
            "media:CA 2027-01-21 16 CFR 318.5(b)",
            "ftc 2027-01-21 16 CFR 318.5(c)(1)"
        })
    );
    EXPECT_EQ(lines(found_on("2026-11-22", 3), Law::ftc).back(), "ftc 2027-03-01 16 CFR 318.5(c)(2)");
}

TEST(BreachClock, WhatIsNoBreachHasNoClock)
{
    auto incident = found_on("2026-11-22", 900);
    incident.breach = false;
    EXPECT_TRUE(duties(incident, Law::hipaa).empty());
}

TEST(BreachClock, IsOverdueTheDayAfter)
{
    auto incident = found_on("2026-11-22", 3);
    const auto overdue = [&](const char* now) { return duties(incident, Law::hipaa).front().overdue(day(now)); };
    EXPECT_FALSE(overdue("2027-01-21"));
    EXPECT_TRUE(overdue("2027-01-22"));
    incident.notices["individuals"] = day("2026-12-01");
    EXPECT_FALSE(overdue("2027-01-22"));
}

std::string wrong_in(std::map<std::string, std::string> fields, Incident incident = {})
{
    const auto get = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = fields.find(std::string(name));
        return found == fields.end() ? std::nullopt : std::optional(found->second);
    };
    return take_fields(incident, get, day("2026-11-22"));
}

TEST(IncidentRecord, NamesTheFieldThatIsWrong)
{
    const std::map<std::string, std::string> good{{"title", "Wrong network"}, {"discovered_on", "2026-11-22"}};
    EXPECT_EQ(wrong_in(good), "");
    const auto with = [&](const std::string& name, const std::string& value) {
        auto fields = good;
        fields[name] = value;
        return wrong_in(fields);
    };
    EXPECT_EQ(with("title", " "), "title");
    EXPECT_EQ(with("discovered_on", "2026-11-23"), "discovered_on") << "not in the future";
    EXPECT_EQ(with("discovered_on", "22.11.2026"), "discovered_on");
    EXPECT_EQ(with("happened_on", "2026-11-23"), "happened_on") << "not after it was discovered";
    EXPECT_EQ(with("happened_on", "2026-11-01"), "");
    EXPECT_EQ(with("people", "-1"), "people");
    EXPECT_EQ(with("states", "California 3"), "states");
    EXPECT_EQ(with("states", "CA 12, NV 3"), "");
    EXPECT_EQ(with("breach", "maybe"), "breach");
    EXPECT_EQ(with("what", std::string(10'001, 'x')), "what");
    EXPECT_EQ(wrong_in({{"title", "Wrong network"}}), "discovered_on");
}

TEST(IncidentLetters, AreFilledFromTheRecordAndShowWhatIsMissing)
{
    auto incident = found_on("2026-11-22", 612);
    incident.id = IncidentId{42};
    incident.what = "A post for a closed network was published to everybody.";
    incident.states = {{"CA", 612}};
    incident.notices["individuals"] = day("2026-12-01");
    storage::received::Receiver confirmed;
    confirmed.host = "society.example";
    confirmed.kinds = {"Create"};
    confirmed.recall = "done";
    auto silent = confirmed;
    silent.host = "gone.example";
    silent.recall = "failed";
    const Sender hospital{.organisation = "Mercy Hospital", .contact = "privacy@mercy.example", .law = Law::hipaa};
    const auto letter = [&](std::string_view whom, const Sender& sender) {
        return write_letter(whom, incident, sender, {confirmed, silent}, day("2026-12-02")).value();
    };
    const auto people = letter("individuals", hospital);
    for (const auto* part :
         {"Mercy Hospital",
          "DRAFT",
          "December 2, 2026",
          "A post for a closed network was published to everybody.",
          "We discovered it on November 22, 2026.",
          "[kinds of information]",
          "[what people can do to protect themselves]",
          "privacy@mercy.example",
          "Reference 42"})
        EXPECT_NE(people.find(part), std::string::npos) << part << "\n" << people;
    const auto hhs = letter("hhs", hospital);
    for (const auto* part :
         {"612 individuals (500 or more)",
          "By state: CA 612",
          "by January 21, 2027",
          "society.example: confirmed",
          "gone.example: did not confirm",
          "individuals December 1, 2026; media not yet"})
        EXPECT_NE(hhs.find(part), std::string::npos) << part << "\n" << hhs;
    EXPECT_NE(letter("media:CA", hospital).find("tells 612 residents of CA"), std::string::npos);
    EXPECT_FALSE(write_letter("ftc", incident, hospital, {}, day("2026-12-02"))) << "not this hospital's duty";
    EXPECT_FALSE(write_letter("media:NV", incident, hospital, {}, day("2026-12-02")));
    auto host = hospital;
    host.law = Law::ftc;
    EXPECT_NE(letter("ftc", host).find("16 CFR 318.5(c)"), std::string::npos);
    EXPECT_NE(letter("individuals", host).find("without your authorisation"), std::string::npos);
    for (const auto& whom : letters_for(incident, host))
        EXPECT_EQ(letter(whom, host).find("{{"), std::string::npos) << whom;
}

TEST(UserAgent, NamesTheServerThatItSaysItIs)
{
    using app::named_host;
    EXPECT_EQ(named_host("http.rb/5.2.0 (Mastodon/4.3.1; +https://Social.Example/)"), "social.example");
    EXPECT_EQ(named_host("Rounds/0.1.0 (+https://127.0.0.1:8443/)"), "127.0.0.1:8443");
    EXPECT_EQ(named_host("Mozilla/5.0 (X11; Linux x86_64)"), "");
    EXPECT_EQ(named_host("x +http"), "");
    EXPECT_EQ(named_host(""), "");
}

} // namespace
} // namespace rounds::incidents
