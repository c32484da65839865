#pragma once

#include "storage/base/error.hpp"
#include "storage/pg/failure.hpp"
#include "storage/pg/transaction.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace rounds::crypto {
class Vault;
}

namespace rounds::storage {

namespace asio = boost::asio;

struct DatabaseSettings
{
    std::string url;                                 ///< libpq connection string or URI
    unsigned connections = 8;                        ///< one database thread each
    std::chrono::milliseconds acquire_timeout{2000}; ///< longest wait for a free connection
    std::chrono::milliseconds statement_timeout{5000};
    std::size_t waiting = 1000;         ///< transactions that may wait; more are refused at once
    bool allow_unsafe_settings = false; ///< tests: fsync, synchronous_commit, full_page_writes may be off
    std::string name = "rounds";        ///< application_name
    std::string role{};                 ///< SET ROLE (storage/pg/roles.hpp); empty: the user of `url`
    /// Plan each statement once per connection, whatever its parameters, and by indexes wherever there is one. For
    /// background work: its statements reach few rows by key, planning them anew (as PostgreSQL does when arrays are
    /// among the parameters) costs more than running them, and a plan made while a table was empty would read all of it
    /// until the next ANALYZE. Not for searches, whose plan depends on the pattern.
    bool plan_once = false;
};

/// A pool of connections with a thread each. Transactions wait in a bounded queue; none spans a network call.
class Database
{
public:
    /// Connects once to check the server. Throws std::runtime_error with one clear line when it cannot be reached, is
    /// older than PostgreSQL 15, or would lose acknowledged commits (fsync, synchronous_commit or full_page_writes
    /// off).
    explicit Database(DatabaseSettings settings);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Gives transactions that begin from now on what seals direct messages. Once, before the pool is shared.
    void use_vault(std::shared_ptr<crypto::Vault> vault);
    /// Throws std::logic_error when it was given none.
    [[nodiscard]] crypto::Vault& vault() const;

    /// Runs `body(Transaction&)` on a database thread and resumes the caller on its own executor. Commits when the body
    /// returns; rolls back when it throws or returns a result with an error. The body is run again after a
    /// serialisation failure, a deadlock (five tries) or a lost connection, so it must have no other effect. Throws
    /// Unavailable; InDoubt when the connection broke during COMMIT. The pool must outlive the caller's io_context run.
    template <class F, class T = std::invoke_result_t<F, Transaction&>> asio::awaitable<T> transact(F body)
    {
        return perform<F, T>(std::move(body), Access::writing);
    }

    /// The same for a body that only reads: no BEGIN and no COMMIT travel, which is half of the trips of a short one.
    /// A statement that writes, or locks, throws std::logic_error.
    template <class F, class T = std::invoke_result_t<F, Transaction&>> asio::awaitable<T> read(F body)
    {
        return perform<F, T>(std::move(body), Access::reading);
    }

    /// The same for threads that may block: workers, commands, tests. Uses the pool's connections too, so calling it
    /// inside a transaction would wait for itself: that throws std::logic_error.
    template <class F, class T = std::invoke_result_t<F, Transaction&>> T transact_blocking(F body)
    {
        return perform_blocking<F, T>(std::move(body), Access::writing);
    }

    /// read() for threads that may block.
    template <class F, class T = std::invoke_result_t<F, Transaction&>> T read_blocking(F body)
    {
        return perform_blocking<F, T>(std::move(body), Access::reading);
    }

    /// For a body of one statement, which is a transaction of its own: no BEGIN and no COMMIT travel. A second one
    /// throws std::logic_error. Not run again when the connection is lost meanwhile: it may have been done.
    template <class F, class T = std::invoke_result_t<F, Transaction&>> T single_blocking(F body)
    {
        return perform_blocking<F, T>(std::move(body), Access::single);
    }

    /// A connection of one thread's own, with the settings of the pool, for a thread that reads often and must be
    /// quick: through the pool each read is two switches between threads further away. It connects when it is first
    /// used, and anew after it broke. For one thread at a time; the pool must outlive it.
    class Own
    {
    public:
        explicit Own(Database& pool);
        ~Own();
        Own(const Own&) = delete;
        Own& operator=(const Own&) = delete;

        /// As read_blocking(). Throws Unavailable at once when PostgreSQL cannot be reached.
        template <class F, class T = std::invoke_result_t<F, Transaction&>> T read(F body)
        {
            std::optional<T> value;
            run([&](Transaction& tx) {
                value.emplace(body(tx));
                return succeeded(*value);
            });
            return std::move(*value);
        }

    private:
        void run(const std::function<bool(Transaction&)>& work);

        struct State;
        std::unique_ptr<State> state_;
    };

    struct Figures
    {
        std::size_t connections;
        std::size_t busy;
        std::size_t waiting;
        std::size_t refused;    ///< since start
        std::size_t statements; ///< since start
        std::size_t lost;       ///< connections that broke and are not back yet
    };
    [[nodiscard]] Figures figures() const noexcept;
    [[nodiscard]] const DatabaseSettings& settings() const noexcept;

    /// Refuses new transactions, waits for the running ones.
    void stop();

private:
    /// Returns whether to commit.
    using Work = std::function<bool(Transaction&)>;

    template <class T> static bool succeeded(const T& value)
    {
        if constexpr (requires { value.has_error(); })
            return !value.has_error();
        else
            return true;
    }

    enum class Access { reading, single, writing };

    template <class F, class T> asio::awaitable<T> perform(F body, Access access)
    {
        if constexpr (std::is_void_v<T>) {
            auto work = [&body](Transaction& tx) {
                body(tx);
                return true;
            };
            co_await run(std::ref(work), access);
        } else {
            std::optional<T> value;
            auto work = [&body, &value](Transaction& tx) {
                value.emplace(body(tx));
                return succeeded(*value);
            };
            co_await run(std::ref(work), access);
            co_return std::move(*value);
        }
    }

    template <class F, class T> T perform_blocking(F body, Access access)
    {
        if constexpr (std::is_void_v<T>) {
            auto work = [&](Transaction& tx) {
                body(tx);
                return true;
            };
            run_blocking(std::ref(work), access);
        } else {
            std::optional<T> value;
            auto work = [&](Transaction& tx) {
                value.emplace(body(tx));
                return succeeded(*value);
            };
            run_blocking(std::ref(work), access);
            return std::move(*value);
        }
    }

    asio::awaitable<void> run(Work work, Access access);
    void run_blocking(Work work, Access access);

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::storage
