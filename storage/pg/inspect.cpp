#include "storage/pg/inspect.hpp"

#include "storage/pg/connection.hpp"
#include "storage/pg/transaction.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

namespace rounds::storage {
namespace {

constexpr auto facts_sql = R"(
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
           array(SELECT name FROM pg_settings
                 WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'
                 ORDER BY name)::text[] AS off,
           clock_timestamp() AS now,
           coalesce(NOT inet_server_addr() <<= ANY ('{127.0.0.0/8,::1/128}'::inet[])
                    AND inet_server_addr() IS DISTINCT FROM inet_client_addr(), false) AS remote,
           coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted,
           (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
           coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create,
           array(SELECT relname::text FROM pg_class
                 WHERE relnamespace = to_regnamespace(current_schema()) AND relkind IN ('r', 'p')
                   AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                            AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
                 ORDER BY relname) AS out_of_reach)";

} // namespace

ServerFacts inspect(const std::string& url)
{
    try {
        Connection connection(connection_string(url, "rounds doctor"), session_settings(5000));
        const auto rows = connection.exec_alone(facts_sql);
        const auto row = rows.front();
        ServerFacts facts;
        facts.version = row.get<int>("version");
        facts.encoding = row.get<std::string>("encoding");
        facts.off = row.get<std::vector<std::string>>("off");
        facts.now = row.get<Time>("now");
        facts.remote = row.get<bool>("remote");
        facts.encrypted = row.get<bool>("encrypted");
        facts.superuser = row.get<bool>("superuser");
        facts.may_create = row.get<bool>("may_create");
        facts.out_of_reach = row.get<std::vector<std::string>>("out_of_reach");
        return facts;
    } catch (const Unavailable& error) {
        throw std::runtime_error(error.what());
    }
}

std::string without_password(const std::string& url)
{
    auto shown = url;
    const auto scheme = shown.find("://");
    if (scheme != std::string::npos) {
        const auto end = shown.find_first_of("/?", scheme + 3);
        const auto at = shown.rfind('@', end);
        const auto colon = shown.find(':', scheme + 3);
        if (at != std::string::npos && colon < at) shown.replace(colon + 1, at - colon - 1, "***");
    }
    const auto key = shown.find("password");
    if (key == std::string::npos) return shown;
    // keyword = 'value' or value, up to a blank, or to "&" in the query of a URI; a quote may be escaped.
    auto from = shown.find('=', key);
    if (from == std::string::npos) return shown;
    from = shown.find_first_not_of(' ', from + 1);
    if (from == std::string::npos) return shown;
    auto to = from;
    const bool quoted = shown[from] == '\'';
    for (to = from + (quoted ? 1 : 0); to < shown.size(); ++to) {
        if (shown[to] == '\\')
            ++to;
        else if (quoted ? shown[to] == '\'' : shown[to] == ' ' || (scheme != std::string::npos && shown[to] == '&'))
            break;
    }
    if (quoted && to < shown.size()) ++to;
    return shown.replace(from, std::min(to, shown.size()) - from, "***");
}

std::vector<SlowStatement> slow_statements(Transaction& tx, int limit)
{
    std::vector<SlowStatement> slow;
    // No Statement: where the extension is not made, it could not even be prepared.
    const auto there = tx.exec_plain("SELECT to_regclass('pg_stat_statements') IS NOT NULL AS found");
    if (!there.front().get<bool>("found")) return slow;
    try {
        const auto rows = tx.nested([&] {
            return tx.exec_plain(fmt::format(
                "SELECT left(query, 200) AS query, calls, mean_exec_time FROM pg_stat_statements "
                "WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND calls >= 5 "
                "ORDER BY mean_exec_time DESC LIMIT {}",
                limit
            ));
        });
        for (const auto row : rows)
            slow.push_back(
                {row.get<std::string>("query"), row.get<std::int64_t>("calls"), row.get<double>("mean_exec_time")}
            );
    } catch (const QueryFailed&) {
        // The view is there, but the library is not among shared_preload_libraries, or our role may not read it.
    }
    return slow;
}

} // namespace rounds::storage
