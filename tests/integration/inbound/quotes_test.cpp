#include "server/social/quotes.hpp"
#include "server/workers/task_worker.hpp"
#include "tests/support/inbound_rig.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::inbound {
namespace {

using storage::Transaction;
using test::activity;
using test::create;
using test::note;
using Quoting = storage::quotes::Quoting;

class ArrivingQuotes : public testing::Test
{
protected:
    test::InboundRig rig;
    test::RemoteActor rosa = rig.add_known_actor("https://social.example", "rosa").first;
    test::RemoteActor eve = rig.add_known_actor("https://social.example", "eve").first; ///< of the same server
    test::RemoteActor dan = rig.add_known_actor("https://clinic.example", "dan").first;
    storage::Account ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });

    storage::Status
    say(social::QuotePolicy policy = {.automatic = social::QuotePolicy::everybody},
        storage::Visibility visibility = storage::Visibility::public_)
    {
        return rig.in_db([&](Transaction& tx) {
            social::PostForm form;
            form.text = "Walking helps";
            form.visibility = visibility;
            form.quote_policy = policy;
            return social::post(tx, rig.urls, ann, form, rig.clock.now()).value();
        });
    }
    /// ann quotes a post of rosa's.
    storage::Status ask_rosa()
    {
        auto theirs = note(rosa, "theirs");
        theirs["interactionPolicy"] = {{"canQuote", {{"automaticApproval", test::everybody}}}};
        EXPECT_EQ(rig.deliver(rosa, create(rosa, theirs)), "");
        return rig.in_db([&](Transaction& tx) {
            social::PostForm form;
            form.text = "Look";
            form.quoted = storage::statuses::find_by_uri(tx, rosa.id("/posts/theirs")).value().id;
            return social::post(tx, rig.urls, ann, form, rig.clock.now()).value();
        });
    }
    static json::object quoting(const test::RemoteActor& by, std::string_view name, const std::string& quoted)
    {
        auto object = note(by, name, "<p>Look</p>");
        object["quote"] = quoted;
        return object;
    }
    static json::object request(const test::RemoteActor& by, const std::string& quoted, json::value instrument)
    {
        auto asked = activity(by, "QuoteRequest", quoted);
        asked["instrument"] = std::move(instrument);
        return asked;
    }
    static json::object request(const test::RemoteActor& by, const std::string& quoted, const std::string& instrument)
    {
        return request(by, quoted, json::value(instrument));
    }
    json::object answer(const test::RemoteActor& by, const char* type, const storage::Status& post)
    {
        json::object asked;
        asked["id"] = ann.uri + "/activities/quote-request/" + to_string(post.id);
        asked["type"] = "QuoteRequest";
        asked["actor"] = ann.uri;
        asked["object"] = rosa.id("/posts/theirs");
        asked["instrument"] = post.uri;
        auto said = activity(by, type, json::value(std::move(asked)));
        if (std::string_view(type) == "Accept") said["result"] = rosa.id("/stamps/1");
        return said;
    }
    json::object stamp(const std::string& quoting_uri, const std::string& quoted)
    {
        return {
            {"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", rosa.id("/stamps/1")},
            {"type", "QuoteAuthorization"},
            {"attributedTo", rosa.uri},
            {"interactingObject", quoting_uri},
            {"interactionTarget", quoted}
        };
    }
    /// A post of dan's that shows one of rosa's, with her stamp as he says.
    json::object third_party(const std::string& stamp_uri = {})
    {
        if (rig.count("SELECT count(*) FROM statuses WHERE uri = 'https://social.example/posts/theirs'") == 0) {
            EXPECT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "theirs"))), "");
        }
        auto object = quoting(dan, "look", rosa.id("/posts/theirs"));
        object["quoteAuthorization"] = stamp_uri.empty() ? rosa.id("/stamps/1") : stamp_uri;
        return object;
    }
    std::string state(const std::string& uri)
    {
        return rig.in_db([&](Transaction& tx) {
            const auto found = storage::quotes::find_by_uri(tx, uri);
            return found ? found->quote.state : std::string("none");
        });
    }
    Quoting quote_of(const std::string& uri)
    {
        return rig.in_db([&](Transaction& tx) { return storage::quotes::find_by_uri(tx, uri).value(); });
    }
    std::vector<std::string> said()
    {
        return rig.in_db([](Transaction& tx) { return test::sayings(tx); });
    }
    std::vector<std::string> told()
    {
        return rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, ann.id); });
    }
    std::int64_t quotes_count(const storage::Status& post)
    {
        return rig.count(
            "SELECT coalesce(sum(quotes_count), 0)::bigint FROM status_stats WHERE status_id = " + to_string(post.id)
        );
    }
    /// What waits is looked up at its origin.
    std::size_t verify()
    {
        rig.in_db([](Transaction& tx) { tx.exec_plain("UPDATE jobs SET run_at = now() WHERE kind = 'verify_quote'"); });
        asio::io_context io;
        auto busy = asio::make_work_guard(io);
        std::thread thread([&] { io.run(); });
        workers::TaskWorker worker(
            {.db = rig.database.db(),
             .urls = rig.urls,
             .clock = rig.clock,
             .inbound = rig.inbound(),
             .executor = io.get_executor()},
            {.kinds = {std::string(social::verify_quote_job)}, .threads = 0}
        );
        const auto done = worker.drain();
        busy.reset();
        thread.join();
        return done;
    }
    std::string verified(const json::object& stamp_document)
    {
        const auto object = third_party();
        EXPECT_EQ(rig.deliver(dan, create(dan, object)), "");
        EXPECT_EQ(state(dan.id("/posts/look")), "pending") << "nothing is shown before it was looked up";
        rig.web.serve(rosa.id("/stamps/1"), stamp_document);
        EXPECT_EQ(verify(), 1U);
        return state(dan.id("/posts/look"));
    }
};

