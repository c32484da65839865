#include "storage/pg/database.hpp"

#include "storage/base/log.hpp"
#include "storage/base/resume.hpp"
#include "storage/pg/connection.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <semaphore>
#include <thread>

namespace rounds::storage {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
using Done = std::move_only_function<void(std::exception_ptr)>;
using namespace std::chrono_literals;

constexpr int most_tries = 5;

/// The pool whose thread this is, to catch a transaction opened inside a transaction.
thread_local const void* pool_of_this_thread = nullptr;

/// Full jitter over 2, 4, 8 ... ms: two that collided should not collide again.
void pause_before_retry(int tries)
{
    thread_local std::minstd_rand random{std::random_device{}()};
    std::this_thread::sleep_for(std::chrono::microseconds(random() % (2000u << tries)));
}

/// One clear line when the server is too old or would lose acknowledged commits (security.md R2).
void check_server(Connection& connection, bool allow_unsafe_settings)
{
    const auto rows = connection.exec_alone(
        "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding, "
        "current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit, "
        "current_setting('full_page_writes') AS full_page_writes"
    );
    const auto row = rows.front();
    if (row.get<int>("version") < 150000) throw std::runtime_error("PostgreSQL is older than version 15");
    if (row["encoding"].view() != "UTF8") throw std::runtime_error("the database's encoding is not UTF8");
    if (allow_unsafe_settings) return;
    for (const char* setting : {"fsync", "synchronous_commit", "full_page_writes"})
        if (row[setting].view() == "off")
            throw std::runtime_error(
                std::string("PostgreSQL runs with ") + setting + " = off and would lose acknowledged posts in a crash"
            );
}

} // namespace

struct Database::Impl
{
    struct Job
    {
        Work work;
        Access access;
        Done done;
        SteadyTime deadline;
    };

    explicit Impl(DatabaseSettings given);
    ~Impl() { stop(); }

    void submit(Work work, Access access, Done done);
    void stop();
    void serve(std::unique_ptr<Connection> connection);
    void refuse_late();

    [[nodiscard]] std::unique_ptr<Connection> connect() const { return std::make_unique<Connection>(url, session); }
    [[nodiscard]] std::unique_ptr<Connection> connect_patiently();
    [[nodiscard]] std::exception_ptr perform(std::unique_ptr<Connection>& connection, const Job& job);
    void attempt(Connection& connection, const Job& job, bool& committing);
    void note_connected(bool again);
    void note_lost();

    DatabaseSettings settings;
    std::string url;
    std::string session;

    mutable std::mutex mutex;
    std::condition_variable work_or_stop;
    std::condition_variable late_or_stop;
    std::deque<Job> queue; // all wait equally long, so the first is the first to be late
    bool stopping = false;
    int connected = 0;
    std::size_t lost = 0; // connections that broke and are not back
    SteadyTime down_since;

    std::atomic<std::size_t> busy = 0;
    std::atomic<std::size_t> refused = 0;
    std::atomic<std::size_t> statements = 0;
    std::shared_ptr<crypto::Vault> held_vault;
    std::atomic<crypto::Vault*> vault = nullptr;
    std::vector<std::thread> threads;
};

Database::Impl::Impl(DatabaseSettings given)
    : settings(std::move(given)),
      url(connection_string(settings.url, settings.name)),
      session(
          session_settings(settings.statement_timeout.count()) + in_role(settings.role) +
          (settings.plan_once ? "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off" : "")
      ),
      down_since(std::chrono::steady_clock::now())
{
    auto first = connect();
    check_server(*first, settings.allow_unsafe_settings);
    threads.emplace_back([this] { refuse_late(); });
    for (unsigned i = 0; i < std::max(settings.connections, 1u); ++i)
        threads.emplace_back([this, connection = std::move(first)]() mutable { serve(std::move(connection)); });
}

void Database::Impl::submit(Work work, Access access, Done done)
{
    const auto now = std::chrono::steady_clock::now();
    const char* reason = nullptr;
    {
        const std::scoped_lock lock(mutex);
        if (stopping)
            reason = "the database pool is stopping";
        else if (queue.size() >= settings.waiting)
            reason = "too many transactions are waiting";
        else if (connected == 0 && now - down_since > settings.acquire_timeout)
            reason = "PostgreSQL cannot be reached";
        else
            queue.push_back({std::move(work), access, std::move(done), now + settings.acquire_timeout});
        if (!reason && queue.size() == 1) late_or_stop.notify_one();
    }
    if (!reason) {
        work_or_stop.notify_one();
        return;
    }
    ++refused;
    done(std::make_exception_ptr(Unavailable(reason)));
}

void Database::Impl::stop()
{
    std::deque<Job> left;
    {
        const std::scoped_lock lock(mutex);
        stopping = true;
        left.swap(queue);
    }
    work_or_stop.notify_all();
    late_or_stop.notify_all();
    for (auto& job : left) job.done(std::make_exception_ptr(Unavailable("the database pool is stopping")));
    for (auto& thread : threads)
        if (thread.joinable()) thread.join();
}

/// Runs on its own thread: answers jobs that have waited too long while all connections are busy.
void Database::Impl::refuse_late()
{
    std::unique_lock lock(mutex);
    while (!stopping) {
        if (queue.empty()) {
            late_or_stop.wait(lock);
            continue;
        }
        // A copy: the job may be taken, and freed, while this waits, and wait_until reads its argument again.
        const auto deadline = queue.front().deadline;
        if (deadline > std::chrono::steady_clock::now()) {
            late_or_stop.wait_until(lock, deadline);
            continue;
        }
        auto job = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        ++refused;
        job.done(std::make_exception_ptr(Unavailable("no database connection came free in time")));
        job = {};
        lock.lock();
    }
}

