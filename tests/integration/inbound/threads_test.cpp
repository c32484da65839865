#include "server/social/thread_refresh.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/statuses.hpp"
#include "tests/support/inbound_rig.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::inbound {
namespace {

namespace refreshes = storage::thread_refreshes;
using storage::Transaction;
using test::create;
using test::note;

/// rosa's post is known here; replies to it by eve and dan are not.
class Threads : public testing::Test
{
protected:
    test::InboundRig rig;
    test::RemoteActor rosa = rig.add_known_actor("https://social.example", "rosa").first;
    test::RemoteActor eve = rig.add_actor("https://social.example", "eve");
    test::RemoteActor dan = rig.add_actor("https://clinic.example", "dan");

    storage::Status post()
    {
        EXPECT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
        return rig.in_db([&](Transaction& tx) {
            return storage::statuses::find_by_uri(tx, rosa.id("/posts/1")).value();
        });
    }
    /// Served, and said to be among the replies to `parent`.
    std::string reply(const test::RemoteActor& by, const std::string& name, const std::string& parent)
    {
        auto object = note(by, name, "<p>A reply</p>");
        object["inReplyTo"] = parent;
        rig.web.serve(by.id("/posts/" + name), object);
        return by.id("/posts/" + name);
    }
    void serve_replies(const test::RemoteActor& of, const std::string& name, json::value replies)
    {
        auto object = note(of, name);
        object["replies"] = std::move(replies);
        rig.web.serve(of.id("/posts/" + name), object);
    }
    std::optional<refreshes::Refresh> refresh(const storage::Status& status)
    {
        return rig.in_db([&](Transaction& tx) { return social::refresh_thread(tx, status, rig.clock.now()); });
    }
    refreshes::Refresh find(ThreadRefreshId id)
    {
        return rig.in_db([&](Transaction& tx) { return refreshes::find(tx, id).value(); });
    }
    bool known(const std::string& uri)
    {
        return rig.in_db([&](Transaction& tx) { return storage::statuses::find_by_uri(tx, uri).has_value(); });
    }
    void run_tasks()
    {
        asio::io_context io;
        auto busy = asio::make_work_guard(io);
        std::thread thread([&] { io.run(); });
        workers::TaskWorker worker(
            {.db = rig.database.db(),
             .urls = rig.urls,
             .clock = rig.clock,
             .inbound = rig.inbound(),
             .executor = io.get_executor()},
            {.kinds = {std::string(social::read_thread_job)}, .threads = 0}
        );
        worker.drain();
        busy.reset();
        io.stop();
        thread.join();
    }
};

TEST_F(Threads, RepliesAreReadWhereThePostIsAtHome)
{
    const auto status = post();
    const auto first = reply(eve, "2", rosa.id("/posts/1"));
    const auto second = reply(dan, "3", rosa.id("/posts/1"));
    const auto third = reply(eve, "4", second);
    serve_replies(
        rosa,
        "1",
        {{"type", "Collection"},
         {"id", rosa.id("/posts/1/replies")},
         {"first",
          {{"type", "CollectionPage"}, {"items", json::array{first}}, {"next", rosa.id("/posts/1/replies?page=2")}}}}
    );
    rig.web.serve(
        rosa.id("/posts/1/replies?page=2"),
        {{"id", rosa.id("/posts/1/replies?page=2")}, {"type", "CollectionPage"}, {"items", json::array{second}}}
    );
    auto of_dan = note(dan, "3", "<p>A reply</p>");
    of_dan["inReplyTo"] = rosa.id("/posts/1");
    of_dan["replies"] = {{"type", "Collection"}, {"items", json::array{third}}};
    rig.web.serve(second, of_dan);

    const auto begun = refresh(status);
    ASSERT_TRUE(begun);
    EXPECT_FALSE(find(begun->id).finished);
    EXPECT_EQ(refresh(status)->id, begun->id) << "the one that is under way";
    run_tasks();
    EXPECT_TRUE(known(first));
    EXPECT_TRUE(known(second)) << "on the second page";
    EXPECT_TRUE(known(third)) << "a reply to a reply";
    EXPECT_TRUE(find(begun->id).finished);
    EXPECT_EQ(find(begun->id).found, 3);
    EXPECT_FALSE(refresh(status)) << "not again for a while";
    rig.clock.advance(std::chrono::minutes(16));
    EXPECT_TRUE(refresh(status));
}

TEST_F(Threads, NobodyIsAskedWhoMayNotBe)
{
    const auto status = post();
    const auto theirs = reply(dan, "3", rosa.id("/posts/1"));
    serve_replies(rosa, "1", {{"type", "Collection"}, {"items", json::array{theirs}}});
    rig.refused_hosts.emplace_back("clinic.example");
    const auto begun = refresh(status);
    ASSERT_TRUE(begun);
    run_tasks();
    EXPECT_FALSE(known(theirs));
    EXPECT_EQ(find(begun->id).found, 0);
}

TEST_F(Threads, OnlyOpenPostsOfOtherServersAreAskedFor)
{
    const auto ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });
    const auto ours = rig.in_db([&](Transaction& tx) { return test::make_status(tx, ann); });
    EXPECT_FALSE(refresh(ours));
    auto whispered = post();
    whispered.visibility = storage::Visibility::private_;
    EXPECT_FALSE(refresh(whispered));
}

} // namespace
} // namespace rounds::inbound
