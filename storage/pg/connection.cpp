#include "storage/pg/connection.hpp"

#include "storage/pg/libpq.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <map>
#include <pqxx/errorhandler>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/prepared_statement>
#include <pqxx/transaction>
#include <ranges>

namespace pqxx {

/// Lets exec_prepared take Params as they are.
template <> struct string_traits<rounds::storage::Param>
{
    static constexpr const char* name() noexcept { return "param"; }
    static constexpr bool has_null() noexcept { return true; }
    static bool is_null(const rounds::storage::Param& param) noexcept { return !param.text(); }
    static std::string to_string(const rounds::storage::Param& param) { return *param.text(); }
};

} // namespace pqxx

namespace rounds::storage {
namespace {

std::string first_line(std::string_view text)
{
    return std::string(text.substr(0, text.find('\n')));
}

/// Runs `body` and turns what pqxx throws into what storage promises.
template <class F> auto guarded(const pqxx::connection_base& connection, const char* what, F body)
{
    try {
        return body();
    } catch (const pqxx::in_doubt_error& e) {
        throw InDoubt(first_line(e.what()));
    } catch (const pqxx::broken_connection& e) {
        throw Unavailable(first_line(e.what()));
    } catch (const pqxx::sql_error& e) {
        if (!connection.is_open() || says_not_now(e.sqlstate())) throw Unavailable(first_line(e.what()));
        throw QueryFailed(what, first_line(e.what()), e.sqlstate());
    } catch (const pqxx::serialization_failure& e) {
        throw QueryFailed(what, first_line(e.what()), "40001");
    } catch (const pqxx::deadlock_detected& e) {
        throw QueryFailed(what, first_line(e.what()), "40P01");
    } catch (const pqxx::transaction_rollback& e) {
        throw QueryFailed(what, first_line(e.what()), "40000");
    } catch (const pqxx::failure& e) {
        if (!connection.is_open()) throw Unavailable(first_line(e.what()));
        throw;
    }
}

using Settings = std::map<std::string, std::string>;

Settings parse_settings(const std::string& url)
{
    char* error = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(url.c_str(), &error), &PQconninfoFree
    );
    const Libpq<char> freed(error);
    if (!options) throw std::runtime_error("database.url: " + first_line(error ? error : "out of memory"));
    Settings settings;
    for (const auto* option = options.get(); option->keyword; ++option)
        if (option->val) settings[option->keyword] = option->val;
    return settings;
}

constexpr std::size_t most_deferred = 128;
constexpr std::size_t most_gathered = 10'000;

/// Prepared statements in one trip, in the open transaction. libpq blocks while it sends; that cannot stall, because
/// the answers are a few bytes each and wait in the socket.
class Pipeline
{
public:
    explicit Pipeline(PGconn* connection) : connection_(connection)
    {
        if (PQenterPipelineMode(connection_) != 1) throw Unavailable(error_line(connection_));
    }
    ~Pipeline() { PQexitPipelineMode(connection_); }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    void send(const Statement& statement, const std::vector<Param>& params)
    {
        std::vector<const char*> values;
        values.reserve(params.size());
        for (const auto& param : params) values.push_back(param.text() ? param.text()->c_str() : nullptr);
        const auto count = static_cast<int>(values.size());
        if (PQsendQueryPrepared(connection_, statement.name(), count, values.data(), nullptr, nullptr, 0) != 1)
            throw Unavailable(error_line(connection_));
        sent_.push_back(&statement);
    }

    void send(const Statement& statement, BulkRows& rows)
    {
        if (!rows.send(connection_)) throw Unavailable(error_line(connection_));
        sent_.push_back(&statement);
    }

