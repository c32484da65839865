#include "server/social/quotes.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/activities.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Account;
using storage::Transaction;

/// What quotes say to other servers (FEP-044f).
struct OutboxQuotes : testing::Test
{
    Site site{[](app::Config& config) {
        config.federation.mode = "open";
        config.federation.authorized_fetch = false;
    }};
    Account ann, cat, bob;

    template <class F> auto run(F body) { return site.db().transact_blocking(body); }

    OutboxQuotes()
    {
        const auto one = site.add_person("ann", "correct horse battery");
        const auto other = site.add_person("cat", "correct horse battery");
        run([&](Transaction& tx) {
            ann = storage::accounts::find(tx, one).value();
            cat = storage::accounts::find(tx, other).value();
            bob = make_account(tx, {.username = "bob", .domain = "society.example"});
        });
    }

    storage::Status post(const Account& by, social::PostForm form)
    {
        return run([&](Transaction& tx) {
            return social::post(tx, site.app().urls, by, form, site.app().clock.now()).value();
        });
    }
    storage::Status words(social::QuotePolicy policy = {.automatic = social::QuotePolicy::everybody})
    {
        return post(ann, {.text = "Walking helps", .quote_policy = policy});
    }
    storage::Status quote(const Account& by, StatusId quoted) { return post(by, {.text = "Look", .quoted = quoted}); }
    /// Of bob's server, who lets everybody quote it.
    storage::Status theirs()
    {
        return run([&](Transaction& tx) {
            const auto status = make_status(tx, bob);
            storage::statuses::set_quote_policy(tx, status.id, {.automatic = social::QuotePolicy::everybody});
            return status;
        });
    }
    void drain()
    {
        auto& app = site.app();
        workers::OutboxWorker worker({app.work_db, app.keyring, app.urls, app.clock, {}}, {.threads = 0});
        worker.drain();
    }
    std::vector<json::object> said(const std::string& kind)
    {
        static const storage::Statement sql{"test.said", "SELECT uri FROM activities WHERE kind = $1 ORDER BY id"};
        return run([&](Transaction& tx) {
            std::vector<json::object> all;
            for (const auto row : tx.exec(sql, kind)) {
                const auto found = storage::activities::find_by_uri(tx, row.at(0).as<std::string>());
                all.push_back(parse_json(found.value().body).value().as_object());
            }
            return all;
        });
    }
    std::vector<std::string> inboxes(const std::string& kind)
    {
        static const storage::Statement sql{
            "test.said_to", R"(SELECT DISTINCT d.inbox_url FROM deliveries d JOIN activities a ON a.id = d.activity_id
            WHERE a.kind = $1 ORDER BY 1)"
        };
        return run([&](Transaction& tx) {
            std::vector<std::string> found;
            for (const auto row : tx.exec(sql, kind)) found.push_back(row.at(0).as<std::string>());
            return found;
        });
    }
    http::Response get(const std::string& uri)
    {
        const std::string base(base_url);
        return site.send(
            make_request(http::Method::get, uri.substr(base.size()), {{"Accept", "application/activity+json"}})
        );
    }
    storage::quotes::Quoting quote_of(StatusId id)
    {
        return run([&](Transaction& tx) { return storage::quotes::find(tx, id).value(); });
    }
};

