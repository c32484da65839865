#include "storage/push.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

class ApiReports : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.instance.rules = {"Be kind", "Keep names out"};
        });
        reporter = new Phone(*site, "reporter");
        rude = new Phone(*site, "rude");
        staff = new Phone(*site, "staff");
        sql("UPDATE users SET role = 'moderator' WHERE account_id = " + to_string(staff->id));
    }
    static void TearDownTestSuite()
    {
        delete staff;
        delete rude;
        delete reporter;
        delete site;
    }
    static void sql(const std::string& text)
    {
        site->db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
    }
    static std::int64_t number(const std::string& text)
    {
        return site->db().transact_blocking([&](Transaction& tx) { return count(tx, text); });
    }
    static http::Response report(const json::value& form)
    {
        return reporter->ask(Method::post, "/api/v1/reports", form);
    }
    static json::object about_rude() { return {{"account_id", to_string(rude->id)}}; }

    static inline Site* site = nullptr;
    static inline Phone* reporter = nullptr;
    static inline Phone* rude = nullptr;
    static inline Phone* staff = nullptr;
};

TEST_F(ApiReports, ReachTheModerators)
{
    const auto post = rude->say("something unkind");
    auto form = about_rude();
    form["status_ids"] = json::array{json::value(post)};
    form["comment"] = "Please look";
    form["rule_ids"] = json::array{json::value("1")};
    form["forward"] = true;
    const auto made = Phone::parsed(report(form));
    EXPECT_EQ(made.at("category"), "violation");
    EXPECT_EQ(made.at("comment"), "Please look");
    EXPECT_EQ(made.at("status_ids").at(0), json::value(post));
    EXPECT_EQ(made.at("rule_ids").at(0), "1");
    EXPECT_EQ(made.at("action_taken"), false);
    EXPECT_EQ(made.at("forwarded"), false) << "rude is of this server: there is nobody to forward to";
    EXPECT_EQ(made.at("target_account").at("username"), "rude");

    const auto told = staff->get("/api/v1/notifications?types[]=admin.report").at(0);
    EXPECT_EQ(id_of(told.at("report")), id_of(made));
    EXPECT_EQ(told.at("account").at("username"), "reporter");
    const auto grouped = staff->get("/api/v2/notifications").at("notification_groups").at(0);
    EXPECT_EQ(id_of(grouped.at("report")), id_of(made));
    EXPECT_EQ(report(about_rude()).status, 200U) << "a second report is told as well";
    EXPECT_EQ(staff->get("/api/v1/notifications?types[]=admin.report").as_array().size(), 2U);
    EXPECT_TRUE(rude->get("/api/v1/notifications").as_array().empty());

    sql("UPDATE users SET role = 'member' WHERE account_id = " + to_string(staff->id));
    EXPECT_TRUE(staff->get("/api/v1/notifications").as_array().empty()) << "no moderator any more";
    sql("UPDATE users SET role = 'moderator' WHERE account_id = " + to_string(staff->id));
}

TEST_F(ApiReports, TakePostsOfTheAccountThatTheReporterSees)
{
    const auto before = number("SELECT count(*) FROM reports");
    const auto hidden = rude->say("to friends", "private");
    const auto others = staff->say("not theirs");
    for (const auto& id : {hidden, others, std::string("1"), std::string("x")}) {
        auto form = about_rude();
        form["status_ids"] = json::array{json::value(id)};
        const auto answer = report(form);
        EXPECT_EQ(answer.status, 404U) << id;
        EXPECT_EQ(answer.body.find("friends"), std::string::npos);
    }
    EXPECT_EQ(number("SELECT count(*) FROM reports"), before);
    auto form = about_rude();
    form["status_ids"] = json::array{json::value(rude->say("@reporter just you", "direct"))};
    EXPECT_EQ(report(form).status, 200U) << "what was sent to the reporter may be shown to the moderators";
}

TEST_F(ApiReports, SayWhatIsWrongWithThem)
{
    const auto with = [](std::string_view key, const json::value& value) {
        auto form = about_rude();
        form[key] = value;
        return report(form).status;
    };
    EXPECT_EQ(with("category", "boring"), 422U);
    EXPECT_EQ(with("rule_ids", json::array{"3"}), 422U);
    EXPECT_EQ(with("comment", json::value(std::string(1001, 'x'))), 422U);
    EXPECT_EQ(with("comment", json::value(std::string(1000, 'x'))), 200U);
    auto mixed = about_rude();
    mixed["category"] = "spam";
    mixed["rule_ids"] = json::array{json::value("1")};
    EXPECT_EQ(report(mixed).status, 422U);
    EXPECT_EQ(report(json::object{}).status, 404U);
    EXPECT_EQ(report({{"account_id", "12"}}).status, 404U);
    EXPECT_EQ(report({{"account_id", to_string(reporter->id)}}).status, 422U) << "oneself";
}

TEST_F(ApiReports, GoToTheOtherServerWhenAskedTo)
{
    const auto far = site->db().transact_blocking([&](Transaction& tx) {
        return make_account(tx, {.username = "far", .domain = "social.example"});
    });
    const json::value quiet{{"account_id", to_string(far.id)}};
    EXPECT_EQ(Phone::parsed(report(quiet)).at("forwarded"), false);
    const auto sent = "SELECT count(*) FROM jobs WHERE payload ->> 'what' = 'report_forwarded'";
    EXPECT_EQ(number(sent), 0);
    const json::value loud{{"account_id", to_string(far.id)}, {"forward", true}};
    EXPECT_EQ(Phone::parsed(report(loud)).at("forwarded"), true);
    EXPECT_EQ(number(sent), 1);
}

} // namespace
} // namespace rounds::test
