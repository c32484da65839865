#include "server/knowledge/chats.hpp"
#include "storage/affiliations.hpp"
#include "storage/summaries.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"
#include "tests/support/makers.hpp"

namespace rounds::test {
namespace {

using storage::Transaction;

class MetricsApi : public RoundsApi
{
protected:
    template <class F> static auto in_db(F body) { return site->db().transact_blocking(std::move(body)); }
};

TEST_F(MetricsApi, TellsTheFiguresOfANetworkWithinAWindow)
{
    auto stranger = ann->stranger();
    const auto path = "/networks/" + network + "/metrics";
    const auto shown = stranger.get(rounds_root + path);
    EXPECT_EQ(shown.at("window").at("days").as_int64(), 90);
    EXPECT_TRUE(shown.at("people").is_null()) << "fewer than five";
    EXPECT_TRUE(shown.at("reciprocity").is_null());
    EXPECT_EQ(shown.at("questions").at("asked").as_int64(), 0);
    EXPECT_EQ(shown.at("summaries").at("published").as_int64(), 0);
    EXPECT_EQ(stranger.get(rounds_root + path + "?days=7").at("window").at("days").as_int64(), 7);
    for (const auto* days : {"0", "367", "x"})
        EXPECT_EQ(wrong_field(stranger, http::Method::get, path + "?days=" + days, nullptr), "days") << days;
    (void)error(stranger, http::Method::get, "/networks/1/metrics", 404, nullptr);
}

TEST_F(MetricsApi, TellsThoseOfOrganisationsThatAreKnown)
{
    auto stranger = ann->stranger();
    const auto own = stranger.get(rounds_root + "/organisations/MERCY.example/metrics");
    EXPECT_EQ(own.at("domain").as_string(), "mercy.example");
    EXPECT_TRUE(own.at("two_way_ratio").is_null()) << "over fewer than five posts";
    (void)error(stranger, http::Method::get, "/organisations/nobody.example/metrics", 404, nullptr);
    in_db([](Transaction& tx) {
        (void)make_account(tx, {.username = "rem", .domain = "stluke.example"});
        return true;
    });
    EXPECT_EQ(stranger.get(rounds_root + "/organisations/stluke.example/metrics").at("posts").as_int64(), 0);
}

TEST_F(MetricsApi, FlagsEverySummaryThatCitesARetractedWork)
{
    const auto summary = in_db([](Transaction& tx) {
        storage::Summary row;
        row.id = storage::summaries::next_id(tx);
        row.network = parse_id<NetworkId>(network).value();
        row.uri = std::string(base_url) + "/summaries/" + to_string(row.id);
        row.author = ines->id;
        storage::SummaryVersion wording;
        wording.summary = row.id;
        wording.title = "Sleep";
        wording.key_message = "Sleep well.";
        wording.editor = ines->id;
        wording.published_at = site->app().clock.now();
        storage::SummaryReference reference;
        reference.position = 1;
        reference.kind = "pmid";
        reference.value = "26228234";
        reference.csl = json::object{{"title", "A trial"}, {"DOI", "10.2196/JMIR.4721"}};
        wording.references = {reference};
        storage::summaries::create(tx, row, wording);
        row.state = "published";
        row.published_at = wording.published_at;
        storage::summaries::update(tx, row);
        return row.id;
    });
    const auto page = "/s/" + to_string(summary);
    auto stranger = ann->stranger();
    const auto banner = [&] {
        return stranger.ask(http::Method::get, page).body.find("has been retracted by its publisher") !=
               std::string::npos;
    };
    EXPECT_FALSE(banner());
    const auto path = std::string("/references/notices");
    json::object form{{"reference", "https://doi.org/10.2196/jmir.4721"}, {"state", "retracted"}, {"note", "Notice"}};
    (void)error(*ann, http::Method::post, path, 403, form);
    form["state"] = "bad";
    EXPECT_EQ(wrong_field(*ines, http::Method::post, path, form), "state");
    form["state"] = "retracted";
    const auto flagged = ines->post(rounds_root + path, form);
    ASSERT_EQ(flagged.at("summary_ids").as_array().size(), 1U) << "cited by its PubMed number";
    EXPECT_EQ(flagged.at("summary_ids").at(0).as_string(), to_string(summary));
    EXPECT_TRUE(banner());
    EXPECT_EQ(stranger.get(rounds_root + path).as_array().size(), 1U);
    form["reference"] = "nothing";
    EXPECT_EQ(wrong_field(*ines, http::Method::post, path, form), "reference");
    const json::object drop{{"reference", "10.2196/jmir.4721"}};
    EXPECT_EQ(ines->ask(http::Method::del, rounds_root + path, drop).status, 200U);
    EXPECT_FALSE(banner());
    (void)error(*ines, http::Method::del, path, 404, drop);
}

TEST_F(MetricsApi, NamesWhoVouchesForAnAccountAndWhatItLost)
{
    auto stranger = ann->stranger();
    const auto marks = [&](AccountId id) {
        return stranger.get(rounds_root + "/accounts/" + to_string(id) + "/marks");
    };
    EXPECT_TRUE(marks(bob->id).as_array().empty());
    (void)ines->post(
        rounds_root + "/credentials",
        json::object{{"account_id", to_string(bob->id)}, {"role", "doctor"}, {"method", "roster"}}
    );
    const auto own = marks(bob->id);
    ASSERT_EQ(own.as_array().size(), 1U);
    EXPECT_EQ(own.at(0).at("state").as_string(), "valid");
    EXPECT_TRUE(own.at(0).at("vouched_by").is_object());

    const auto rem = in_db([&](Transaction& tx) {
        const auto account = make_account(tx, {.username = "okafor", .domain = "hope.example"});
        const std::string uri = "https://hope.example/credentials/1";
        storage::affiliations::set_links(tx, account.id, {uri});
        auto row = storage::affiliations::find(tx, account.id, uri).value();
        const auto now = site->app().clock.now();
        row.state = "lost";
        row.reason = "revoked";
        row.role = "doctor";
        row.valid_from = row.first_valid_at = now - std::chrono::hours{48};
        row.valid_until = now + std::chrono::hours{48};
        row.checked_at = row.lost_at = now;
        storage::affiliations::save(tx, row);
        return account.id;
    });
    const auto lost = marks(rem);
    ASSERT_EQ(lost.as_array().size(), 1U);
    EXPECT_EQ(lost.at(0).at("state").as_string(), "lost");
    EXPECT_EQ(lost.at(0).at("reason").as_string(), "revoked");
    (void)error(stranger, http::Method::get, "/accounts/1/marks", 404, nullptr);
}

} // namespace
} // namespace rounds::test
