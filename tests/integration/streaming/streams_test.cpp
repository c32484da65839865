// Who hears of what.
#include "server/api/state.hpp"
#include "storage/announcements.hpp"
#include "tests/integration/streaming/stream_test_base.hpp"

namespace rounds::test {
namespace {

class Streams : public StreamTest
{
};

TEST_F(Streams, UserHearsOfWhatItsHomeTimelineHolds)
{
    Listener reader(*live, "areader");
    Listener friendly(*live, "afriend");
    Listener stranger(*live, "astranger");
    reader.follow(friendly);
    auto socket = reader.listen("user");
    auto strangers = stranger.listen("user");
    const auto strange = stranger.say("from a stranger");
    const auto secret = friendly.say("@astranger not for you", "direct");
    const auto open = friendly.say("to all");
    const auto quiet = friendly.say("to followers", "private");
    const auto own = reader.say("my own", "direct");
    expect_only(socket, own, {strange, secret});
    expect_only(socket, open, {});
    expect_only(socket, quiet, {});
    expect_only(strangers, strange, {open, quiet, own});
    const auto last = stranger.say("the last");
    expect_only(strangers, last, {open, quiet, own});
}

TEST_F(Streams, PayloadIsWhatTheViewerWouldRead)
{
    Listener reader(*live, "breader");
    Listener author(*live, "bauthor");
    reader.follow(author);
    auto socket = reader.listen("user");
    const auto id = author.say("with a #tag and \"quotes\" \\ and \u20ac");
    const auto event = socket.event("update", "user");
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->at("payload").is_string());
    EXPECT_EQ(event->at("stream"), names({"user"}));
    EXPECT_EQ(payload_of(*event), reader.get(unlimited_path(id)));
    const auto boost = id_of(author.post(unlimited_path(id, "/reblog")));
    author.ask(http::Method::put, unlimited_path(id), {{"status", "changed"}});
    const auto changed = socket.event("status.update");
    ASSERT_TRUE(changed);
    EXPECT_EQ(id_of(payload_of(*changed)), id);
    EXPECT_EQ(payload_of(*changed).at("content"), "<p>changed</p>");
    author.ask(http::Method::del, unlimited_path(id));
    const auto gone = socket.find([&](const json::value& message) {
        return message.at("event") == "delete" && message.at("payload") == json::value(id);
    });
    EXPECT_TRUE(gone);
    EXPECT_TRUE(socket.find([&](const json::value& message) {
        return message.at("event") == "delete" && message.at("payload") == json::value(boost);
    })) << "boosts go with the post";
}

TEST_F(Streams, HidesWhatTheReaderDoesNotWantToMeet)
{
    Listener reader(*live, "creader");
    Listener author(*live, "cauthor");
    Listener marker(*live, "cmarker");
    reader.follow(author, {{"reblogs", false}, {"languages", {"de"}}});
    reader.follow(marker);
    auto socket = reader.listen("user");
    auto everything = reader.listen("public");
    const auto original = marker.say("something");
    const auto boost = id_of(author.post(unlimited_path(original, "/reblog")));
    const auto english = id_of(author.post("/api/v1/statuses", {{"status", "in English"}, {"language", "en"}}));
    const auto german = id_of(author.post("/api/v1/statuses", {{"status", "auf Deutsch"}, {"language", "de"}}));
    expect_only(socket, german, {boost, english});
    expect_only(everything, english, {boost});

    const auto path = "/api/v1/accounts/" + to_string(author.id);
    reader.post(path + "/mute");
    const auto muted = author.say("muted");
    const auto first = marker.say("while it is muted");
    expect_only(socket, first, {muted});
    expect_only(everything, first, {muted});
    reader.post(path + "/unmute");
    author.post("/api/v1/accounts/" + to_string(reader.id) + "/block");
    const auto blocking = author.say("blocking");
    const auto mark = marker.say("after all that");
    expect_only(socket, mark, {muted, blocking});
    expect_only(everything, mark, {muted, blocking});
}

TEST_F(Streams, FollowedTagsAndExclusiveListsCount)
{
    Listener reader(*live, "dreader");
    Listener author(*live, "dauthor");
    Listener other(*live, "dother");
    reader.post("/api/v1/tags/gout/follow");
    reader.follow(author);
    auto socket = reader.listen("user");
    const auto tagged = other.say("about #Gout");
    const auto untagged = other.say("about nothing");
    const auto mark = author.say("mark");
    expect_only(socket, mark, {untagged});
    expect_only(socket, tagged, {});

    const auto list = id_of(reader.post("/api/v1/lists", {{"title", "apart"}, {"exclusive", true}}));
    reader.post("/api/v1/lists/" + list + "/accounts", {{"account_ids", {to_string(author.id)}}});
    auto listed = reader.listen("list&list=" + list);
    const auto apart = author.say("only in the list");
    const auto second = other.say("again #gout");
    expect_only(socket, second, {apart});
    const auto event = listed.event("update", "list");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->at("stream"), names({"list", list}));
    EXPECT_EQ(id_of(payload_of(*event)), apart);
    // Somebody joins the list while it is listened to.
    reader.follow(other);
    reader.post("/api/v1/lists/" + list + "/accounts", {{"account_ids", {to_string(other.id)}}});
    const auto joined = other.say("now a member");
    expect_only(listed, joined, {second});
}

