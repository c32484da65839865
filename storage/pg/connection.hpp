#pragma once

// For storage/pg only: the one header that names pqxx.

#include "storage/pg/bulk_rows.hpp"
#include "storage/pg/failure.hpp"
#include "storage/pg/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/result>
#include <pqxx/transaction_base>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rounds::storage {

class StandbyWatch;

struct RowsData
{
    explicit RowsData(pqxx::result from);

    pqxx::result result;
    std::vector<const char*> columns;
};

/// A pqxx connection that keeps hold of libpq's: pqxx 6 has no pipeline of prepared statements, libpq has.
class HeldConnection : public pqxx::connection_base
{
public:
    /// Throws pqxx::broken_connection.
    explicit HeldConnection(const std::string& url);
    ~HeldConnection() noexcept;
    HeldConnection(const HeldConnection&) = delete;
    HeldConnection& operator=(const HeldConnection&) = delete;

    [[nodiscard]] pqxx::connectionpolicy::handle libpq() const noexcept { return policy_.held; }

private:
    struct Policy : pqxx::connect_direct
    {
        explicit Policy(const std::string& url) : connect_direct(url) {}
        handle do_startconnect(handle given) override { return held = connect_direct::do_startconnect(given); }
        handle held = nullptr;
    };

    Policy policy_;
};

/// A connection with the statements prepared on it. Never reconnects by itself: whoever owns it drops it when it is
/// broken. Used by one thread at a time.
class Connection
{
public:
    /// Throws Unavailable when PostgreSQL cannot be reached or refuses us. `session` are SET commands.
    explicit Connection(const std::string& url, const std::string& session = {});

    Connection(Connection&& other) noexcept;
    ~Connection();

    [[nodiscard]] bool is_open() const noexcept;

    void begin();
    /// For reading alone: no transaction block, each statement sees what is committed when it begins, as it does in a
    /// transaction at READ COMMITTED. Ends with commit() or rollback().
    void begin_reading();
    /// For one statement, which commits by itself. Ends with commit() or rollback().
    void begin_single();
    /// Throws InDoubt when the connection breaks meanwhile, or when somebody ended the wait for a synchronous standby.
    void commit();
    void rollback() noexcept;

    /// Inside a transaction. Throw QueryFailed, or Unavailable when the connection broke or PostgreSQL lacks resources.
    Rows exec(const Statement& statement, std::span<const Param> params);
    Rows exec_plain(std::string_view sql);
    /// A statement whose answer nobody waits for. It is sent with others in one trip, at the latest before the next
    /// exec() or commit(), which throws what it met. Statements run in the order in which they were given.
    /// False when it only adds a row to a BulkStatement that waits.
    bool later(const Statement& statement, std::span<const Param> params);
    void drop_deferred() noexcept;

    /// Outside a transaction.
    Rows exec_alone(std::string_view sql);
    /// Prepares the statement on the server now; QueryFailed when PostgreSQL does not accept it.
    void prepare(const Statement& statement);

private:
    struct Deferred
    {
        const Statement* statement;
        const BulkStatement* bulk; ///< null: `params` are those of one execution
        std::vector<Param> params;
        std::optional<BulkRows> rows;
    };

    void flush();
    bool gather(const BulkStatement& statement, std::span<const Param> row);

    std::unique_ptr<HeldConnection> connection_;
    std::unique_ptr<pqxx::quiet_errorhandler> quiet_;
    std::unique_ptr<StandbyWatch> standby_;
    std::unique_ptr<pqxx::transaction_base> work_;
    enum class Kind : std::uint8_t { block, reading, single, single_done };
    Kind kind_ = Kind::block;
    std::vector<Deferred> deferred_;
    std::size_t gathered_ = 0; ///< rows among them
    std::unordered_set<const Statement*> prepared_;
};

/// `url` (libpq connection string or URI) with defaults for what it leaves open: application_name, connect_timeout,
/// UTF-8, and TCP settings that find a dead peer within 15 seconds. Throws std::runtime_error when it is malformed.
[[nodiscard]] std::string connection_string(const std::string& url, const std::string& name);

/// The same server and settings with another database.
[[nodiscard]] std::string with_database(const std::string& url, const std::string& database);

/// A value for keyword=value in a connection string.
[[nodiscard]] std::string quote_setting(std::string_view value);

/// Errors that say "not now" instead of "not this": resources, shutdown, time limits, a standby (manual, appendix A).
[[nodiscard]] bool says_not_now(std::string_view state);

/// Text in PostgreSQL's protocol ends at the first NUL, so a value that holds one would be cut in silence: throws
/// QueryFailed instead.
void refuse_nul(const Statement& statement, std::span<const Param> params);

/// SET commands that the conversions of Param and Field rely on.
[[nodiscard]] std::string session_settings(long long statement_timeout_ms);
/// "; SET ROLE ..." to go after them; nothing for no role.
[[nodiscard]] std::string in_role(std::string_view role);

} // namespace rounds::storage