void Database::Impl::note_connected(bool again)
{
    const std::scoped_lock lock(mutex);
    ++connected;
    if (again) --lost;
}

void Database::Impl::note_lost()
{
    const std::scoped_lock lock(mutex);
    --connected;
    ++lost;
    if (connected == 0) down_since = std::chrono::steady_clock::now();
}

/// Tries until it succeeds; null when the pool stops.
std::unique_ptr<Connection> Database::Impl::connect_patiently()
{
    for (auto pause = 50ms;; pause = std::min(pause * 2, 1000ms)) {
        try {
            return connect();
        } catch (const std::exception& e) {
            if (pause == 50ms) log::warn("database {}: {}", settings.name, log::printable(e.what()));
        }
        std::unique_lock lock(mutex);
        if (work_or_stop.wait_for(lock, pause, [this] { return stopping; })) return nullptr;
    }
}

void Database::Impl::serve(std::unique_ptr<Connection> connection)
{
    pool_of_this_thread = this;
    for (bool was_connected = false;; was_connected = true) {
        if (!connection) connection = connect_patiently();
        if (!connection) return;
        note_connected(was_connected);
        while (connection) {
            std::unique_lock lock(mutex);
            work_or_stop.wait(lock, [this] { return stopping || !queue.empty(); });
            if (stopping) return;
            auto job = std::move(queue.front());
            queue.pop_front();
            lock.unlock();
            ++busy;
            auto outcome = perform(connection, job);
            --busy;
            job.done(std::move(outcome)); // the caller alone keeps the exception
        }
        note_lost();
    }
}

/// Throws what the body or PostgreSQL threw, after rolling back.
void Database::Impl::attempt(Connection& connection, const Job& job, bool& committing)
{
    switch (job.access) {
    case Access::reading:
        connection.begin_reading();
        break;
    case Access::single:
        connection.begin_single();
        committing = true;
        break;
    case Access::writing:
        connection.begin();
    }
    Transaction transaction(connection, vault.load());
    try {
        const bool commit = job.work(transaction);
        statements += transaction.statements();
        if (!commit) {
            connection.rollback();
            return;
        }
        if (transaction.failed()) throw std::logic_error("a statement failed, yet the transaction was to be committed");
        committing = job.access != Access::reading;
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

/// Runs the job to its end on `connection`, which is null afterwards when it broke and no new one was to be had.
std::exception_ptr Database::Impl::perform(std::unique_ptr<Connection>& connection, const Job& job)
{
    bool reconnected = false;
    for (int tries = 1;; ++tries) {
        bool committing = false;
        try {
            attempt(*connection, job, committing);
            return nullptr;
        } catch (const QueryFailed& e) {
            if (!e.transient() || tries == most_tries) return std::current_exception();
            pause_before_retry(tries);
            continue;
        } catch (const Unavailable&) {
            // Nothing was committed unless COMMIT was sent, so a stale connection costs one more try.
            if (connection->is_open() || committing || reconnected) {
                if (!connection->is_open()) connection.reset();
                return std::current_exception();
            }
        } catch (...) {
            const auto outcome = std::current_exception();
            if (!connection->is_open()) connection.reset();
            return outcome;
        }
        reconnected = true;
        try {
            connection = connect();
        } catch (...) {
            connection.reset();
            return std::current_exception();
        }
    }
}

struct Database::Own::State
{
    Impl& pool;
    std::unique_ptr<Connection> connection;
};

Database::Own::Own(Database& pool) : state_(new State{*pool.impl_, nullptr}) {}

Database::Own::~Own() = default;

void Database::Own::run(const std::function<bool(Transaction&)>& work)
{
    auto& [pool, connection] = *state_;
    if (!connection) connection = pool.connect();
    const auto outcome =
        pool.perform(connection, {.work = work, .access = Access::reading, .done = {}, .deadline = {}});
    if (outcome) std::rethrow_exception(outcome);
}

Database::Database(DatabaseSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}

Database::~Database() = default;

void Database::use_vault(std::shared_ptr<crypto::Vault> vault)
{
    impl_->held_vault = std::move(vault);
    impl_->vault = impl_->held_vault.get();
}

crypto::Vault& Database::vault() const
{
    auto* vault = impl_->vault.load();
    if (!vault) throw std::logic_error("this pool of database connections was given no key");
    return *vault;
}

asio::awaitable<void> Database::run(Work work, Access access)
{
    auto initiate = [this, &work, access](auto handler) {
        impl_->submit(std::move(work), access, resumer(std::move(handler)));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
        initiate, asio::use_awaitable
    );
}

void Database::run_blocking(Work work, Access access)
{
    if (pool_of_this_thread == impl_.get()) throw std::logic_error("a transaction was opened inside a transaction");
    struct State
    {
        std::exception_ptr outcome;
        std::binary_semaphore finished{0};
    };
    const auto state = std::make_shared<State>();
    impl_->submit(std::move(work), access, [state](std::exception_ptr outcome) {
        state->outcome = std::move(outcome);
        state->finished.release();
    });
    state->finished.acquire();
    if (state->outcome) std::rethrow_exception(std::exchange(state->outcome, nullptr));
}

Database::Figures Database::figures() const noexcept
{
    const std::scoped_lock lock(impl_->mutex);
    return {
        .connections = static_cast<std::size_t>(impl_->connected),
        .busy = impl_->busy,
        .waiting = impl_->queue.size(),
        .refused = impl_->refused,
        .statements = impl_->statements,
        .lost = impl_->lost,
    };
}

const DatabaseSettings& Database::settings() const noexcept
{
    return impl_->settings;
}

void Database::stop()
{
    impl_->stop();
}

} // namespace rounds::storage