TEST_F(Streams, FiltersMarkAndHide)
{
    Listener reader(*live, "ereader");
    Listener author(*live, "eauthor");
    reader.follow(author);
    auto socket = reader.listen("user");
    const auto filter = [&](const std::string& word, const std::string& action) {
        reader.post(
            "/api/v2/filters",
            {{"title", word},
             {"context", {"home", "public"}},
             {"filter_action", action},
             {"keywords_attributes", {{{"keyword", word}, {"whole_word", true}}}}}
        );
    };
    filter("needles", "warn");
    const auto told = socket.event("filters_changed", "user");
    ASSERT_TRUE(told);
    EXPECT_FALSE(told->as_object().contains("payload"));
    filter("blood", "hide");
    EXPECT_TRUE(socket.sync());
    const auto hidden = author.say("blood everywhere");
    const auto warned = author.say("needles, sorry");
    expect_only(socket, warned, {hidden});
    const auto shown = payload_of(*socket.event("update"));
    ASSERT_EQ(shown.at("filtered").as_array().size(), 1U);
    EXPECT_EQ(shown.at("filtered").at(0).at("keyword_matches").at(0), "needles");
}

TEST_F(Streams, NotificationsArriveOnBothStreams)
{
    Listener reader(*live, "freader");
    Listener author(*live, "fauthor");
    auto user = reader.listen("user");
    auto only = reader.listen("user:notification");
    const auto posts_only = live->site().add_token(reader.id, "read:statuses");
    auto without = live->listen(posts_only, "stream=user");
    const auto mention = author.say("@freader hello");
    for (auto* socket : {&user, &only}) {
        const auto event = socket->event("notification");
        ASSERT_TRUE(event);
        const auto told = payload_of(*event);
        EXPECT_EQ(told.at("type"), "mention");
        EXPECT_EQ(id_of(told.at("status")), mention);
        EXPECT_EQ(told, reader.get("/api/v1/notifications/" + id_of(told)));
    }
    const auto own = reader.say("mark");
    expect_only(without, own, {});
    for (const auto& message : without.seen) EXPECT_NE(message.at("event"), "notification");
    reader.post("/api/v1/accounts/" + to_string(author.id) + "/mute");
    author.say("@freader again");
    Listener third(*live, "fthird");
    third.say("@freader third");
    ASSERT_TRUE(only.find([](const json::value& message) {
        return payload_of(message).at("account").at("username") == "fthird";
    }));
    EXPECT_EQ(only.seen.size(), 2U) << "muted people are not heard, and nothing else comes";
}

TEST_F(Streams, ConversationsArriveOnTheDirectStream)
{
    Listener reader(*live, "vreader");
    Listener author(*live, "vauthor");
    Listener other(*live, "vother");
    auto socket = reader.listen("direct");
    auto others = other.listen("direct");
    const auto id = author.say("@vreader between us", "direct");
    const auto event = socket.event("conversation", "direct");
    ASSERT_TRUE(event);
    const auto told = payload_of(*event);
    EXPECT_EQ(id_of(told.at("last_status")), id);
    EXPECT_EQ(told.at("unread"), true);
    EXPECT_EQ(told, reader.get("/api/v1/conversations").at(0));
    author.say("@vother another", "direct");
    ASSERT_TRUE(others.event("conversation"));
    EXPECT_EQ(others.seen.size(), 1U);
}

