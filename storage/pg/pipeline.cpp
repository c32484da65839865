#include "storage/pg/pipeline.hpp"

#include "storage/base/log.hpp"
#include "storage/base/resume.hpp"
#include "storage/pg/bulk_rows.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/libpq.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace rounds::storage {
namespace {

using namespace std::chrono_literals;

struct Waiting // a row and whoever waits for it
{
    std::vector<Param> params;
    std::move_only_function<void(std::exception_ptr, bool)> done;
    std::size_t bytes = 0;
};

/// What became of a row: nothing as long as no answer has come.
struct Outcome
{
    std::optional<bool> is_new;
    std::exception_ptr error;
    bool rolled_back = false; ///< not its own fault: another row of its batch was refused
};

std::size_t bytes_of(const std::vector<Param>& params)
{
    std::size_t bytes = 0;
    for (const auto& param : params) bytes += param.text() ? param.text()->size() : 0;
    return bytes;
}

} // namespace

struct BatchWriter::Impl
{
    Impl(BatchWriterSettings given, const Statement& what)
        : settings(std::move(given)), statement(what), bulk(BulkStatement::find(what))
    {
    }

    void connect();
    void run();
    bool gather(std::vector<Waiting>& batch);
    void idle();
    void write(std::vector<Waiting>& batch);
    void submit(Waiting row);
    void refuse_all(const std::exception& reason);
    std::vector<Outcome> exchange(const std::vector<Waiting>& batch, bool commit_each);
    bool end_transaction(std::span<Outcome> transaction);
    void send(std::span<const Waiting> transaction);
    void read_answers(std::span<Outcome> transaction);
    void read_positions(std::span<Outcome> transaction);
    void read_answer(Outcome& outcome);
    [[nodiscard]] bool read_sync(std::exception_ptr& error);
    [[nodiscard]] std::exception_ptr failure(const PGresult* result) const;

    BatchWriterSettings settings;
    const Statement& statement;
    const BulkStatement* bulk; ///< null: one execution for each row
    StandbyWatch standby;
    Libpq<PGconn> connection;
    mutable std::mutex mutex;
    std::deque<Waiting> queue;
    bool stopping = false;
    std::atomic<std::size_t> batches = 0;
    std::atomic<std::size_t> rows = 0;
    std::atomic<std::size_t> refused = 0;
    WakeUp wake_up;
    std::thread thread;
};

