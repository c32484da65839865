#include "tests/support/inbound_rig.hpp"

#include <gtest/gtest.h>

namespace rounds::inbox {
namespace {

using test::activity;
using test::InboundRig;
using Post = InboundRig::Post;

class Gate : public testing::Test
{
protected:
    InboundRig rig;
    test::RemoteActor rosa = rig.add_actor("https://social.example", "rosa");
    json::object like = activity(rosa, "Like", "https://mercy.example/users/ann/statuses/1");

    std::int64_t stored() { return rig.count("SELECT count(*) FROM inbox"); }
    void expect_refused(const Answer& answer, unsigned status)
    {
        EXPECT_EQ(answer.status, status) << answer.error;
        EXPECT_FALSE(answer.error.empty());
        EXPECT_EQ(stored(), 0);
    }
};

TEST_F(Gate, CommitsASignedActivityBeforeItAnswers)
{
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM inbox WHERE state = 'waiting' AND origin = 'https://social.example' "
                  "AND actor_uri = 'https://social.example/users/rosa' AND target = '/inbox'"),
        1
    );
}

// N7
TEST_F(Gate, AnswersTheSameAgainAndKeepsOne)
{
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(stored(), 1);
    EXPECT_EQ(rig.web.requests(rosa.uri), 1U) << "the key is asked for once";
}

TEST_F(Gate, AsksTheDatabaseOnceAboutWhatIsRepeated)
{
    EXPECT_EQ(rig.post(rosa, like, Post{.twice = true}).status, 202U);
    EXPECT_EQ(rig.stores, 1U) << "who comes meanwhile waits for the first";
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(rig.stores, 1U);
    EXPECT_EQ(rig.post(rosa, activity(rosa, "Like", "https://mercy.example/users/ann/statuses/2")).status, 202U);
    EXPECT_EQ(rig.stores, 2U);
    rig.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(rig.stores, 3U) << "it is not remembered for long";
    EXPECT_EQ(stored(), 2);
}

// What was taken is known by who signed it: the same words by somebody else are a forgery as before.
TEST_F(Gate, TellsAForgerNothingOfWhatItTook)
{
    const auto eve = rig.add_actor("https://social.example", "eve");
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    EXPECT_EQ(rig.post(rosa, like, Post{.other_key = true}).status, 401U);
    EXPECT_EQ(rig.post(rosa, like, Post{.age = std::chrono::hours(2)}).status, 401U);
    EXPECT_EQ(rig.post(eve, like).status, 401U);
    EXPECT_EQ(rig.post(rosa, like, Post{.target = "/users/ann/inbox"}).status, 401U);
    rig.refused_hosts = {"social.example"};
    EXPECT_EQ(rig.post(rosa, like).status, 403U);
}

// N1
TEST_F(Gate, RefusesUnsigned)
{
    const std::string body = R"({"type":"Like"})";
    const std::vector<signatures::HeaderView> headers{
        {"host", "mercy.example"}, {"content-type", "application/activity+json"}
    };
    signatures::RequestView view;
    view.method = "POST";
    view.target = "/inbox";
    view.headers = headers;
    view.body = body;
    expect_refused(rig.send(view, "/inbox"), 401);
}

// N3, N4
TEST_F(Gate, RefusesWhatIsNotWhatWasSigned)
{
    expect_refused(rig.post(rosa, like, Post{.send_body = R"({"type":"Delete"})"}), 401);
    expect_refused(rig.post(rosa, like, Post{.target = "/users/ann/inbox"}), 401);
    expect_refused(rig.post(rosa, like, Post{.other_key = true}), 401);
}

// N29: nobody learns followers from us, nor do we ask for any, by Collection-Synchronization (FEP-8fcf): of a foreign
// collection, of another domain, of the sender's own.
TEST_F(Gate, AsksNothingForASynchronizationOfFollowers)
{
    EXPECT_EQ(rig.post(rosa, like).status, 202U); // its key is known from here on
    const auto asked = rig.web.requests();
    const auto jobs = rig.count("SELECT count(*) FROM jobs");
    for (const std::string of :
         {"https://victim.example/users/v", "https://mercy.example/users/ann", rosa.uri.c_str()}) {
        const auto value = "collectionId=\"" + of + "/followers\", url=\"" + of +
                           "/followers_synchronization\", digest=\"" + std::string(64, 'a') + "\"";
        const auto one = activity(rosa, "Like", "https://mercy.example/users/ann/statuses/1");
        EXPECT_EQ(rig.post(rosa, one, Post{.more = {{"collection-synchronization", value}}}).status, 202U);
    }
    rig.work();
    EXPECT_EQ(rig.web.requests("https://victim.example/users/v/followers_synchronization"), 0U);
    EXPECT_EQ(rig.web.requests(rosa.uri + "/followers_synchronization"), 0U);
    EXPECT_EQ(rig.count("SELECT count(*) FROM jobs"), jobs);
    EXPECT_EQ(rig.web.requests(), asked);
}

// N5: captured on its way to another server.
TEST_F(Gate, RefusesARequestForAnotherHost)
{
    expect_refused(rig.post(rosa, like, Post{.host = "other.example"}), 401);
}

// N6: valid for five minutes and an hour of margin.
TEST_F(Gate, RefusesAnOldSignature)
{
    expect_refused(rig.post(rosa, like, Post{.age = std::chrono::hours(2)}), 401);
    expect_refused(rig.post(rosa, like, Post{.age = -std::chrono::hours(2)}), 401);
    EXPECT_EQ(rig.post(rosa, like, Post{.age = std::chrono::minutes(50)}).status, 202U);
}

