#include "tests/integration/social/fixture.hpp"

namespace rounds::social {
namespace {

using namespace std::chrono_literals;

using Arrival = Verbs;

ArrivedPost arrived_from(const Account& author, std::string uri, Time now)
{
    ArrivedPost arrived;
    arrived.status.account = author.id;
    arrived.status.uri = std::move(uri);
    arrived.status.content = "<p>Hello</p>";
    arrived.status.created_at = now;
    arrived.activity_uri = arrived.status.uri + "/activity";
    return arrived;
}

void keep_in_inbox(Transaction& tx, const Account& author, const std::string& activity)
{
    static const storage::Statement sql{"test.keep_in_inbox", R"(
        INSERT INTO inbox (origin, activity_uri, actor_uri, target, body) VALUES ($1, $2, $3, '/inbox', $4))"};
    tx.exec(sql, "https://" + *author.domain, activity, author.uri, R"({"id": "x"})");
}

TEST_F(Arrival, OnceAndNotAfterItsDeletion)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto post = arrived_from(eve, "https://far.example/1", now_);
        const auto status = receive_post(tx, urls_, post, now_);
        ASSERT_TRUE(status);
        EXPECT_FALSE(status->local);
        EXPECT_EQ(receive_post(tx, urls_, post, now_).error(), errc::already_exists);
        EXPECT_EQ(stats(tx, eve).statuses, 1);
        ASSERT_TRUE(remove_post(tx, eve, status->id));
        EXPECT_EQ(receive_post(tx, urls_, post, now_).error(), errc::gone);
        storage::statuses::add_tombstone(tx, "https://far.example/2"); // the Delete overtook the Create
        EXPECT_EQ(receive_post(tx, urls_, arrived_from(eve, "https://far.example/2", now_), now_).error(), errc::gone);
        EXPECT_EQ(sayings(tx), Kinds{});
    });
}

TEST_F(Arrival, SortsWhereItWasWrittenButNeverInTheFuture)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto old = receive_post(tx, urls_, arrived_from(eve, "https://far.example/1", now_ - 24h * 365), now_);
        const auto ahead = receive_post(tx, urls_, arrived_from(eve, "https://far.example/2", now_ + 24h), now_);
        EXPECT_EQ(ahead->created_at, now_);
        EXPECT_LT(to_int(old->id), to_int(ahead->id) - (std::int64_t{1} << 40));
    });
}

TEST_F(Arrival, TellsThoseMentionedButNotThoseAddressedOnly)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        auto arrived = arrived_from(eve, "https://far.example/1", now_);
        arrived.status.visibility = Visibility::direct;
        arrived.mentions = {ann.id};
        arrived.silent_mentions = {bob.id};
        arrived.tags = {"Hope"};
        const auto status = receive_post(tx, urls_, arrived, now_);
        ASSERT_TRUE(status);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{"mention"});
        EXPECT_EQ(notification_kinds(tx, bob.id), Kinds{});
        EXPECT_EQ(storage::statuses::mentions_of(tx, status->id).size(), 2U);

        auto old = arrived_from(eve, "https://far.example/2", now_ - 48h);
        old.mentions = {ann.id};
        old.activity_uri.clear(); // fetched to complete a thread
        ASSERT_TRUE(receive_post(tx, urls_, old, now_));
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{"mention"});
    });
}

TEST_F(Arrival, AParentAdoptsTheRepliesThatCameFirst)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        auto reply = arrived_from(eve, "https://far.example/2", now_);
        reply.status.in_reply_to_uri = "https://far.example/1";
        auto answer = arrived_from(eve, "https://far.example/3", now_);
        answer.status.in_reply_to_uri = "https://far.example/2";
        const auto second = receive_post(tx, urls_, reply, now_);
        const auto third = receive_post(tx, urls_, answer, now_);
        EXPECT_FALSE(second->in_reply_to);
        EXPECT_EQ(third->in_reply_to, second->id);
        const auto first = receive_post(tx, urls_, arrived_from(eve, "https://far.example/1", now_), now_);
        ASSERT_TRUE(first);
        const auto adopted = storage::statuses::find(tx, second->id);
        EXPECT_EQ(adopted->in_reply_to, first->id);
        EXPECT_EQ(adopted->conversation, first->conversation);
        EXPECT_EQ(storage::statuses::find(tx, third->id)->conversation, first->conversation);
        EXPECT_EQ(stats(tx, *first).replies, 1);
    });
}

TEST_F(Arrival, OneConversationByItsName)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        auto one = arrived_from(eve, "https://far.example/1", now_);
        auto two = arrived_from(eve, "https://far.example/2", now_);
        one.conversation_uri = two.conversation_uri = "https://far.example/c";
        EXPECT_EQ(receive_post(tx, urls_, one, now_)->conversation, receive_post(tx, urls_, two, now_)->conversation);
    });
}

TEST_F(Arrival, GetsNoLinkToWhatItsAuthorCannotSee)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto secret = make_status(tx, ann, {.visibility = Visibility::direct});
        auto reply = arrived_from(eve, "https://far.example/1", now_);
        reply.status.in_reply_to_uri = secret.uri;
        const auto status = receive_post(tx, urls_, reply, now_);
        ASSERT_TRUE(status);
        EXPECT_FALSE(status->in_reply_to);
        EXPECT_NE(status->conversation, secret.conversation);
    });
}

TEST_F(Arrival, OurNetworkAnnouncesWhatArrived)
{
    with([&](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto network = make_network(tx);
        auto arrived = arrived_from(eve, "https://far.example/1", now_);
        arrived.mentions = {network.account.id};
        keep_in_inbox(tx, eve, arrived.activity_uri);
        const auto status = receive_post(tx, urls_, arrived, now_);
        ASSERT_TRUE(status);
        EXPECT_EQ(status->audience, network.account.id);
        EXPECT_EQ(sayings(tx), (Kinds{"activity_announced", "status_boosted"}));
        EXPECT_EQ(
            test::count(
                tx,
                "SELECT count(*) FROM jobs WHERE payload ->> 'text' = 'https://far.example/1/activity'"
                " AND payload ->> 'activity' = '{\"id\": \"x\"}'"
            ),
            1
        );
        auto fetched = arrived_from(eve, "https://far.example/2", now_);
        fetched.mentions = {network.account.id};
        fetched.activity_uri.clear();
        ASSERT_TRUE(receive_post(tx, urls_, fetched, now_));
        EXPECT_EQ(sayings(tx).size(), 2U);
    });
}

} // namespace
} // namespace rounds::social