void BatchWriter::Impl::connect()
{
    auto fresh = connect_libpq(connection_string(settings.url, settings.name));
    const auto session = session_settings(settings.statement_timeout.count()) + in_role(settings.role);
    const Libpq<PGresult> set(PQexec(fresh.get(), session.c_str()));
    if (PQresultStatus(set.get()) != PGRES_COMMAND_OK) throw Unavailable(error_line(fresh.get()));
    const Libpq<PGresult> prepared(PQprepare(fresh.get(), statement.name(), statement.sql(), 0, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) std::rethrow_exception(failure(prepared.get()));
    if (PQenterPipelineMode(fresh.get()) != 1) throw Unavailable(error_line(fresh.get()));
    standby.watch(fresh.get());
    connection = std::move(fresh);
}

void BatchWriter::Impl::submit(Waiting row)
{
    row.bytes = bytes_of(row.params);
    {
        const std::scoped_lock lock(mutex);
        if (!stopping && queue.size() < settings.max_queued) {
            queue.push_back(std::move(row));
            if (queue.size() == 1) wake_up.signal();
            return;
        }
    }
    ++refused;
    row.done(std::make_exception_ptr(Unavailable("too many rows wait to be written")), false);
}

/// Whoever waits learns at once that PostgreSQL is away, instead of waiting for it.
void BatchWriter::Impl::refuse_all(const std::exception& reason)
{
    log::warn("{}: {}", settings.name, log::printable(reason.what()));
    std::deque<Waiting> taken;
    {
        const std::scoped_lock lock(mutex);
        taken.swap(queue);
    }
    refused += taken.size();
    for (auto& row : taken) row.done(std::make_exception_ptr(Unavailable(reason.what())), false);
}

void BatchWriter::Impl::run()
{
    auto pause = 50ms;
    std::vector<Waiting> batch;
    for (;;) {
        try {
            if (!connection) connect();
            pause = 50ms;
        } catch (const std::exception& e) {
            refuse_all(e);
            {
                const std::scoped_lock lock(mutex);
                if (stopping) return;
            }
            wake_up.wait(-1, pause);
            pause = std::min(pause * 2, 1000ms);
            continue;
        }
        if (!gather(batch)) return;
        if (batch.empty())
            idle();
        else
            write(batch);
        batch.clear();
    }
}

/// False when there is nothing left to do for ever.
bool BatchWriter::Impl::gather(std::vector<Waiting>& batch)
{
    const std::scoped_lock lock(mutex);
    std::size_t bytes = 0;
    while (!queue.empty() && batch.size() < settings.largest_batch) {
        bytes += queue.front().bytes;
        if (!batch.empty() && bytes > settings.largest_bytes) break;
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
    }
    return !batch.empty() || !stopping;
}

/// Waits for rows. An idle connection that can be read has been closed, or has a notice for us.
void BatchWriter::Impl::idle()
{
    wake_up.wait(PQsocket(connection.get()), -1ms);
    if (PQconsumeInput(connection.get()) == 0 || PQstatus(connection.get()) != CONNECTION_OK) connection.reset();
}

void BatchWriter::Impl::write(std::vector<Waiting>& batch)
{
    auto outcomes = exchange(batch, false);
    if (std::ranges::any_of(outcomes, &Outcome::rolled_back) && connection) outcomes = exchange(batch, true);
    ++batches;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        auto& outcome = outcomes[i];
        if (!outcome.is_new && !outcome.error)
            outcome.error = std::make_exception_ptr(InDoubt("the connection broke before PostgreSQL answered"));
        if (!outcome.error) ++rows;
        batch[i].done(outcome.error, outcome.is_new.value_or(false));
    }
}

/// One trip: all rows in one transaction, or in one each. A transaction ends, durably, with its synchronisation point.
std::vector<Outcome> BatchWriter::Impl::exchange(const std::vector<Waiting>& batch, bool commit_each)
{
    const std::size_t size = commit_each ? 1 : batch.size(); // of a transaction
    for (std::size_t begin = 0; begin < batch.size(); begin += size) {
        send(std::span(batch).subspan(begin, size));
        PQpipelineSync(connection.get());
    }
    std::vector<Outcome> outcomes(batch.size());
    for (std::size_t begin = 0; begin < batch.size(); begin += size) {
        const auto transaction = std::span(outcomes).subspan(begin, size);
        read_answers(transaction);
        if (!end_transaction(transaction)) {
            connection.reset();
            break;
        }
    }
    return outcomes;
}

/// Takes back what was answered before the transaction turned out to be lost. False when the connection broke.
bool BatchWriter::Impl::end_transaction(std::span<Outcome> transaction)
{
    std::exception_ptr error;
    if (!read_sync(error)) {
        std::ranges::fill(transaction, Outcome{});
        return false;
    }
    const auto refused_one = std::ranges::find_if(transaction, [](const Outcome& outcome) { return !!outcome.error; });
    if (refused_one != transaction.end()) error = refused_one->error;
    if (!error) {
        if (standby.cut_short())
            for (auto& outcome : transaction) outcome.error = std::make_exception_ptr(InDoubt(StandbyWatch::reason));
        return true;
    }
    const bool alone = transaction.size() == 1;
    std::ranges::fill(transaction, Outcome{.is_new = {}, .error = alone ? error : nullptr, .rolled_back = !alone});
    return true;
}

