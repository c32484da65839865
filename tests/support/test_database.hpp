#pragma once

#include "storage/pg/database.hpp"

#include <memory>
#include <string>

namespace rounds::test {

/// A database of its own with all migrations applied, copied from a template that is made once per process; dropped at
/// the end. It lives in a private cluster in a temporary folder, or, to share one between test programs, in the cluster
/// that ROUNDS_TEST_CLUSTER names (a connection string of a superuser).
class TestDatabase
{
public:
    enum class Content { migrated, empty };

    explicit TestDatabase(Content content = Content::migrated);
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    [[nodiscard]] const std::string& url() const noexcept { return url_; }
    /// A pool of four connections, opened at first use.
    [[nodiscard]] storage::Database& db();

private:
    std::string name_;
    std::string url_;
    std::unique_ptr<storage::Database> db_;
};

/// Connection string for the database `name` of the cluster that this process's tests use; it need not exist.
[[nodiscard]] std::string cluster_url(const std::string& name);

/// A folder below the system's temporary folder that PostgreSQL may enter, removed at the end.
class TemporaryFolder
{
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace rounds::test