    /// Throws what the first failing statement met, after reading all answers.
    void finish()
    {
        PQpipelineSync(connection_);
        for (const auto* statement : sent_)
            while (const Libpq<PGresult> result{PQgetResult(connection_)}) take(*statement, result.get());
        const Libpq<PGresult> end(PQgetResult(connection_));
        if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) throw Unavailable(error_line(connection_));
        if (failure_) std::rethrow_exception(failure_);
    }

private:
    void take(const Statement& statement, const PGresult* result)
    {
        const auto status = PQresultStatus(result);
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_ABORTED) return;
        const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const auto message = first_line(PQresultErrorMessage(result));
        if (PQstatus(connection_) != CONNECTION_OK) throw Unavailable(message);
        if (failure_) return;
        if (state == nullptr || says_not_now(state))
            failure_ = std::make_exception_ptr(Unavailable(message));
        else
            failure_ = std::make_exception_ptr(QueryFailed(statement.name(), message, state));
    }

    PGconn* connection_;
    std::vector<const Statement*> sent_;
    std::exception_ptr failure_;
};

std::string to_string(const Settings& settings)
{
    std::string text;
    for (const auto& [key, value] : settings)
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", key, quote_setting(value));
    return text;
}

} // namespace

bool says_not_now(std::string_view state)
{
    return state.starts_with("53") || state.starts_with("57") || state.starts_with("08") || state == "55P03" ||
           state == "25006";
}

void refuse_nul(const Statement& statement, std::span<const Param> params)
{
    for (std::size_t i = 0; i < params.size(); ++i)
        if (params[i].text() && params[i].text()->contains('\0'))
            throw QueryFailed(statement.name(), fmt::format("parameter ${} holds a NUL", i + 1), "22021");
}

std::string quote_setting(std::string_view value)
{
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') text += '\\';
        text += c;
    }
    return text + "'";
}

std::string connection_string(const std::string& url, const std::string& name)
{
    Settings settings{
        {"application_name", name},
        {"connect_timeout", "5"},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "2"},
        {"tcp_user_timeout", "15000"},
    };
    for (auto& [key, value] : parse_settings(url)) settings[key] = std::move(value);
    settings["client_encoding"] = "UTF8";
    return to_string(settings);
}

std::string with_database(const std::string& url, const std::string& database)
{
    auto settings = parse_settings(url);
    settings["dbname"] = database;
    return to_string(settings);
}

std::string session_settings(long long statement_timeout_ms)
{
    return fmt::format(
        "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'; SET extra_float_digits = 1; "
        "SET client_min_messages = 'warning'; SET statement_timeout = {}; "
        "SET jit = off; " // compiling a long statement took 4 s, running it 0.1 s
        "SET idle_in_transaction_session_timeout = '30s'",
        statement_timeout_ms
    );
}

std::string in_role(std::string_view role)
{
    return role.empty() ? std::string{} : fmt::format("; SET ROLE {}", role);
}

HeldConnection::HeldConnection(const std::string& url) : connection_base(policy_), policy_(url)
{
    init();
}

HeldConnection::~HeldConnection() noexcept
{
    close();
}

RowsData::RowsData(pqxx::result from) : result(std::move(from))
{
    columns.reserve(result.columns());
    for (pqxx::row::size_type i = 0; i < result.columns(); ++i) columns.push_back(result.column_name(i));
}

Connection::Connection(const std::string& url, const std::string& session)
{
    try {
        connection_ = std::make_unique<HeldConnection>(url);
    } catch (const pqxx::failure& e) {
        throw Unavailable(first_line(e.what()));
    }
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations" // gone in libpqxx 7, which never reconnects
    connection_->inhibit_reactivation(true);
#pragma clang diagnostic pop
    quiet_ = std::make_unique<pqxx::quiet_errorhandler>(*connection_); // else notices go to standard error
    standby_ = std::make_unique<StandbyWatch>();
    standby_->watch(connection_->libpq());
    if (!session.empty()) exec_alone(session);
}

Connection::Connection(Connection&&) noexcept = default;

Connection::~Connection() = default;

bool Connection::is_open() const noexcept
{
    return connection_->is_open();
}

void Connection::begin()
{
    kind_ = Kind::block;
    guarded(*connection_, "BEGIN", [&] { work_ = std::make_unique<pqxx::work>(*connection_); });
}

void Connection::begin_reading()
{
    kind_ = Kind::reading;
    work_ = std::make_unique<pqxx::nontransaction>(*connection_);
}

void Connection::begin_single()
{
    kind_ = Kind::single;
    work_ = std::make_unique<pqxx::nontransaction>(*connection_);
}