TEST_F(ArrivingQuotes, ARequestIsGrantedByThePolicyAndStamped)
{
    const auto words = say();
    const auto object = quoting(rosa, "look", words.uri);
    EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
    EXPECT_EQ(state(rosa.id("/posts/look")), "pending");
    EXPECT_TRUE(told().empty());
    EXPECT_EQ(rig.deliver(rosa, request(rosa, words.uri, rosa.id("/posts/look"))), "");
    const auto quote = quote_of(rosa.id("/posts/look"));
    EXPECT_EQ(quote.quote.state, "accepted");
    EXPECT_EQ(quote.quote.stamp, ann.uri + "/quote_authorizations/" + to_string(quote.status));
    EXPECT_EQ(told(), std::vector<std::string>{"quote"});
    EXPECT_EQ(quotes_count(words), 1);
    EXPECT_EQ(said().back(), "quote_accepted");
    EXPECT_EQ(rig.deliver(rosa, request(rosa, words.uri, rosa.id("/posts/look"))), "") << "asked again, answered again";
    EXPECT_EQ(quotes_count(words), 1);
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Delete", rosa.id("/posts/look"))), "");
    EXPECT_EQ(quotes_count(words), 0);
}

TEST_F(ArrivingQuotes, ARequestMayBringThePostWithIt)
{
    const auto words = say();
    auto object = quoting(rosa, "look", words.uri);
    object["to"] = json::array{json::value(rosa.uri + "/followers")};
    object["cc"] = json::array{};
    EXPECT_EQ(rig.deliver(rosa, request(rosa, words.uri, object)), "");
    const auto quote = quote_of(rosa.id("/posts/look"));
    EXPECT_EQ(quote.quote.state, "accepted");
    EXPECT_TRUE(rig.in_db([&](Transaction& tx) {
        return social::see_quoted(tx, {{.reader = ann.id, .quoted = quote.status}}).front() == social::Seen::plainly;
    })) << "who agreed may see it";
    EXPECT_EQ(quotes_count(words), 0) << "not for everybody";
}

