#include "server/social/cards.hpp"
#include "server/workers/task_worker.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/test_database.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::test {
namespace {

using storage::Transaction;

/// A page on another server, and posts that link it.
struct Previews : ::testing::Test
{
    TestDatabase database;
    ManualClock clock{*parse_iso8601("2026-11-20T12:00:00Z")};
    social::Urls urls{std::string(base_url)};
    std::string status_line = "200 OK";
    std::string type = "text/html; charset=utf-8";
    std::string body = "<title>Walking helps</title>";
    std::atomic<int> requests = 0;
    testing::ScriptedServer server{[this](testing::Peer& peer) {
        while (peer.request()) {
            ++requests;
            if (!peer.respond(body, "HTTP/1.1 " + status_line + "\r\nContent-Type: " + type + "\r\n")) return;
        }
    }};
    boost::asio::io_context context;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy{context.get_executor()};
    fetch::Client client{context.get_executor(), settings()};
    std::thread thread{[this] { context.run(); }};
    template <class F, class T = std::invoke_result_t<F, Transaction&>> T run(F body_of_it)
    {
        return database.db().transact_blocking(body_of_it);
    }

    storage::Account ann = run([](Transaction& tx) { return make_user(tx, {.username = "ann"}); });

    ~Previews() override
    {
        busy.reset();
        context.stop();
        thread.join();
    }

    static fetch::Settings settings()
    {
        fetch::Settings made;
        made.loopback_testing = true;
        made.host_allowed = [](std::string_view) { return false; }; // no server of the consortium
        return made;
    }
    [[nodiscard]] std::string page() { return fmt::format("http://127.0.0.1:{}/page", server.port()); }

    StatusId link(storage::Visibility visibility = storage::Visibility::public_)
    {
        return run([&](Transaction& tx) {
            const auto status = make_status(
                tx, ann, {.content = fmt::format(R"(<p><a href="{}">page</a></p>)", page()), .visibility = visibility}
            );
            social::plan_card(tx, status, clock.now());
            return status.id;
        });
    }
    std::size_t work(bool read_pages = true)
    {
        run([](Transaction& tx) { tx.exec_plain("UPDATE jobs SET run_at = now()"); });
        workers::TaskWorker worker(
            {.db = database.db(),
             .urls = urls,
             .clock = clock,
             .executor = context.get_executor(),
             .fetch = read_pages ? &client : nullptr},
            {.threads = 0}
        );
        return worker.drain();
    }
    std::string title(StatusId id)
    {
        return run([&](Transaction& tx) {
            const auto views = storage::statuses::views(tx, {id});
            return views.front().card ? views.front().card->title : std::string("none");
        });
    }
};

TEST_F(Previews, APageIsReadOnceForAllThatLinkIt)
{
    const auto first = link();
    EXPECT_EQ(work(), 1U);
    EXPECT_EQ(title(first), "Walking helps");
    const auto second = link(storage::Visibility::unlisted);
    EXPECT_EQ(work(), 1U);
    EXPECT_EQ(title(second), "Walking helps");
    EXPECT_EQ(requests, 1);
    body = "<title>New words</title>";
    clock.advance(std::chrono::days(15));
    link();
    work();
    EXPECT_EQ(requests, 2);
    EXPECT_EQ(title(first), "New words");
}

TEST_F(Previews, NothingIsAskedForPrivatePosts)
{
    link(storage::Visibility::private_);
    link(storage::Visibility::direct);
    EXPECT_EQ(work(), 0U);
    const auto narrowed = link();
    run([&](Transaction& tx) { storage::statuses::remove(tx, narrowed); });
    work();
    EXPECT_EQ(requests, 0) << "a post that is gone asks nothing";
}

TEST_F(Previews, WhatIsNoPageHasNoCardAndIsNotAskedAgain)
{
    type = "application/pdf";
    const auto file = link();
    work();
    link();
    work();
    EXPECT_EQ(title(file), "none");
    EXPECT_EQ(requests, 1);
    clock.advance(std::chrono::days(2));
    type = "text/html";
    status_line = "404 Not Found";
    link();
    work();
    EXPECT_EQ(title(file), "none");
    EXPECT_EQ(requests, 2);
}

TEST_F(Previews, PagesAreBounded)
{
    body = std::string(fetch::preview_bytes + 1, 'x');
    const auto id = link();
    EXPECT_EQ(work(), 1U);
    EXPECT_EQ(title(id), "none");
}

TEST_F(Previews, ServersThatReadNoPagesKeepLinksAlone)
{
    const auto id = link();
    EXPECT_EQ(work(false), 1U);
    EXPECT_EQ(title(id), "none");
    EXPECT_EQ(requests, 0);
}

} // namespace
} // namespace rounds::test