TEST_F(OutboxQuotes, ALocalQuoteLeavesWithTheAuthorsStamp)
{
    const auto quoted = words();
    const auto quoting = quote(cat, quoted.id);
    drain();
    const auto creates = said("Create");
    ASSERT_EQ(creates.size(), 2U);
    const auto& first = creates[0].at("object").as_object();
    EXPECT_EQ(
        first.at("interactionPolicy"),
        json::parse(R"({"canQuote": {"automaticApproval": ["https://www.w3.org/ns/activitystreams#Public"]}})")
    );
    const auto& note = creates[1].at("object").as_object();
    for (const auto* key : {"quote", "quoteUrl", "quoteUri", "_misskey_quote"})
        EXPECT_EQ(note.at(key), json::value(quoted.uri)) << key;
    const auto stamp = ann.uri + "/quote_authorizations/" + to_string(quoting.id);
    EXPECT_EQ(note.at("quoteAuthorization"), json::value(stamp));
    EXPECT_TRUE(std::string(note.at("content").as_string()).starts_with("<p class=\"quote-inline\">RE: <a href=\""));
    EXPECT_EQ(note.at("tag").at(0).at("href"), json::value(quoted.uri));
    const auto& cc = note.at("cc").as_array();
    EXPECT_NE(std::ranges::find(cc, json::value(ann.uri)), cc.end()) << "who is quoted is addressed";

    const auto served = get(stamp);
    EXPECT_EQ(served.status, 200U);
    const auto document = json::parse(served.body);
    EXPECT_EQ(document.at("type"), "QuoteAuthorization");
    EXPECT_EQ(document.at("id"), json::value(stamp));
    EXPECT_EQ(document.at("attributedTo"), json::value(ann.uri));
    EXPECT_EQ(document.at("interactingObject"), json::value(quoting.uri));
    EXPECT_EQ(document.at("interactionTarget"), json::value(quoted.uri));
    EXPECT_EQ(document.at("@context").at(1).at("QuoteAuthorization"), "https://w3id.org/fep/044f#QuoteAuthorization");
    EXPECT_EQ(get(cat.uri + "/quote_authorizations/" + to_string(quoting.id)).status, 404U) << "not hers";
    EXPECT_EQ(get(ann.uri + "/quote_authorizations/" + to_string(quoted.id)).status, 404U);

    run([&](Transaction& tx) { EXPECT_TRUE(social::revoke_quote(tx, ann, quoted, quoting.id)); });
    drain();
    EXPECT_EQ(get(stamp).status, 410U);
    EXPECT_EQ(said("Delete").at(0).at("object").at("id"), json::value(stamp));
    EXPECT_EQ(said("Delete").at(0).at("actor"), json::value(ann.uri));
    EXPECT_FALSE(said("Delete").at(0).at("object").as_object().contains("interactingObject"));
    const auto update = said("Update").at(0).at("object").as_object();
    EXPECT_FALSE(update.contains("quote"));
    EXPECT_FALSE(update.contains("quoteAuthorization"));
    EXPECT_EQ(update.at("content"), "<p>Look</p>");
    EXPECT_FALSE(update.contains("updated")) << "no new wording";
}

TEST_F(OutboxQuotes, TheStampOfAHiddenPostIsForNobodyElse)
{
    const auto quoted = words();
    const auto quoting = quote(cat, quoted.id);
    const auto stamp = ann.uri + "/quote_authorizations/" + to_string(quoting.id);
    run([&](Transaction& tx) { tx.exec_plain("UPDATE statuses SET visibility = 2 WHERE id = " + to_string(quoted.id)); }
    );
    EXPECT_EQ(get(stamp).status, 404U);
}

TEST_F(OutboxQuotes, AnotherServersAuthorIsAskedAfterTheCreate)
{
    const auto quoted = theirs();
    const auto quoting = quote(ann, quoted.id);
    drain();
    EXPECT_FALSE(said("Create").at(0).at("object").as_object().contains("quoteAuthorization"));
    const auto asked = said("QuoteRequest");
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].at("actor"), json::value(ann.uri));
    EXPECT_EQ(asked[0].at("object"), json::value(quoted.uri));
    EXPECT_EQ(asked[0].at("instrument").at("id"), json::value(quoting.uri));
    EXPECT_EQ(asked[0].at("instrument").at("quote"), json::value(quoted.uri));
    EXPECT_EQ(asked[0].at("to"), (json::array{json::value(bob.uri)}));
    EXPECT_EQ(asked[0].at("@context").at(1).at("QuoteRequest"), "https://w3id.org/fep/044f#QuoteRequest");
    EXPECT_EQ(inboxes("QuoteRequest"), std::vector{bob.inbox_url});

    run([&](Transaction& tx) {
        social::accept_quote(tx, storage::quotes::find(tx, quoting.id).value(), "https://society.example/stamps/1");
    });
    drain();
    const auto update = said("Update").at(0).at("object").as_object();
    EXPECT_EQ(update.at("quoteAuthorization"), "https://society.example/stamps/1");
    EXPECT_EQ(update.at("quote"), json::value(quoted.uri));
}