TEST_F(Streams, AnnouncementsReachEverybody)
{
    Listener reader(*live, "mreader");
    auto socket = reader.listen("user");
    auto elsewhere = reader.listen("public");
    AnnouncementId id{};
    change([&](storage::Transaction& tx) {
        id = storage::announcements::add(tx, {.text = "Back at noon", .content = "<p>Back at noon</p>"});
    });
    auto event = socket.event("announcement", "user");
    ASSERT_TRUE(event);
    EXPECT_EQ(payload_of(*event), reader.get("/api/v1/announcements").at(0));
    const auto path = "/api/v1/announcements/" + to_string(id) + "/reactions/%F0%9F%91%8D";
    reader.ask(http::Method::put, path);
    event = socket.event("announcement.reaction");
    ASSERT_TRUE(event);
    EXPECT_EQ(payload_of(*event).at("count"), 1);
    EXPECT_EQ(payload_of(*event).at("announcement_id"), json::value(to_string(id)));
    reader.ask(http::Method::del, path);
    EXPECT_TRUE(socket.find([](const json::value& message) {
        return message.at("event") == "announcement.reaction" && payload_of(message).at("count") == 0;
    }));
    change([&](storage::Transaction& tx) { storage::announcements::remove(tx, id); });
    event = socket.event("announcement.delete");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->at("payload"), json::value(to_string(id)));
    EXPECT_TRUE(elsewhere.sync());
    EXPECT_TRUE(elsewhere.seen.empty());
}

TEST_F(Streams, PublicStreamsAreForPublicPosts)
{
    Listener reader(*live, "greader");
    Listener author(*live, "gauthor");
    auto all = reader.listen("public");
    auto local = reader.listen("public:local");
    auto remote = reader.listen("public:remote");
    auto media = reader.listen("public:media");
    const auto unlisted = author.say("unlisted", "unlisted");
    const auto quiet = author.say("for followers", "private");
    const auto here = author.say("from here");
    std::string there;
    std::string picture;
    change([&](storage::Transaction& tx) {
        const auto stranger = make_account(tx, {.username = "far", .domain = "stluke.example"});
        there = to_string(make_status(tx, stranger).id);
        const auto with_picture = make_status(tx, stranger);
        storage::statuses::add_media(
            tx,
            with_picture,
            {{.id = {}, .kind = "image", .media_type = "image/png", .remote_url = "https://stluke.example/1.png"}}
        );
        picture = to_string(with_picture.id);
    });
    live->site().app().notifier.notify("rounds_events");
    expect_only(all, picture, {unlisted, quiet});
    expect_only(all, here, {});
    expect_only(all, there, {});
    expect_only(remote, picture, {here});
    expect_only(remote, there, {});
    expect_only(media, picture, {here, there});
    const auto mark = author.say("mark");
    expect_only(local, mark, {there, picture, unlisted, quiet});
    expect_only(local, here, {});
    EXPECT_EQ(local.seen.front().at("stream"), names({"public:local"}));
    const auto id = id_of(payload_of(local.seen.front()));
    author.ask(http::Method::del, unlimited_path(id));
    EXPECT_TRUE(local.event("delete"));
    EXPECT_TRUE(all.event("delete"));
}

TEST_F(Streams, HashtagsWhateverTheCase)
{
    Listener reader(*live, "hreader");
    Listener author(*live, "hauthor");
    auto socket = live->listen(reader.token, "stream=hashtag&tag=Migraine");
    socket.say({{"type", "subscribe"}, {"stream", "hashtag:local"}, {"tag", "aura"}});
    EXPECT_TRUE(socket.sync());
    const auto other = author.say("about #migraines");
    const auto quiet = author.say("#migraine quietly", "unlisted");
    const auto both = author.say("#migraine with #Aura");
    expect_only(socket, both, {other, quiet});
    EXPECT_EQ(socket.event("update", "hashtag")->at("stream"), names({"hashtag", "Migraine"}));
    EXPECT_EQ(socket.event("update", "hashtag:local")->at("stream"), names({"hashtag:local", "aura"}));
}

