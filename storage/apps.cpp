#include "storage/apps.hpp"

namespace rounds::storage::apps {
namespace {

const Statement create_sql{"app.create", R"(
    INSERT INTO oauth_apps (name, website, redirect_uris, scopes, client_id, secret_hash)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id, name, website, redirect_uris, scopes, client_id, secret_hash, created_at)"};

const Statement find_sql{"app.find", R"(
    SELECT id, name, website, redirect_uris, scopes, client_id, secret_hash, created_at
    FROM oauth_apps
    WHERE id = $1)"};

const Statement find_by_client_id_sql{"app.find_by_client_id", R"(
    SELECT id, name, website, redirect_uris, scopes, client_id, secret_hash, created_at
    FROM oauth_apps
    WHERE client_id = $1)"};

const Statement sweep_sql{"app.sweep_unused", R"(
    DELETE FROM oauth_apps WHERE id = ANY (ARRAY(
        SELECT app.id FROM oauth_apps AS app
        WHERE app.created_at < $1
          AND NOT EXISTS (SELECT FROM oauth_tokens WHERE app_id = app.id)
          AND NOT EXISTS (SELECT FROM oauth_codes WHERE app_id = app.id)
          AND NOT EXISTS (SELECT FROM statuses WHERE app_id = app.id)
        LIMIT $2)))"};

const Statement push_key_sql{"app.push_key", R"(
    SELECT vapid_public_key FROM instance)"};

OAuthApp read(const Row& row)
{
    OAuthApp app;
    app.id = row.get<AppId>("id");
    app.name = row.get<std::string>("name");
    app.website = row.get<std::optional<std::string>>("website");
    app.redirect_uris = row.get<std::vector<std::string>>("redirect_uris");
    app.scopes = row.get<std::string>("scopes");
    app.client_id = row.get<std::string>("client_id");
    app.secret_hash = row.get<Bytes>("secret_hash").data;
    app.created_at = row.get<Time>("created_at");
    return app;
}

} // namespace

OAuthApp create(Transaction& tx, const OAuthApp& app)
{
    return read(
        tx.exec(create_sql, app.name, app.website, app.redirect_uris, app.scopes, app.client_id, Bytes{app.secret_hash})
            .front()
    );
}

result<OAuthApp> find(Transaction& tx, AppId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

result<OAuthApp> find_by_client_id(Transaction& tx, std::string_view client_id)
{
    const auto rows = tx.exec(find_by_client_id_sql, client_id);
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

std::size_t sweep_unused(Transaction& tx, Time before, int limit)
{
    return tx.exec(sweep_sql, before, limit).affected();
}

std::string push_key(Transaction& tx)
{
    const auto rows = tx.exec(push_key_sql);
    if (rows.empty()) return {};
    const auto key = rows.front().get<std::optional<Bytes>>("vapid_public_key");
    return key ? key->data : std::string{};
}

} // namespace rounds::storage::apps