/// A failure shows as a missing answer.
void BatchWriter::Impl::send(std::span<const Waiting> transaction)
{
    if (bulk != nullptr) {
        BulkRows gathered(*bulk);
        for (const auto& row : transaction) gathered.add(row.params);
        (void)gathered.send(connection.get());
        return;
    }
    std::vector<const char*> values;
    for (const auto& row : transaction) {
        values.clear();
        for (const auto& param : row.params) values.push_back(param.text() ? param.text()->c_str() : nullptr);
        PQsendQueryPrepared(
            connection.get(), statement.name(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0
        );
    }
}

void BatchWriter::Impl::read_answers(std::span<Outcome> transaction)
{
    if (bulk != nullptr) return read_positions(transaction);
    for (auto& outcome : transaction) read_answer(outcome);
}

/// The answer to the one statement of a transaction: which of its rows are new.
void BatchWriter::Impl::read_positions(std::span<Outcome> transaction)
{
    while (const Libpq<PGresult> result{PQgetResult(connection.get())}) {
        if (PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
            for (auto& outcome : transaction) outcome.is_new = false;
            for (int row = 0; row < PQntuples(result.get()); ++row) {
                const auto* value = PQgetvalue(result.get(), row, 0);
                transaction[Field(value, std::strlen(value), "position").as<std::size_t>() - 1].is_new = true;
            }
        } else {
            transaction.front().error = failure(result.get());
        }
        if (PQstatus(connection.get()) != CONNECTION_OK) return;
    }
}

/// The answers to one statement, up to the null that ends them.
void BatchWriter::Impl::read_answer(Outcome& outcome)
{
    while (const Libpq<PGresult> result{PQgetResult(connection.get())}) {
        switch (PQresultStatus(result.get())) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            outcome.is_new = std::string_view(PQcmdTuples(result.get())) != "0";
            break;
        case PGRES_PIPELINE_ABORTED: // another row's error says why
            break;
        default:
            outcome.error = failure(result.get());
        }
        if (PQstatus(connection.get()) != CONNECTION_OK) return;
    }
}

/// True when PostgreSQL said that the transaction ended; `error` when it could not commit.
bool BatchWriter::Impl::read_sync(std::exception_ptr& error)
{
    // A failing COMMIT answers with an error, a null, and only then the synchronisation point.
    for (int nulls = 0; nulls < 2 && PQstatus(connection.get()) == CONNECTION_OK;) {
        const Libpq<PGresult> result(PQgetResult(connection.get()));
        if (!result)
            ++nulls;
        else if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC)
            return true;
        else
            error = failure(result.get());
    }
    return false;
}

std::exception_ptr BatchWriter::Impl::failure(const PGresult* result) const
{
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string message = text ? text : "no answer";
    if (!state || says_not_now(state)) return std::make_exception_ptr(Unavailable(message));
    return std::make_exception_ptr(QueryFailed(statement.name(), message, state));
}

BatchWriter::BatchWriter(BatchWriterSettings settings, const Statement& statement)
    : impl_(std::make_unique<Impl>(std::move(settings), statement))
{
    impl_->connect();
    impl_->thread = std::thread([this] { impl_->run(); });
}

BatchWriter::~BatchWriter()
{
    stop();
}

void BatchWriter::stop()
{
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->wake_up.signal();
    if (impl_->thread.joinable()) impl_->thread.join();
}

asio::awaitable<bool> BatchWriter::write(std::vector<Param> params)
{
    refuse_nul(impl_->statement, params);
    auto initiate = [this, &params](auto handler) {
        impl_->submit({std::move(params), resumer<bool>(std::move(handler))});
    };
    const bool is_new = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, bool)>(
        initiate, asio::use_awaitable
    );
    co_return is_new;
}

BatchWriter::Figures BatchWriter::figures() const noexcept
{
    const std::scoped_lock lock(impl_->mutex);
    return {impl_->queue.size(), impl_->batches, impl_->rows, impl_->refused};
}

} // namespace rounds::storage
