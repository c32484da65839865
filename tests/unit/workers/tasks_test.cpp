#include "server/workers/task_worker.hpp"

#include <gtest/gtest.h>
#include <set>

namespace rounds::workers {
namespace {

/// A kind of job that no worker takes waits for ever, and nothing else tells.
TEST(Tasks, EachKindIsDoneByOneOfTheWorkers)
{
    std::multiset<std::string> taken;
    for (const auto& settings : {prompt_tasks(), slow_tasks()}) {
        EXPECT_FALSE(settings.kinds.empty()) << "none would mean all";
        EXPECT_GT(settings.threads, 0U);
        taken.insert(settings.kinds.begin(), settings.kinds.end());
    }
    for (const auto& kind : task_kinds()) EXPECT_EQ(taken.count(std::string(kind.name)), 1U) << kind.name;
    EXPECT_EQ(taken.size(), task_kinds().size());
}

} // namespace
} // namespace rounds::workers
