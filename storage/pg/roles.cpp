#include "storage/pg/roles.hpp"

#include "storage/base/log.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/transaction.hpp"

namespace rounds::storage::roles {
namespace {

// Roles belong to the whole cluster: another database may be making them at this moment.
constexpr std::string_view make_sql = R"(DO $$
    DECLARE
        name text;
    BEGIN
        FOREACH name IN ARRAY ARRAY['rounds_app', 'rounds_sealer'] LOOP
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', name);
                END IF;
                IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
                    EXECUTE format('GRANT %I TO %I', name, current_user);
                END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END LOOP;
    END $$)";

// All of one table in one statement: between two, nobody sees a right that is not meant to be.
constexpr std::string_view grant_sql = R"(
    GRANT USAGE ON SCHEMA public TO rounds_app, rounds_sealer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO rounds_app;
    GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO rounds_app;
    REVOKE UPDATE, DELETE ON audit_log, audit_pending, audit_seals, audit_heads, audit_checkpoints FROM rounds_app;
    REVOKE INSERT ON audit_seals, audit_heads, audit_checkpoints FROM rounds_app;
    REVOKE USAGE, UPDATE ON SEQUENCE audit_log_id_seq FROM rounds_app;
    REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM rounds_app;
    GRANT SELECT ON audit_log, audit_pending, audit_seals, audit_heads, audit_checkpoints TO rounds_sealer;
    GRANT INSERT ON audit_seals, audit_heads, audit_checkpoints TO rounds_sealer;
    GRANT DELETE ON audit_log, audit_pending, audit_seals, audit_heads TO rounds_sealer)";

constexpr std::string_view state_sql = R"(
    SELECT coalesce((SELECT bool_and(pg_has_role(current_user, oid, 'MEMBER')) AND count(*) = 2 FROM pg_roles
                     WHERE rolname IN ('rounds_app', 'rounds_sealer')), false) AS made,
        NOT EXISTS (
            SELECT FROM pg_class c, pg_roles r
            WHERE r.rolname = 'rounds_app' AND c.relnamespace = 'public'::regnamespace AND (
                c.relkind IN ('r', 'p', 'v') AND NOT has_table_privilege(r.oid, c.oid, 'SELECT')
                OR c.relname IN ('audit_log', 'audit_seals', 'audit_heads', 'audit_checkpoints')
                    AND has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE')))
        AND coalesce((SELECT bool_and(has_table_privilege(r.oid, 'audit_checkpoints', 'INSERT')) FROM pg_roles r
                      WHERE r.rolname = 'rounds_sealer'), false) AS granted)";

struct State
{
    bool made;
    bool granted;
};

State state_of(Connection& connection)
{
    const auto rows = connection.exec_alone(state_sql);
    return {rows.front().get<bool>("made"), rows.front().get<bool>("granted")};
}

Connection connect(const std::string& url)
{
    return Connection(connection_string(url, "rounds roles"), session_settings(10'000));
}

} // namespace

bool prepare(const std::string& url)
{
    auto connection = connect(url);
    const auto before = state_of(connection);
    if (before.made && before.granted) return true;
    try {
        connection.begin();
        Transaction tx(connection);
        // One at a time, as several processes of one instance start together.
        tx.exec_plain("SELECT pg_advisory_xact_lock(hashtext('rounds roles'))");
        if (!before.made) tx.exec_plain(make_sql);
        tx.exec_plain(grant_sql);
        connection.commit();
        return true;
    } catch (const QueryFailed& failure) {
        connection.rollback();
        const auto after = state_of(connection);
        if (after.made && after.granted) return true;
        log::warn(
            "the roles rounds_app and rounds_sealer cannot be made ({}): the audit log is kept by triggers and seals "
            "alone; `rounds doctor` tells what to do",
            failure.what()
        );
        return false;
    }
}

bool ready(const std::string& url)
{
    auto connection = connect(url);
    const auto state = state_of(connection);
    return state.made && state.granted;
}

} // namespace rounds::storage::roles
