#pragma once

#include "admin/cli/command.hpp"
#include "server/backup/make.hpp"
#include "storage/pg/cluster.hpp"

#include <memory>
#include <string>

// What `rounds backup` and `rounds restore` share.

namespace rounds::cli {

struct LockOptions
{
    std::string passphrase_file;
    std::string recipient_file;
    std::string identity_file;

    /// UsageError unless exactly one is given.
    [[nodiscard]] backup::Lock read() const;
};

/// A line on the terminal that is written over; nothing where no person looks on.
class ProgressLine
{
public:
    explicit ProgressLine(const Environment& environment);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    [[nodiscard]] const backup::Progress& progress() const noexcept { return progress_; }

private:
    backup::Progress progress_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point last_{};
};

/// "12.3 MB"
[[nodiscard]] std::string megabytes(std::uint64_t bytes);

/// A database to connect to; a private one runs as long as this lives.
struct OpenedDatabase
{
    std::unique_ptr<storage::PrivateCluster> cluster;
    std::string url;
};

/// That of the configuration, without a server; std::runtime_error when there is none yet.
[[nodiscard]] OpenedDatabase open_database(const app::Config& config);

} // namespace rounds::cli
