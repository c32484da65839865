#pragma once

#include "server/app/app.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <memory>

namespace rounds::app {

/// Everything that lives as long as the process: the database (private or configured), migrated and claimed for this
/// domain; keys; the outbound client; caches. Serving and commands both stand on it.
class Runtime
{
public:
    struct Options
    {
        bool migrate = true;
        unsigned background_threads = 2; ///< run the outbound client and what awaits it
    };

    /// Throws std::runtime_error with one clear line: database unreachable or of another domain, data folder not
    /// writable, certificate authority unreadable.
    Runtime(Config config, Options options);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    [[nodiscard]] App& app() noexcept;
    /// Executor of the background threads.
    [[nodiscard]] boost::asio::any_io_executor background();
    /// Connection string of the database, for listeners and migrations.
    [[nodiscard]] const std::string& database_url() const noexcept;
    /// The Application actor of this instance.
    [[nodiscard]] const storage::Account& instance_actor() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::app