TEST_F(ArrivingQuotes, AnAuthorsNoIsAnswered)
{
    const auto words = say({});
    EXPECT_EQ(rig.deliver(rosa, request(rosa, words.uri, quoting(rosa, "look", words.uri))), "");
    EXPECT_EQ(state(rosa.id("/posts/look")), "rejected");
    EXPECT_EQ(said().back(), "quote_rejected");
    EXPECT_TRUE(told().empty());

    const auto open = say();
    EXPECT_EQ(rig.deliver(rosa, request(rosa, open.uri, quoting(rosa, "open", open.uri))), "");
    const auto quote = quote_of(rosa.id("/posts/open"));
    rig.in_db([&](Transaction& tx) { EXPECT_TRUE(social::revoke_quote(tx, ann, open, quote.status)); });
    EXPECT_EQ(said().back(), "quote_revoked");
    EXPECT_EQ(quotes_count(open), 0);
    EXPECT_EQ(rig.deliver(rosa, request(rosa, open.uri, rosa.id("/posts/open"))), "");
    EXPECT_EQ(state(rosa.id("/posts/open")), "revoked") << "asking again changes nothing";
    EXPECT_EQ(said().back(), "quote_rejected");
}

TEST_F(ArrivingQuotes, ARequestForAHiddenPostIsNotAnswered)
{
    const auto hidden = say({}, storage::Visibility::private_);
    const auto before = said().size();
    EXPECT_NE(rig.deliver(rosa, request(rosa, hidden.uri, quoting(rosa, "look", hidden.uri))), "");
    EXPECT_NE(
        rig.deliver(rosa, request(rosa, ann.uri + "/statuses/1", quoting(rosa, "other", ann.uri + "/statuses/1"))), ""
    );
    EXPECT_EQ(said().size(), before);
    EXPECT_EQ(rig.count("SELECT count(*) FROM quotes"), 0);
}

TEST_F(ArrivingQuotes, ARequestSpeaksForItsOwnPostAlone)
{
    const auto words = say();
    const auto other = say();
    const auto object = quoting(rosa, "look", words.uri);
    EXPECT_NE(rig.deliver(eve, request(eve, words.uri, object)), "") << "another's post, embedded";
    EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
    EXPECT_NE(rig.deliver(eve, request(eve, words.uri, rosa.id("/posts/look"))), "") << "another's post, named";
    EXPECT_NE(rig.deliver(rosa, request(rosa, other.uri, rosa.id("/posts/look"))), "") << "it quotes another post";
    EXPECT_NE(rig.deliver(rosa, request(rosa, other.uri, quoting(rosa, "more", words.uri))), "");
    auto plain = note(rosa, "plain");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, plain)), "");
    EXPECT_NE(rig.deliver(rosa, request(rosa, words.uri, rosa.id("/posts/plain"))), "") << "it quotes nothing";
    EXPECT_EQ(state(rosa.id("/posts/look")), "pending");
    EXPECT_EQ(rig.count("SELECT count(*) FROM quotes WHERE state = 'accepted'"), 0);
}