TEST_F(OutboxQuotes, ARequestIsAnsweredWithTheStampOrNot)
{
    const auto quoted = words();
    const auto closed = words({});
    const auto ask = [&](const storage::Status& post, const std::string& uri) {
        return run([&](Transaction& tx) {
            const auto status = make_status(tx, bob, {.uri = uri});
            storage::quotes::add(tx, status.id, {.uri = post.uri, .quoted = post.id});
            const auto quoting = storage::quotes::find(tx, status.id).value();
            EXPECT_TRUE(social::answer_quote_request(tx, site.app().urls, post, quoting, uri + "/request"));
            return status;
        });
    };
    const auto granted = ask(quoted, "https://society.example/notes/1");
    (void)ask(closed, "https://society.example/notes/2");
    drain();
    const auto accept = said("Accept").at(0);
    EXPECT_EQ(accept.at("actor"), json::value(ann.uri));
    EXPECT_EQ(accept.at("object").at("type"), "QuoteRequest");
    EXPECT_EQ(accept.at("object").at("id"), "https://society.example/notes/1/request");
    EXPECT_EQ(accept.at("object").at("actor"), json::value(bob.uri));
    EXPECT_EQ(accept.at("object").at("instrument"), "https://society.example/notes/1");
    EXPECT_EQ(accept.at("object").at("object"), json::value(quoted.uri));
    EXPECT_EQ(accept.at("result"), json::value(ann.uri + "/quote_authorizations/" + to_string(granted.id)));
    EXPECT_FALSE(accept.contains("proof"));
    EXPECT_EQ(inboxes("Accept"), std::vector{bob.inbox_url});
    const auto reject = said("Reject").at(0);
    EXPECT_EQ(reject.at("object").at("id"), "https://society.example/notes/2/request");
    EXPECT_FALSE(reject.contains("result"));
    EXPECT_EQ(said("Accept").size(), 1U);

    run([&](Transaction& tx) { EXPECT_TRUE(social::revoke_quote(tx, ann, quoted, granted.id)); });
    drain();
    EXPECT_EQ(said("Delete").at(0).at("object").at("id"), accept.at("result"));
    EXPECT_EQ(inboxes("Delete").size(), 1U);
    EXPECT_TRUE(said("Update").empty()) << "their post is theirs to change";
}

TEST_F(OutboxQuotes, APolicyIsToldAndANobodyNamesTheAuthor)
{
    const auto quoted = words();
    run([&](Transaction& tx) { make_follow(tx, bob, ann); });
    run([&](Transaction& tx) { EXPECT_TRUE(social::change_quote_policy(tx, ann, quoted, {})); });
    drain();
    EXPECT_EQ(
        said("Update").at(0).at("object").at("interactionPolicy").at("canQuote").at("automaticApproval"),
        (json::array{json::value(ann.uri)})
    );
    EXPECT_FALSE(said("Update").at(0).at("object").as_object().contains("updated"));
}

/// A network announces what the author said last about the post: that must not be the request.
TEST_F(OutboxQuotes, TheRequestIsSaidLast)
{
    const auto network = run([&](Transaction& tx) { return make_network(tx, {.username = "fatigue"}); });
    const auto quoted = theirs();
    (void)post(ann, {.text = "@fatigue Look", .mentions = {network.account.id}, .quoted = quoted.id});
    const auto all = run([](Transaction& tx) { return sayings(tx); });
    EXPECT_NE(std::ranges::find(all, "activity_announced"), all.end());
    EXPECT_EQ(all.back(), "quote_requested");
}

} // namespace
} // namespace rounds::test