TEST_F(Streams, SubscriptionsComeAndGo)
{
    Listener reader(*live, "ireader");
    Listener author(*live, "iauthor");
    reader.follow(author);
    auto socket = live->listen(reader.token, {});
    auto authors = author.listen("user"); // tells when an event has been taken up
    const auto before = author.say("before");
    expect_only(authors, before, {});
    socket.say({{"type", "subscribe"}, {"stream", "user"}});
    socket.say({{"type", "subscribe"}, {"stream", "user"}});
    socket.say({{"type", "subscribe"}, {"stream", "public:local"}});
    EXPECT_TRUE(socket.sync());
    const auto during = author.say("during");
    expect_only(socket, during, {before});
    EXPECT_TRUE(socket.event("update", "public:local"));
    socket.say({{"type", "unsubscribe"}, {"stream", "user"}});
    EXPECT_TRUE(socket.sync());
    const auto after = author.say("after");
    expect_only(socket, after, {});
    std::size_t user = 0;
    for (const auto& message : socket.seen)
        if (message.at("stream") == names({"user"})) ++user;
    EXPECT_EQ(user, 1U);
}

TEST_F(Streams, FollowingSomebodyTakesEffectAtOnce)
{
    Listener reader(*live, "jreader");
    Listener author(*live, "jauthor");
    auto socket = reader.listen("user");
    auto authors = author.listen("user"); // tells when an event has been taken up
    const auto before = author.say("before");
    expect_only(authors, before, {});
    reader.follow(author);
    const auto after = author.say("after");
    expect_only(socket, after, {before});
    reader.post("/api/v1/accounts/" + to_string(author.id) + "/unfollow");
    const auto parted = author.say("parted");
    const auto own = reader.say("mine");
    expect_only(socket, own, {parted});
}

TEST_F(Streams, OldPostsThatArriveLateAreNoNews)
{
    Listener reader(*live, "kreader");
    Listener author(*live, "kauthor");
    auto socket = reader.listen("public");
    std::string old;
    change([&](storage::Transaction& tx) {
        const auto stranger = make_account(tx, {.domain = "stluke.example"});
        StatusSpec spec;
        spec.created_at = live->site().app().clock.now() - std::chrono::days{2};
        old = to_string(make_status(tx, stranger, spec).id);
    });
    const auto fresh = author.say("fresh");
    expect_only(socket, fresh, {old});
}

/// The cost of an event in queries does not grow with those who hear it, nor at all for those who do not.
TEST_F(Streams, AnEventCostsAFixedNumberOfQueries)
{
    Listener author(*live, "lauthor");
    std::vector<std::unique_ptr<Listener>> readers;
    std::vector<std::unique_ptr<TestSocket>> sockets;
    const auto cost = [&] {
        const auto before = live->site().app().work_db.figures().statements;
        const auto id = author.say("measured");
        for (auto& socket : sockets) expect_only(*socket, id, {});
        return live->site().app().work_db.figures().statements - before;
    };
    const auto join = [&](int count) {
        for (int i = 0; i < count; ++i) {
            readers.push_back(std::make_unique<Listener>(*live, "lreader" + std::to_string(readers.size())));
            readers.back()->follow(author);
            sockets.push_back(std::make_unique<TestSocket>(readers.back()->listen("user")));
        }
        cost(); // filters are read once
    };
    join(2);
    const auto few = cost();
    join(20);
    EXPECT_LE(cost(), few + 3) << "the feed is read now and then";
}

/// What its author was answered is what its readers are told.
TEST_F(Streams, WhatWasJustPostedIsNotReadAgain)
{
    Listener reader(*live, "keptreader");
    Listener author(*live, "keptauthor");
    reader.follow(author);
    auto socket = reader.listen("user");
    const auto misses = [&] { return live->site().app().api->statuses.figures().misses; };
    const auto before = misses();
    constexpr std::size_t posts = 5; // of which one may be met by the reader of events before it is kept
    for (std::size_t i = 0; i < posts; ++i) expect_only(socket, author.say("kept"), {});
    EXPECT_LT(misses(), before + posts);
}

/// Time from the answer to POST /api/v1/statuses until the event is there, in the same process.
TEST_F(Streams, AnEventFollowsThePostInMilliseconds)
{
    Listener reader(*live, "nreader");
    Listener author(*live, "nauthor");
    reader.follow(author);
    auto socket = reader.listen("user");
    std::vector<double> took;
    for (int i = 0; i < 60; ++i) {
        author.say("post " + std::to_string(i));
        const auto answered = std::chrono::steady_clock::now();
        ASSERT_TRUE(socket.text());
        took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - answered).count());
    }
    std::ranges::sort(took);
    RecordProperty("p50_ms", std::to_string(took[took.size() / 2]));
    RecordProperty("p99_ms", std::to_string(took[took.size() * 99 / 100]));
    EXPECT_LT(took[took.size() / 2], 100) << "it waits for the poll";
}

} // namespace
} // namespace rounds::test
