#include "tests/support/test_database.hpp"

#include "storage/base/vault.hpp"
#include "storage/pg/cluster.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/migrator.hpp"
#include "storage/pg/roles.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace rounds::test {
namespace {

using storage::connection_string;

/// Where files are held in memory, when a cluster with its log has room there (max_wal_size and the same again); else
/// the temporary folder. Copying a database takes a tenth of the time there.
std::filesystem::path roomy_memory()
{
    constexpr std::uintmax_t enough = std::uintmax_t{4} << 30;
    const std::filesystem::path memory = "/dev/shm";
    std::error_code none;
    const auto space = std::filesystem::space(memory, none);
    return !none && space.available >= enough ? memory : std::filesystem::temp_directory_path();
}

/// The cluster and the template of this process. Ended by gtest's environment, so before static objects go.
class Cluster
{
public:
    Cluster()
    {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing sets the environment
        if (const char* given = std::getenv("ROUNDS_TEST_CLUSTER"); given && *given) {
            base_ = given;
        } else {
            folder_ = std::make_unique<TemporaryFolder>(roomy_memory());
            private_ = std::make_unique<storage::PrivateCluster>(storage::PrivateCluster::Settings{
                .folder = folder_->path() + "/pg",
                .durable = false,
                .max_connections = 100,
                .shared_buffers = "32MB",
                .ends_with_thread = true,
            });
            base_ = private_->url("postgres");
        }
    }

    ~Cluster()
    {
        if (!template_.empty()) run("DROP DATABASE IF EXISTS " + template_);
        if (private_) private_->stop("immediate"); // nothing in it is worth a checkpoint
    }

    void run(const std::string& sql)
    {
        storage::Connection connection(connection_string(base_, "rounds tests"));
        connection.exec_alone(sql);
    }

    std::string url(const std::string& name) const { return storage::with_database(base_, name); }

    /// The migrated database that others are copied from.
    const std::string& migrated()
    {
        const std::scoped_lock lock(mutex_);
        if (template_.empty()) {
            const auto name = fmt::format("t{}_template", getpid());
            run("CREATE DATABASE " + name);
            storage::Migrator(url(name)).migrate();
            // A database that is copied from this one brings the rights of the roles along.
            if (!storage::roles::prepare(url(name))) throw std::runtime_error("the roles cannot be made");
            template_ = name;
        }
        return template_;
    }

private:
    std::string base_;
    std::unique_ptr<TemporaryFolder> folder_;
    std::unique_ptr<storage::PrivateCluster> private_;
    std::mutex mutex_;
    std::string template_;
};

std::unique_ptr<Cluster>& holder()
{
    static std::unique_ptr<Cluster> cluster;
    return cluster;
}

class ClusterEnd : public testing::Environment
{
public:
    void TearDown() override { holder().reset(); }
};

Cluster& cluster()
{
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    if (!holder()) holder() = std::make_unique<Cluster>();
    return *holder();
}

[[maybe_unused]] const auto* const registered = testing::AddGlobalTestEnvironment(new ClusterEnd);

} // namespace

TestDatabase::TestDatabase(Content content)
{
    static std::atomic<int> next = 1;
    name_ = fmt::format("t{}_{}", getpid(), next++);
    if (content == Content::migrated)
        cluster().run(fmt::format("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name_, cluster().migrated()));
    else
        cluster().run("CREATE DATABASE " + name_);
    url_ = cluster().url(name_);
}

TestDatabase::~TestDatabase()
{
    db_.reset();
    try {
        cluster().run(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_));
    } catch (const std::exception& e) {
        ADD_FAILURE() << name_ << " is left behind: " << e.what();
    }
}

storage::Database& TestDatabase::db()
{
    if (!db_) {
        db_ = std::make_unique<storage::Database>(storage::DatabaseSettings{
            .url = url_,
            .connections = 4,
            .statement_timeout = std::chrono::milliseconds(20000),
            .allow_unsafe_settings = true,
            .name = "rounds tests",
        });
        db_->use_vault(std::make_shared<crypto::Vault>(std::string(32, 'k')));
    }
    return *db_;
}

std::string cluster_url(const std::string& name)
{
    return cluster().url(name);
}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) : path_(parent / "rounds-test-XXXXXX")
{
    if (!mkdtemp(path_.data()) || chmod(path_.c_str(), 0711) != 0) throw std::runtime_error(path_ + " cannot be made");
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace rounds::test