void Connection::commit()
{
    flush();
    guarded(*connection_, "COMMIT", [&] { work_->commit(); });
    work_.reset();
    if (standby_->cut_short()) throw InDoubt(StandbyWatch::reason);
}

void Connection::rollback() noexcept
{
    drop_deferred();
    try {
        work_.reset(); // its destructor rolls back
    } catch (...) {    // NOLINT(bugprone-empty-catch): a connection that cannot roll back is dropped by its owner
    }
}

void Connection::prepare(const Statement& statement)
{
    if (prepared_.contains(&statement)) return;
    guarded(*connection_, statement.name(), [&] {
        connection_->prepare(statement.name(), statement.sql());
        connection_->prepare_now(statement.name());
    });
    prepared_.insert(&statement);
}

Rows Connection::exec(const Statement& statement, std::span<const Param> params)
{
    if (kind_ == Kind::reading && !statement.reads_only())
        throw std::logic_error(std::string(statement.name()) + " writes, in a transaction that only reads");
    if (kind_ == Kind::single_done)
        throw std::logic_error(std::string(statement.name()) + " is the second of a single statement");
    if (kind_ == Kind::single) kind_ = Kind::single_done;
    refuse_nul(statement, params);
    flush();
    prepare(statement);
    return guarded(*connection_, statement.name(), [&] {
        auto result =
            work_->exec_prepared(statement.name(), pqxx::prepare::make_dynamic_params(params.begin(), params.end()));
        return Rows(std::make_shared<RowsData>(std::move(result)));
    });
}

Rows Connection::exec_plain(std::string_view sql)
{
    flush();
    return guarded(*connection_, "statement", [&] {
        return Rows(std::make_shared<RowsData>(work_->exec(std::string(sql))));
    });
}

bool Connection::later(const Statement& statement, std::span<const Param> params)
{
    if (kind_ != Kind::block) throw std::logic_error("a statement was put off outside a transaction block");
    refuse_nul(statement, params);
    if (deferred_.size() == most_deferred || gathered_ == most_gathered) flush();
    if (const auto* bulk = BulkStatement::find(statement)) return gather(*bulk, params);
    deferred_.push_back({.statement = &statement, .bulk = nullptr, .params = {params.begin(), params.end()}, .rows = {}}
    );
    return true;
}

/// Joins the rows that wait for the same statement, unless something else was put off after them.
bool Connection::gather(const BulkStatement& statement, std::span<const Param> row)
{
    ++gathered_;
    for (auto& waiting : std::views::reverse(deferred_)) {
        if (waiting.bulk == nullptr) break;
        if (waiting.bulk != &statement) continue;
        waiting.rows->add(row);
        return false;
    }
    deferred_.push_back({.statement = &statement, .bulk = &statement, .params = {}, .rows = BulkRows(statement)});
    deferred_.back().rows->add(row);
    return true;
}

void Connection::drop_deferred() noexcept
{
    deferred_.clear();
    gathered_ = 0;
}

/// Sends what was put off, in one trip. The first that PostgreSQL refuses is thrown; it has lost the transaction.
void Connection::flush()
{
    if (deferred_.empty()) return;
    auto deferred = std::exchange(deferred_, {});
    gathered_ = 0;
    for (auto begin = deferred.begin(); begin != deferred.end();) {
        const auto end = std::find_if(begin, deferred.end(), [](const auto& one) { return one.bulk == nullptr; });
        std::sort(begin, end, [](const auto& a, const auto& b) { return a.bulk->stage() < b.bulk->stage(); });
        begin = std::find_if(end, deferred.end(), [](const auto& one) { return one.bulk != nullptr; });
    }
    for (const auto& one : deferred) prepare(*one.statement);
    Pipeline trip(connection_->libpq());
    for (auto& one : deferred) one.rows ? trip.send(*one.statement, *one.rows) : trip.send(*one.statement, one.params);
    trip.finish();
}

Rows Connection::exec_alone(std::string_view sql)
{
    return guarded(*connection_, "statement", [&] {
        pqxx::nontransaction outside(*connection_);
        return Rows(std::make_shared<RowsData>(outside.exec(std::string(sql))));
    });
}

} // namespace rounds::storage