// N13
TEST_F(Gate, RefusesAnActorThatDidNotSign)
{
    const auto eve = rig.add_actor("https://social.example", "eve");
    auto forged = like;
    forged["actor"] = eve.uri;
    expect_refused(rig.post(rosa, forged), 401);
    EXPECT_EQ(rig.web.requests(eve.uri), 0U);
}

// N15, N16
TEST_F(Gate, RefusesIdsOfOtherPlaces)
{
    for (const auto* id :
         {"https://elsewhere.example/1",
          "https://mercy.example/users/ann#1",
          "https://SOCIAL.example/1",
          "https://social.example:444/1"}) {
        auto bad = like;
        bad["id"] = id;
        expect_refused(rig.post(rosa, bad), 400);
    }
}

TEST_F(Gate, RefusesOtherTypesAndEncodings)
{
    expect_refused(rig.post(rosa, like, Post{.content_type = "application/json"}), 415);
    expect_refused(rig.post(rosa, like, Post{.content_type = "application/ld+json"}), 415);
    expect_refused(rig.post(rosa, like, Post{.more = {{"content-encoding", "gzip"}}}), 415);
    EXPECT_EQ(
        rig.post(
               rosa,
               like,
               Post{.content_type = R"(application/ld+json; profile="https://www.w3.org/ns/activitystreams")"}
        )
            .status,
        202U
    );
}

TEST_F(Gate, RefusesABodyThatIsTooLarge)
{
    auto large = like;
    large["content"] = std::string(1 << 20, 'x');
    expect_refused(rig.post(rosa, large), 413);
}

// N47: at the door, signed or not.
TEST_F(Gate, RefusesJsonThatReadersDisagreeAbout)
{
    auto nul = like;
    nul["content"] = std::string("a\0b", 3);
    expect_refused(rig.post(rosa, nul), 400);
}

TEST_F(Gate, AsksNobodyAboutARefusedHost)
{
    rig.refused_hosts = {"social.example"};
    expect_refused(rig.post(rosa, like), 403);
    EXPECT_EQ(rig.web.requests(), 0U);
}

TEST_F(Gate, LimitsBeforeItLooksAtAnything)
{
    rig.over_limit_after = 1;
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
    const auto answer = rig.post(rosa, activity(rosa, "Like", "https://mercy.example/2"), Post{.other_key = true});
    EXPECT_EQ(answer.status, 429U);
    EXPECT_EQ(answer.retry_after, std::chrono::seconds(30));
}

TEST_F(Gate, KeepsNothingOfDeletesOfStrangers)
{
    const auto gone = rig.add_actor("https://social.example", "gone");
    rig.web.fail(gone.uri, errc::gone);
    EXPECT_EQ(rig.post(gone, activity(gone, "Delete", gone.uri)).status, 202U);
    EXPECT_EQ(stored(), 0);
    EXPECT_EQ(rig.web.requests(), 0U);
}

// N11: the document says it is somebody else, who does not list the key.
TEST_F(Gate, RefusesAKeyThatItsOwnerDoesNotList)
{
    const std::string key = "https://evil.example/key";
    rig.web.serve(key, json::object{{"id", key}, {"type", "Key"}, {"owner", rosa.uri}, {"publicKeyPem", "x"}});
    expect_refused(rig.post(rosa, like, Post{.key_id = key}), 401);
    const std::string own = "https://social.example/other-key";
    rig.web.serve(own, json::object{{"id", own}, {"type", "Key"}, {"owner", rosa.uri}, {"publicKeyPem", "x"}});
    expect_refused(rig.post(rosa, like, Post{.key_id = own}), 401);
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
}

TEST_F(Gate, RemembersThatAKeyCannotBeHad)
{
    rig.web.fail(rosa.uri, errc::not_found);
    expect_refused(rig.post(rosa, like), 401);
    expect_refused(rig.post(rosa, like), 401);
    EXPECT_EQ(rig.web.requests(rosa.uri), 1U);
    rig.clock.advance(std::chrono::hours(1));
    rig.web.serve(rosa.uri, rosa.document);
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
}

TEST_F(Gate, AsksToComeAgainWhenTheKeyCannotBeReadNow)
{
    rig.web.fail(rosa.uri, errc::unavailable);
    const auto answer = rig.post(rosa, like);
    expect_refused(answer, 503);
    EXPECT_TRUE(answer.retry_after);
}

TEST_F(Gate, ReadsAChangedKeyAnewOnceAnHour)
{
    auto old = rosa.document;
    old["publicKey"].as_object()["publicKeyPem"] = signatures::PrivateKey::generate_rsa().public_key().to_pem();
    rig.web.serve(rosa.uri, old);
    expect_refused(rig.post(rosa, like), 401);
    EXPECT_EQ(rig.web.requests(rosa.uri), 2U) << "once to get it, once to look again";
    rig.web.serve(rosa.uri, rosa.document);
    expect_refused(rig.post(rosa, like), 401);
    EXPECT_EQ(rig.web.requests(rosa.uri), 2U);
    rig.clock.advance(std::chrono::minutes(61));
    EXPECT_EQ(rig.post(rosa, like).status, 202U);
}

} // namespace
} // namespace rounds::inbox