TEST_F(ArrivingQuotes, OurRequestWaitsForItsAnswer)
{
    const auto asked = ask_rosa();
    EXPECT_EQ(state(asked.uri), "pending");
    EXPECT_EQ(said().back(), "quote_requested");
    EXPECT_NE(rig.deliver(eve, answer(eve, "Accept", asked)), "") << "not hers to give";
    auto elsewhere = answer(rosa, "Accept", asked);
    elsewhere["result"] = dan.id("/stamps/1");
    EXPECT_NE(rig.deliver(rosa, elsewhere), "") << "a stamp of another server";
    auto bare = answer(rosa, "Accept", asked);
    bare.erase("result");
    EXPECT_NE(rig.deliver(rosa, bare), "");
    EXPECT_EQ(state(asked.uri), "pending");
    EXPECT_EQ(rig.deliver(rosa, answer(rosa, "Accept", asked)), "");
    const auto quote = quote_of(asked.uri);
    EXPECT_EQ(quote.quote.state, "accepted");
    EXPECT_EQ(quote.quote.stamp, rosa.id("/stamps/1"));
    EXPECT_EQ(said().back(), "quote_changed") << "those who have the post get the stamp";
    EXPECT_NE(rig.deliver(rosa, answer(rosa, "Accept", asked)), "") << "once";

    EXPECT_EQ(rig.deliver(eve, activity(eve, "Delete", rosa.id("/stamps/1"))), "");
    EXPECT_EQ(state(asked.uri), "accepted") << "the stamp of another";
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Delete", rosa.id("/stamps/1"))), "");
    EXPECT_EQ(state(asked.uri), "revoked");
    EXPECT_EQ(said().back(), "quote_changed");
}

TEST_F(ArrivingQuotes, ARejectEndsTheRequestAndAnAcceptByIdAloneIsUnderstood)
{
    const auto first = ask_rosa();
    EXPECT_NE(rig.deliver(eve, answer(eve, "Reject", first)), "");
    EXPECT_EQ(rig.deliver(rosa, answer(rosa, "Reject", first)), "");
    EXPECT_EQ(state(first.uri), "rejected");
    EXPECT_NE(rig.deliver(rosa, answer(rosa, "Accept", first)), "") << "too late";
    const auto second = rig.in_db([&](Transaction& tx) {
        social::PostForm form;
        form.text = "Look";
        form.quoted = storage::statuses::find_by_uri(tx, rosa.id("/posts/theirs")).value().id;
        return social::post(tx, rig.urls, ann, form, rig.clock.now()).value();
    });
    auto accept = activity(rosa, "Accept", ann.uri + "/activities/quote-request/" + to_string(second.id));
    accept["result"] = rosa.id("/stamps/2");
    EXPECT_EQ(rig.deliver(rosa, accept), "");
    EXPECT_EQ(state(second.uri), "accepted");
    EXPECT_EQ(rig.deliver(rosa, answer(rosa, "Reject", second)), "") << "after all not";
    EXPECT_EQ(state(second.uri), "revoked");
}

TEST_F(ArrivingQuotes, AThirdServersStampIsLookedUp)
{
    EXPECT_EQ(verified(stamp(dan.id("/posts/look"), rosa.id("/posts/theirs"))), "accepted");
    EXPECT_NE(rig.deliver(dan, activity(dan, "Delete", rosa.id("/stamps/1"))), "") << "of another origin";
    EXPECT_EQ(state(dan.id("/posts/look")), "accepted");
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Delete", rosa.id("/stamps/1"))), "");
    EXPECT_EQ(state(dan.id("/posts/look")), "revoked");
}

TEST_F(ArrivingQuotes, AStampForAnotherPostProvesNothing)
{
    EXPECT_EQ(verified(stamp(dan.id("/posts/other"), rosa.id("/posts/theirs"))), "pending");
}

TEST_F(ArrivingQuotes, AStampOfAnotherTargetProvesNothing)
{
    EXPECT_EQ(verified(stamp(dan.id("/posts/look"), rosa.id("/posts/others"))), "pending");
}

TEST_F(ArrivingQuotes, AStampOfAnotherAuthorProvesNothing)
{
    auto forged = stamp(dan.id("/posts/look"), rosa.id("/posts/theirs"));
    forged["attributedTo"] = eve.uri;
    EXPECT_EQ(verified(forged), "pending");
}

TEST_F(ArrivingQuotes, AStampOfSeveralAuthorsProvesNothing)
{
    auto forged = stamp(dan.id("/posts/look"), rosa.id("/posts/theirs"));
    forged["attributedTo"] = json::array{json::value(rosa.uri), json::value(eve.uri)};
    EXPECT_EQ(verified(forged), "pending");
}

