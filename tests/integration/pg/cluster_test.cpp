#include "storage/pg/cluster.hpp"
#include "storage/pg/database.hpp"
#include "tests/support/test_database.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;

const Statement count_sql{"test.cluster_count", "SELECT count(*) AS n FROM kept"};

PrivateCluster::Settings settings_in(const std::string& folder)
{
    return {.folder = folder, .durable = false, .shared_buffers = "16MB"};
}

void fill(const std::string& url)
{
    Database db({.url = url, .connections = 1, .allow_unsafe_settings = true});
    db.transact_blocking([](Transaction& tx) {
        tx.exec_plain("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n");
    });
}

int count(const std::string& url)
{
    Database db({.url = url, .connections = 1, .allow_unsafe_settings = true});
    return db.transact_blocking([](Transaction& tx) { return tx.exec(count_sql).front().get<int>("n"); });
}

TEST(PrivateCluster, KeepsItsDataOverARestart)
{
    const test::TemporaryFolder folder;
    {
        PrivateCluster cluster(settings_in(folder.path() + "/pg"));
        fill(cluster.url());
    }
    PrivateCluster cluster(settings_in(folder.path() + "/pg"));
    EXPECT_EQ(count(cluster.url()), 1000);
}

TEST(PrivateCluster, IsStoppedByItsLastUserOnly)
{
    const test::TemporaryFolder folder;
    int pid = 0;
    {
        PrivateCluster first(settings_in(folder.path() + "/pg"));
        pid = first.pid();
        {
            PrivateCluster second(settings_in(folder.path() + "/pg"));
            EXPECT_EQ(second.pid(), pid);
        }
        fill(first.url());
    }
    EXPECT_NE(kill(pid, 0), 0);
}

TEST(PrivateCluster, RecoversAfterThePostmasterWasKilled)
{
    const test::TemporaryFolder folder;
    auto settings = settings_in(folder.path() + "/pg");
    settings.durable = true;
    PrivateCluster cluster(settings);
    fill(cluster.url());
    kill(cluster.pid(), SIGKILL);
    cluster.start();
    EXPECT_EQ(count(cluster.url()), 1000);
}

TEST(PrivateCluster, AdoptsAServerThatSurvivedItsStarter)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() + "/pg";
    const auto child = fork();
    if (child == 0) {
        auto* left = new PrivateCluster(settings_in(path)); // never destroyed, as after kill -9
        fill(left->url());
        raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
    PrivateCluster cluster(settings_in(path));
    EXPECT_EQ(count(cluster.url()), 1000);
}

/// As a command sees the service from another root or namespace: the number in the file says nothing there.
TEST(PrivateCluster, LeavesAServerAloneWhoseProcessItCannotTell)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() + "/pg";
    PrivateCluster first(settings_in(path));
    fill(first.url());
    const auto file = path + "/data/postmaster.pid";
    std::ifstream in(file);
    std::string said{std::istreambuf_iterator<char>(in), {}};
    std::ofstream(file) << getpid() << said.substr(said.find('\n'));
    {
        PrivateCluster second(settings_in(path));
        EXPECT_EQ(count(second.url()), 1000);
        EXPECT_TRUE(fs::exists(file)) << "PostgreSQL stops within a minute when its file is taken away";
    }
    std::ofstream(file) << said;
    EXPECT_EQ(count(first.url()), 1000);
}

TEST(PrivateCluster, IgnoresAPidFileWhoseNumberBelongsToAnotherProcess)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() + "/pg";
    {
        const PrivateCluster cluster(settings_in(path));
    }
    std::ofstream(path + "/data/postmaster.pid") << getpid() << "\n"
                                                 << path << "/data\n0\n5432\n"
                                                 << path << "/socket\n";
    PrivateCluster cluster(settings_in(path));
    EXPECT_NE(cluster.pid(), getpid());
    fill(cluster.url());
}

TEST(PrivateCluster, FindsAShortPlaceForItsSocketWhenThePathIsLong)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() + "/" + std::string(100, 'x');
    PrivateCluster cluster(settings_in(path));
    fill(cluster.url("it's \"named\" oddly"));
    cluster.stop();
    cluster.start();
    EXPECT_EQ(count(cluster.url("it's \"named\" oddly")), 1000);
}

TEST(PrivateCluster, NobodyElseMayEnterItsFolder)
{
    const test::TemporaryFolder folder;
    const auto path = folder.path() + "/pg";
    const PrivateCluster cluster(settings_in(path));
    struct stat info{};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST(PrivateCluster, RefusesAFolderWithOtherFiles)
{
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() + "/letter.txt") << "mine";
    EXPECT_THROW(PrivateCluster(settings_in(folder.path())), std::runtime_error);
    EXPECT_TRUE(fs::exists(folder.path() + "/letter.txt"));
}

TEST(PrivateCluster, NamesTheParentThatMayNotBeEntered)
{
    if (geteuid() != 0) GTEST_SKIP() << "only root starts PostgreSQL as another user";
    const test::TemporaryFolder folder;
    chmod(folder.path().c_str(), 0700);
    try {
        const PrivateCluster cluster(settings_in(folder.path() + "/pg"));
        FAIL() << "started";
    } catch (const std::runtime_error& e) {
        EXPECT_NE(std::string(e.what()).find(folder.path()), std::string::npos) << e.what();
    }
}

} // namespace
} // namespace rounds::storage
