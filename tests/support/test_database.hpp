#pragma once

#include "storage/pg/database.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace rounds::test {

/// A database of its own with all migrations applied, copied from a template that is made once per process; dropped at
/// the end. It lives in a private cluster in a folder that is held in memory where there is room (a database is 1,500
/// files), else in a temporary one, or, to share one between test programs, in the cluster that ROUNDS_TEST_CLUSTER
/// names (a connection string of a superuser).
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

/// A folder below the system's temporary folder, or another, that PostgreSQL may enter; removed at the end.
class TemporaryFolder
{
public:
    explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace rounds::test