TEST_F(ArrivingQuotes, AnotherKindOfObjectIsNoStamp)
{
    auto forged = stamp(dan.id("/posts/look"), rosa.id("/posts/theirs"));
    forged["type"] = "Note";
    EXPECT_EQ(verified(forged), "pending");
}

TEST_F(ArrivingQuotes, AStampFromAnotherServerIsNotEvenAskedFor)
{
    auto forged = stamp(dan.id("/posts/look"), rosa.id("/posts/theirs"));
    forged["id"] = dan.id("/stamps/1");
    rig.web.serve(dan.id("/stamps/1"), forged);
    EXPECT_EQ(rig.deliver(dan, create(dan, third_party(dan.id("/stamps/1")))), "");
    (void)verify();
    EXPECT_EQ(state(dan.id("/posts/look")), "pending");
    EXPECT_EQ(rig.web.requests(dan.id("/stamps/1")), 0U);
}

TEST_F(ArrivingQuotes, AStampThatIsGoneProvesNothingAndASilentServerIsAskedAgain)
{
    EXPECT_EQ(rig.deliver(dan, create(dan, third_party())), "");
    rig.web.fail(rosa.id("/stamps/1"), errc::unavailable);
    EXPECT_EQ(verify(), 0U) << "tried again later";
    EXPECT_EQ(state(dan.id("/posts/look")), "pending");
    rig.web.fail(rosa.id("/stamps/1"), errc::gone);
    EXPECT_EQ(verify(), 1U);
    EXPECT_EQ(state(dan.id("/posts/look")), "pending");
    EXPECT_EQ(verify(), 0U) << "nothing is left to do";
}

TEST_F(ArrivingQuotes, TheQuotedPostIsFetchedForTheLookUp)
{
    rig.web.serve(rosa.id("/posts/theirs"), note(rosa, "theirs"));
    rig.web.serve(rosa.id("/stamps/1"), stamp(dan.id("/posts/look"), rosa.id("/posts/theirs")));
    auto object = quoting(dan, "look", rosa.id("/posts/theirs"));
    object["quoteAuthorization"] = rosa.id("/stamps/1");
    EXPECT_EQ(rig.deliver(dan, create(dan, object)), "");
    EXPECT_EQ(quote_of(dan.id("/posts/look")).quote.quoted, std::nullopt);
    EXPECT_EQ(verify(), 1U);
    EXPECT_EQ(state(dan.id("/posts/look")), "accepted");
    EXPECT_TRUE(quote_of(dan.id("/posts/look")).quote.quoted);
}

