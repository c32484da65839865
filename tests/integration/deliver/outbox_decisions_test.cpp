#include "federation/signatures/proofs.hpp"
#include "server/knowledge/network_moderation.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/activities.hpp"
#include "storage/networks.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <algorithm>
#include <gtest/gtest.h>

// What other servers hear of what stewards decide: what Lemmy and others read, wrapped by the network, and the end of
// the boost for those that read boosts alone.

namespace rounds::test {
namespace {

using storage::Account;
using storage::Transaction;

class DecisionsOut : public testing::Test
{
protected:
    Site site{[](app::Config& config) { config.federation.mode = "open"; }};
    Account ines, group, bob, cat;
    NetworkId network{};

    template <class F> auto run(F body) { return site.db().transact_blocking(body); }

    void SetUp() override
    {
        const auto id = site.add_person("ines", "correct horse battery");
        run([&](Transaction& tx) {
            storage::accounts::set_role(tx, id, "admin", "org_provider");
            ines = storage::accounts::find(tx, id).value();
            knowledge::NetworkForm form;
            form.username = "fatigue";
            form.title = "Fatigue";
            form.conditions = {"DOID:1612"};
            auto& app = site.app();
            const auto opened = knowledge::open_network(tx, app.urls, app.keyring, ines, form).value();
            network = opened.id;
            group = storage::accounts::find(tx, opened.account).value();
            bob = make_account(tx, {.username = "bob", .domain = "society.example"});
            cat = make_account(tx, {.username = "cat", .domain = "clinic.example"});
            make_follow(tx, cat, group);
        });
    }
    void drain()
    {
        auto& app = site.app();
        workers::OutboxWorker worker(
            {app.work_db, app.keyring, app.urls, app.clock, {}},
            {.threads = 0, .claim = 32, .lease = std::chrono::seconds(60)}
        );
        (void)worker.drain();
    }
    /// The activities inside of what the network announced, the newest first.
    std::vector<json::object> passed_on()
    {
        static const storage::Statement sql{
            "test.passed_on", "SELECT uri FROM activities WHERE kind = 'Announce' AND account_id = $1 ORDER BY id DESC"
        };
        return run([&](Transaction& tx) {
            std::vector<json::object> inner;
            for (const auto row : tx.exec(sql, group.id)) {
                const auto body = storage::activities::find_by_uri(tx, row.at(0).as<std::string>()).value().body;
                const auto parsed = parse_json(body).value().as_object();
                if (const auto* object = object_at(parsed, "object")) inner.push_back(*object);
            }
            return inner;
        });
    }
    /// Who got what the network announced of this type.
    std::vector<std::string> hosts_of(std::string_view type)
    {
        static const storage::Statement sql{"test.hosts_of", R"(
            SELECT DISTINCT d.host FROM deliveries d JOIN activities a ON a.id = d.activity_id
            WHERE a.kind = 'Announce' AND a.account_id = $1 AND a.object_uri = $2 ORDER BY 1)"};
        const auto inner = passed_on();
        const auto found =
            std::ranges::find_if(inner, [&](const json::object& one) { return string_at(one, "type") == type; });
        if (found == inner.end()) return {};
        const auto about = std::string(string_at(*found, "object"));
        return run([&](Transaction& tx) {
            std::vector<std::string> hosts;
            for (const auto row : tx.exec(sql, group.id, about)) hosts.push_back(row.at(0).as<std::string>());
            return hosts;
        });
    }
    knowledge::Decider steward() { return {.account = ines, .via = "api"}; }
    /// ines posts to her network.
    storage::Status post()
    {
        return run([&](Transaction& tx) {
            social::PostForm form;
            form.text = "@fatigue Hello";
            form.mentions = {group.id};
            return social::post(tx, site.app().urls, ines, form, site.app().clock.now()).value();
        });
    }
    void bar(AccountId whom)
    {
        run([&](Transaction& tx) {
            knowledge::BanForm form;
            form.account = whom;
            form.reason = "spam";
            (void)knowledge::bar(tx, site.app().urls, steward(), network, form, site.app().clock.now()).value();
        });
        drain();
    }
};

TEST_F(DecisionsOut, ARemovalIsAnnouncedAndTheBoostTakenBack)
{
    const auto status = post();
    drain();
    run([&](Transaction& tx) {
        (void)knowledge::take_post_out(
            tx, site.app().urls, steward(), network, status.id, "off topic", site.app().clock.now()
        )
            .value();
    });
    drain();
    const auto inner = passed_on();
    const auto removal =
        std::ranges::find_if(inner, [](const json::object& one) { return string_at(one, "type") == "Delete"; });
    ASSERT_NE(removal, inner.end());
    EXPECT_EQ(string_at(*removal, "object"), status.uri);
    EXPECT_EQ(string_at(*removal, "actor"), ines.uri);
    EXPECT_EQ(string_at(*removal, "audience"), group.uri);
    EXPECT_EQ(string_at(*removal, "summary"), "off topic");
    EXPECT_TRUE(removal->contains("proof"));
    EXPECT_EQ(
        run([&](Transaction& tx) {
            return count(tx, "SELECT count(*) FROM activities WHERE kind = 'Undo' AND body IS NOT NULL");
        }),
        1
    ) << "Undo{Announce}, by which Mastodon drops the boost";
    EXPECT_EQ(hosts_of("Delete"), std::vector<std::string>{"clinic.example"});

    run([&](Transaction& tx) {
        (void)knowledge::put_post_back(tx, site.app().urls, steward(), network, status.id, site.app().clock.now())
            .value();
    });
    drain();
    const auto undone = passed_on();
    const auto undo =
        std::ranges::find_if(undone, [](const json::object& one) { return string_at(one, "type") == "Undo"; });
    ASSERT_NE(undo, undone.end());
    EXPECT_EQ(string_at(undo->at("object").as_object(), "type"), "Delete");
}

TEST_F(DecisionsOut, ABanIsToldToTheServerOfWhomItIsAboutAlone)
{
    bar(bob.id);
    EXPECT_EQ(hosts_of("Block"), std::vector<std::string>{"society.example"})
        << "others would learn that bob was in the network";
    EXPECT_EQ(
        run([](Transaction& tx) {
            return count(tx, "SELECT count(*) FROM activities WHERE public AND kind IN ('Block', 'Announce')");
        }),
        0
    ) << "no outbox tells of it";
}

TEST_F(DecisionsOut, ABanOfSomebodyWhoPostedThereIsToldToFollowersToo)
{
    run([&](Transaction& tx) { (void)make_status(tx, bob, {.audience = group.id, .uri = "https://society.example/1"}); }
    );
    bar(bob.id);
    EXPECT_EQ(hosts_of("Block"), (std::vector<std::string>{"clinic.example", "society.example"}));
    const auto inner = passed_on();
    ASSERT_FALSE(inner.empty());
    EXPECT_EQ(string_at(inner.front(), "target"), group.uri);
}

TEST_F(DecisionsOut, OfANetworkThatStaysHereNothingIsTold)
{
    run([&](Transaction& tx) { tx.exec_plain("UPDATE networks SET local_only = true"); });
    bar(bob.id);
    EXPECT_TRUE(passed_on().empty());
}

TEST_F(DecisionsOut, ALockIsAnnounced)
{
    const auto status = post();
    run([&](Transaction& tx) {
        (void
        )knowledge::lock_thread(tx, site.app().urls, steward(), network, status.id, "enough", site.app().clock.now())
            .value();
    });
    drain();
    EXPECT_EQ(hosts_of("Lock"), std::vector<std::string>{"clinic.example"});
}

} // namespace
} // namespace rounds::test
