#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace rounds::storage {

/// A PostgreSQL cluster of our own in a folder: the default when no database.url is configured. Unix socket only, run
/// as an unprivileged user when started by root, recovered after a crash, stopped with the server.
class PrivateCluster
{
public:
    struct Settings
    {
        std::filesystem::path folder;    ///< made on first use, mode 0700
        bool durable = true;             ///< tests may turn fsync off
        std::string run_as = "postgres"; ///< used when we are root
        unsigned max_connections = 50;
        std::string shared_buffers = "128MB";
        bool ends_with_thread = false; ///< tests: stop at once when the thread that started it ends, even by a crash
    };

    /// initdb when the folder is new, then starts the server and waits until it answers. A server of this folder that
    /// still runs (after kill -9 of ours) is adopted. Throws std::runtime_error with one clear line.
    explicit PrivateCluster(Settings settings);
    ~PrivateCluster();
    PrivateCluster(const PrivateCluster&) = delete;
    PrivateCluster& operator=(const PrivateCluster&) = delete;

    /// Connection string for a database of this cluster, which is created when missing.
    [[nodiscard]] std::string url(const std::string& database = "rounds");
    /// Process id of the postmaster.
    [[nodiscard]] int pid() const;
    /// "fast" or "immediate" as in pg_ctl; called by the destructor with "fast".
    void stop(const std::string& mode = "fast");
    void start();
    /// Starts it again when its process is gone without stop() (killed, out of memory), under the same url(); true when
    /// it was gone. Returns at once otherwise. Throws as the constructor does.
    bool revive();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::storage