TEST_F(ArrivingQuotes, AStampMayComeByAnUpdateAndGoByOne)
{
    auto object = third_party();
    object.erase("quoteAuthorization");
    object["updated"] = object.at("published");
    EXPECT_EQ(rig.deliver(dan, create(dan, object)), "");
    EXPECT_EQ(verify(), 0U);
    rig.web.serve(rosa.id("/stamps/1"), stamp(dan.id("/posts/look"), rosa.id("/posts/theirs")));
    object["quoteAuthorization"] = rosa.id("/stamps/1");
    EXPECT_EQ(rig.deliver(dan, activity(dan, "Update", object)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 0) << "no new wording";
    EXPECT_EQ(verify(), 1U);
    EXPECT_EQ(state(dan.id("/posts/look")), "accepted");
    object.erase("quoteAuthorization");
    EXPECT_EQ(rig.deliver(dan, activity(dan, "Update", object)), "");
    EXPECT_EQ(state(dan.id("/posts/look")), "revoked");
    object.erase("quote");
    EXPECT_EQ(rig.deliver(dan, activity(dan, "Update", object)), "");
    EXPECT_EQ(state(dan.id("/posts/look")), "none");
}

TEST_F(ArrivingQuotes, NobodyClaimsAStampOfOurs)
{
    const auto words = say({});
    auto object = quoting(rosa, "look", words.uri);
    object["quoteAuthorization"] = ann.uri + "/quote_authorizations/1";
    EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
    (void)verify();
    EXPECT_EQ(state(rosa.id("/posts/look")), "pending");
    EXPECT_EQ(quote_of(rosa.id("/posts/look")).quote.stamp, std::nullopt);
    EXPECT_TRUE(told().empty());
}

TEST_F(ArrivingQuotes, OldDialectsAreMeasuredByThePolicyOfPeopleHere)
{
    const auto open = say();
    const auto closed = say({});
    for (const auto* key : {"quoteUrl", "quoteUri", "_misskey_quote"}) {
        for (const auto* post : {&open, &closed}) {
            auto object = note(rosa, std::string(key) + (post == &open ? "1" : "2"));
            object[key] = post->uri;
            EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
            EXPECT_EQ(state(std::string(object.at("id").as_string())), post == &open ? "accepted" : "pending") << key;
        }
    }
    EXPECT_EQ(quotes_count(open), 3);
    EXPECT_EQ(quotes_count(closed), 0);
    EXPECT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "theirs"))), "");
    auto own = note(rosa, "own");
    own["quoteUrl"] = rosa.id("/posts/theirs");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, own)), "");
    EXPECT_EQ(state(rosa.id("/posts/own")), "accepted") << "one's own words";
    auto third = note(dan, "third");
    third["quoteUrl"] = rosa.id("/posts/theirs");
    EXPECT_EQ(rig.deliver(dan, create(dan, third)), "");
    EXPECT_EQ(state(dan.id("/posts/third")), "pending") << "rosa was not asked";
}

TEST_F(ArrivingQuotes, WhoNamesAPostTheyCannotSeeGetsNoLink)
{
    const auto hidden = say({}, storage::Visibility::private_);
    auto object = note(rosa, "look");
    object["quoteUrl"] = hidden.uri;
    EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
    EXPECT_EQ(quote_of(rosa.id("/posts/look")).quote.quoted, std::nullopt);
    EXPECT_EQ(state(rosa.id("/posts/look")), "pending");
}

TEST_F(ArrivingQuotes, ThePolicyOfAnArrivedPostIsUnderstood)
{
    const auto policy_of = [&](std::string_view name, json::value automatic, json::value manual) {
        auto object = note(rosa, name);
        if (!automatic.is_null())
            object["interactionPolicy"] = {
                {"canQuote", {{"automaticApproval", std::move(automatic)}, {"manualApproval", std::move(manual)}}}
            };
        EXPECT_EQ(rig.deliver(rosa, create(rosa, object)), "");
        return rig.in_db([&](Transaction& tx) {
            return storage::statuses::find_by_uri(tx, rosa.id("/posts/" + std::string(name))).value().quote_policy;
        });
    };
    using social::QuotePolicy;
    EXPECT_EQ(
        policy_of("a", json::value(test::everybody), json::array{}), (QuotePolicy{.automatic = QuotePolicy::everybody})
    );
    EXPECT_EQ(policy_of("b", json::value(rosa.uri), json::array{}), QuotePolicy{}) << "the author alone";
    EXPECT_EQ(
        policy_of("c", json::array{json::value(rosa.uri + "/followers")}, json::value(test::everybody)),
        (QuotePolicy{.automatic = QuotePolicy::followers, .manual = QuotePolicy::everybody})
    );
    EXPECT_EQ(policy_of("d", json::value(dan.uri), json::array{}), (QuotePolicy{.automatic = QuotePolicy::others}));
    EXPECT_EQ(policy_of("e", nullptr, nullptr), QuotePolicy{}) << "who said nothing was not asked";
}

} // namespace
} // namespace rounds::inbound
