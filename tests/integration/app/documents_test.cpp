#include "server/app/documents.hpp"

#include "storage/accounts.hpp"
#include "tests/support/site.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using app::Documents;

class KeptDocuments : public ::testing::Test
{
protected:
    Site site{[](app::Config& config) {
        config.federation.authorized_fetch = false;
        config.limits.pages_per_5min = 1'000'000;
    }};
    AccountId ann = site.add_person("ann", "correct horse battery");

    http::Response get(const std::string& target, const Fields& more = {})
    {
        Fields headers{{"Accept", "application/activity+json"}};
        headers.insert(headers.end(), more.begin(), more.end());
        return site.send(make_request(http::Method::get, target, headers));
    }
    std::size_t queries(const std::string& target, const Fields& more = {})
    {
        const auto before = site.db().figures().statements;
        EXPECT_EQ(get(target, more).status, 200U) << target;
        return site.db().figures().statements - before;
    }
    void up_to_date()
    {
        site.read_events();
        site.app().freshness.renew();
    }
    void sql(const std::string& text)
    {
        site.db().transact_blocking([&](storage::Transaction& tx) { tx.exec_plain(text); });
    }
};

const std::string finger = "/.well-known/webfinger?resource=acct:ann@mercy.example";

TEST_F(KeptDocuments, CostNoQueryWhileEventsAreRead)
{
    up_to_date();
    for (const auto& target : {std::string("/users/ann"), finger}) {
        EXPECT_GT(queries(target), 0U);
        EXPECT_EQ(queries(target), 0U) << target;
    }
    Site quiet;
    quiet.add_person("ann", "correct horse battery");
    const auto ask = [&] { return quiet.send(make_request(http::Method::get, finger, {})).status; };
    EXPECT_EQ(ask(), 200U);
    const auto before = quiet.db().figures().statements;
    EXPECT_EQ(ask(), 200U);
    EXPECT_GT(quiet.db().figures().statements, before) << "nobody reads events there";
}

TEST_F(KeptDocuments, SignedReadersAreAskedAbout)
{
    up_to_date();
    EXPECT_GT(queries("/users/ann"), 0U);
    EXPECT_GT(queries("/users/ann", {{"Signature", "keyId=\"https://x.example/k\",signature=\"AA==\""}}), 0U);
}

TEST_F(KeptDocuments, FollowTheirAccount)
{
    up_to_date();
    ASSERT_EQ(get("/users/ann").status, 200U);
    sql("UPDATE accounts SET display_name = 'Ann of Mercy' WHERE username = 'ann'");
    sql("INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM accounts WHERE username = 'ann'");
    up_to_date();
    const auto changed = get("/users/ann");
    EXPECT_EQ(json::parse(changed.body).at("name").as_string(), "Ann of Mercy");
    site.db().transact_blocking([&](storage::Transaction& tx) { storage::accounts::set_suspended(tx, ann, true); });
    up_to_date();
    EXPECT_EQ(get(finger).status, 404U);
    EXPECT_NE(get("/users/ann").body, changed.body);
}

TEST_F(KeptDocuments, FollowTheTablesTheyAreMadeFrom)
{
    up_to_date();
    ASSERT_EQ(get("/users/ann").status, 200U);
    ASSERT_EQ(queries("/users/ann"), 0U);
    sql("UPDATE actor_keys SET account_id = account_id WHERE account_id = " + to_string(ann));
    up_to_date();
    EXPECT_GT(queries("/users/ann"), 0U);
}

TEST(Documents, KeepNothingThatWasReadBeforeAChange)
{
    ManualClock clock{*parse_iso8601("2026-11-30T12:00:00Z")};
    Documents documents{clock, 2};
    const auto before = documents.ticket();
    documents.apply({{.kind = "account.update", .account = AccountId{1}}});
    documents.put(before, "a", AccountId{1}, "old");
    EXPECT_EQ(documents.find("a"), nullptr);
    documents.put(documents.ticket(), "a", AccountId{1}, "new");
    EXPECT_EQ(*documents.find("a"), "new");
    clock.advance(std::chrono::seconds{31});
    EXPECT_EQ(documents.find("a"), nullptr) << "what no event told";
    for (const auto* key : {"b", "c", "d"}) documents.put(documents.ticket(), key, AccountId{2}, key);
    EXPECT_EQ(documents.find("b"), nullptr) << "bounded";
    EXPECT_NE(documents.find("d"), nullptr);
    documents.apply({{.kind = "reset"}});
    EXPECT_EQ(documents.find("d"), nullptr);
}

} // namespace
} // namespace rounds::test
