#include "storage/pg/listener.hpp"

#include "storage/pg/database.hpp"
#include "tests/support/test_database.hpp"

#include <algorithm>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>

namespace rounds::storage {
namespace {

using test::TestDatabase;

const Statement cut_sql{
    "test.listener_cut",
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE application_name = $1 AND datname = current_database()"
};

/// Collects events and waits for them with a deadline.
class Events
{
public:
    void add(std::string_view channel, std::string_view payload)
    {
        const std::scoped_lock lock(mutex_);
        seen_.push_back(std::string(channel) + ":" + std::string(payload));
        changed_.notify_all();
    }

    [[nodiscard]] bool wait_for(const std::string& event, std::ptrdiff_t times = 1)
    {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] {
            return std::ranges::count(seen_, event) >= times;
        });
    }

    [[nodiscard]] std::ptrdiff_t count(const std::string& event)
    {
        const std::scoped_lock lock(mutex_);
        return std::ranges::count(seen_, event);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> seen_;
};

class EventsTest : public testing::Test
{
protected:
    Listener::Handler handler()
    {
        return [this](std::string_view channel, std::string_view payload) { events.add(channel, payload); };
    }

    void cut(const char* name)
    {
        scratch.db().transact_blocking([&](Transaction& tx) { tx.exec(cut_sql, name); });
    }

    TestDatabase scratch{TestDatabase::Content::empty};
    Events events;
};

class ListenerTest : public EventsTest
{
};
class NotifierTest : public EventsTest
{
};

TEST_F(ListenerTest, HearsWhatTheNotifierSays)
{
    const Listener listener(scratch.url(), {"posts", "Odd \"name\""}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    ASSERT_TRUE(events.wait_for("Odd \"name\":"));
    Notifier notifier(scratch.url());
    notifier.notify("posts", "1");
    notifier.notify("Odd \"name\"", "ä");
    notifier.notify("elsewhere", "x");
    EXPECT_TRUE(events.wait_for("posts:1"));
    EXPECT_TRUE(events.wait_for("Odd \"name\":ä"));
    EXPECT_EQ(events.count("elsewhere:x"), 0);
}

TEST_F(ListenerTest, LooksForItselfAfterAReconnect)
{
    const Listener listener(scratch.url(), {"posts"}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    cut("rounds listener");
    ASSERT_TRUE(events.wait_for("posts:", 2));
    Notifier notifier(scratch.url());
    notifier.notify("posts", "again");
    EXPECT_TRUE(events.wait_for("posts:again"));
}

TEST_F(ListenerTest, SurvivesAHandlerThatThrows)
{
    const Listener listener(scratch.url(), {"posts"}, [this](std::string_view channel, std::string_view payload) {
        events.add(channel, payload);
        throw std::runtime_error("handler failed");
    });
    ASSERT_TRUE(events.wait_for("posts:"));
    Notifier notifier(scratch.url());
    notifier.notify("posts", "1");
    ASSERT_TRUE(events.wait_for("posts:1"));
    notifier.notify("posts", "2");
    EXPECT_TRUE(events.wait_for("posts:2"));
}

TEST_F(NotifierTest, ReconnectsAndKeepsWhatItCouldNotSend)
{
    const Listener listener(scratch.url(), {"posts"}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    Notifier notifier(scratch.url());
    notifier.notify("posts", "1");
    ASSERT_TRUE(events.wait_for("posts:1"));
    cut("rounds notifier");
    notifier.notify("posts", "2");
    EXPECT_TRUE(events.wait_for("posts:2"));
}

TEST_F(NotifierTest, SendsWhatIsTooLongEmpty)
{
    const Listener listener(scratch.url(), {"posts"}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    Notifier notifier(scratch.url());
    notifier.notify("posts", std::string(8000, 'x'));
    EXPECT_TRUE(events.wait_for("posts:", 2));
}

TEST_F(NotifierTest, DropsOnlyWhatPostgresRefuses)
{
    const Listener listener(scratch.url(), {"posts"}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    Notifier notifier(scratch.url());
    notifier.notify("posts", "\xff");
    notifier.notify("posts", "good");
    EXPECT_TRUE(events.wait_for("posts:good"));
}

TEST_F(NotifierTest, SendsWhatIsPendingBeforeItEnds)
{
    const Listener listener(scratch.url(), {"posts"}, handler());
    ASSERT_TRUE(events.wait_for("posts:"));
    {
        Notifier notifier(scratch.url());
        for (int i = 0; i < 100; ++i) notifier.notify("posts", std::to_string(i));
    }
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(events.wait_for("posts:" + std::to_string(i)));
}

} // namespace
} // namespace rounds::storage
