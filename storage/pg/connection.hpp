#pragma once

// For storage/pg only: the one header that names pqxx.

#include "storage/pg/failure.hpp"
#include "storage/pg/value.hpp"

#include <memory>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/result>
#include <pqxx/transaction>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rounds::storage {

struct RowsData
{
    explicit RowsData(pqxx::result from);

    pqxx::result result;
    std::vector<const char*> columns;
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
    /// Throws InDoubt when the connection breaks meanwhile.
    void commit();
    void rollback() noexcept;

    /// Inside a transaction. Throw QueryFailed, or Unavailable when the connection broke or PostgreSQL lacks resources.
    Rows exec(const Statement& statement, std::span<const Param> params);
    Rows exec_plain(std::string_view sql);

    /// Outside a transaction.
    Rows exec_alone(std::string_view sql);
    /// Prepares the statement on the server now; QueryFailed when PostgreSQL does not accept it.
    void prepare(const Statement& statement);

private:
    std::unique_ptr<pqxx::connection> connection_;
    std::unique_ptr<pqxx::quiet_errorhandler> quiet_;
    std::unique_ptr<pqxx::work> work_;
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

} // namespace rounds::storage
