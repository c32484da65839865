#include "storage/key_rotation.hpp"

#include "storage/seal_contexts.hpp"

#include <array>

namespace rounds::storage::key_rotation {
namespace {

using Renewed = result<std::optional<std::string>>;

// Each list gives id, value and what its context is made of; each put takes id, the new value and the one it replaces.
const Statement list_actor_keys{"key_rotation.list_actor_keys", R"(
    SELECT id, private_key_sealed AS value, key_uri AS part FROM actor_keys
    WHERE id > $1 AND private_key_sealed IS NOT NULL ORDER BY id LIMIT $2)"};
const Statement put_actor_keys{"key_rotation.put_actor_keys", R"(
    UPDATE actor_keys SET private_key_sealed = $2 WHERE id = $1 AND private_key_sealed = $3)"};
const Statement list_factors{"key_rotation.list_factors", R"(
    SELECT account_id AS id, secret_sealed AS value FROM second_factors
    WHERE account_id > $1 AND secret_sealed IS NOT NULL AND secret_sealed <> ''::bytea ORDER BY account_id LIMIT $2)"};
const Statement put_factors{"key_rotation.put_factors", R"(
    UPDATE second_factors SET secret_sealed = $2 WHERE account_id = $1 AND secret_sealed = $3)"};
const Statement list_reports{"key_rotation.list_reports", R"(
    SELECT id, report_sealed AS value FROM adverse_events
    WHERE id > $1 AND report_sealed IS NOT NULL ORDER BY id LIMIT $2)"};
const Statement put_reports{"key_rotation.put_reports", R"(
    UPDATE adverse_events SET report_sealed = $2 WHERE id = $1 AND report_sealed = $3)"};
const Statement list_vapid{"key_rotation.list_vapid", R"(
    SELECT 1::bigint AS id, vapid_private_key_sealed AS value FROM instance
    WHERE $1 < 1::bigint AND vapid_private_key_sealed IS NOT NULL LIMIT $2)"};
const Statement put_vapid{"key_rotation.put_vapid", R"(
    UPDATE instance SET vapid_private_key_sealed = $2 WHERE $1 = 1::bigint AND vapid_private_key_sealed = $3)"};
const Statement list_push{"key_rotation.list_push", R"(
    SELECT id, access_token_sealed AS value, token_id AS of FROM push_subscriptions
    WHERE id > $1 ORDER BY id LIMIT $2)"};
const Statement put_push{"key_rotation.put_push", R"(
    UPDATE push_subscriptions SET access_token_sealed = $2 WHERE id = $1 AND access_token_sealed = $3)"};
const Statement list_data_keys{"key_rotation.list_data_keys", R"(
    SELECT id, wrapped AS value FROM data_keys WHERE id > $1 ORDER BY id LIMIT $2)"};
const Statement put_data_keys{"key_rotation.put_data_keys", R"(
    UPDATE data_keys SET wrapped = $2, wrapped_by = $4 WHERE id = $1 AND wrapped = $3)"};

// A text that the instance's own key sealed begins so (storage/base/vault.cpp).
#define ROUNDS_SEALED_BY_OWN " LIKE E'\\x01sealed:0:%'"
const Statement list_activities{"key_rotation.list_activities", R"(
    SELECT id, body AS value, uri AS part FROM activities
    WHERE id > $1 AND NOT public AND body)" ROUNDS_SEALED_BY_OWN " ORDER BY id LIMIT $2"};
const Statement put_activities{"key_rotation.put_activities", R"(
    UPDATE activities SET body = $2 WHERE id = $1 AND body = $3)"};
const Statement list_inbox{"key_rotation.list_inbox", R"(
    SELECT id, body AS value, origin AS part, activity_uri AS rest FROM inbox
    WHERE id > $1 AND body)" ROUNDS_SEALED_BY_OWN " ORDER BY id LIMIT $2"};
const Statement put_inbox{"key_rotation.put_inbox", "UPDATE inbox SET body = $2 WHERE id = $1 AND body = $3"};
const Statement list_break_glass{"key_rotation.list_break_glass", R"(
    SELECT id, explanation AS value FROM break_glass
    WHERE id > $1 AND explanation)" ROUNDS_SEALED_BY_OWN " ORDER BY id LIMIT $2"};
const Statement put_break_glass{"key_rotation.put_break_glass", R"(
    UPDATE break_glass SET explanation = $2 WHERE id = $1 AND explanation = $3)"};

// An address in the payload of a letter, base64url.
const Statement list_letters{"key_rotation.list_letters", R"(
    SELECT id, payload->>'to' AS value FROM jobs
    WHERE id > $1 AND kind = 'mail' AND payload->>'to' IS NOT NULL ORDER BY id LIMIT $2)"};
const Statement put_letters{"key_rotation.put_letters", R"(
    UPDATE jobs SET payload = jsonb_set(payload, '{to}', to_jsonb($2::text)) WHERE id = $1 AND payload->>'to' = $3)"};
const Statement list_dead_letters{"key_rotation.list_dead_letters", R"(
    SELECT id, payload->>'to' AS value FROM dead_jobs
    WHERE id > $1 AND kind = 'mail' AND payload->>'to' IS NOT NULL ORDER BY id LIMIT $2)"};
const Statement put_dead_letters{"key_rotation.put_dead_letters", R"(
    UPDATE dead_jobs SET payload = jsonb_set(payload, '{to}', to_jsonb($2::text))
    WHERE id = $1 AND payload->>'to' = $3)"};

const Statement servers_sql{
    "key_rotation.servers", R"(
    SELECT count(*) AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name IN ('rounds requests', 'rounds workers', 'rounds sealer'))"
};

enum class Form : std::uint8_t {
    bytes,    ///< a SecretBox sealed it, as bytes
    encoded,  ///< a SecretBox sealed it, base64url
    own_text, ///< the vault sealed it, as a text
    data_key  ///< the vault wrapped it
};

struct Column
{
    const Statement& list;
    const Statement& put;
    Form form;
    std::string (*context)(const Row&);
};

std::string no_context(const Row&)
{
    return {};
}

std::string letter_context(const Row&)
{
    return std::string(seal_contexts::letter_address);
}

const Column columns[] = {
    {list_actor_keys,
     put_actor_keys,
     Form::bytes,
     [](const Row& row) { return seal_contexts::actor_key(row.get<std::string>("part")); }},
    {list_factors,
     put_factors,
     Form::bytes,
     [](const Row& row) { return seal_contexts::second_factor(row.get<AccountId>("id")); }},
    {list_reports,
     put_reports,
     Form::bytes,
     [](const Row& row) { return seal_contexts::adverse_event(row.get<std::int64_t>("id")); }},
    {list_vapid, put_vapid, Form::bytes, [](const Row&) { return std::string(seal_contexts::vapid); }},
    {list_push, put_push, Form::bytes, [](const Row& row) { return seal_contexts::push_token(row.get<TokenId>("of")); }
    },
    {list_data_keys, put_data_keys, Form::data_key, no_context},
    {list_activities,
     put_activities,
     Form::own_text,
     [](const Row& row) { return seal_contexts::activity(row.get<std::string>("part")); }},
    {list_inbox,
     put_inbox,
     Form::own_text,
     [](const Row& row) { return seal_contexts::arrival(row.get<std::string>("part"), row.get<std::string>("rest")); }},
    {list_break_glass,
     put_break_glass,
     Form::own_text,
     [](const Row& row) { return seal_contexts::break_glass(row.get<std::int64_t>("id")); }},
    {list_letters, put_letters, Form::encoded, letter_context},
    {list_dead_letters, put_dead_letters, Form::encoded, letter_context},
};

constexpr std::array all_places{
    Place{"actor_keys.private_key_sealed", 0},
    Place{"second_factors.secret_sealed", 1},
    Place{"adverse_events.report_sealed", 2},
    Place{"instance.vapid_private_key_sealed", 3},
    Place{"push_subscriptions.access_token_sealed", 4},
    Place{"data_keys.wrapped", 5},
    Place{"activities.body", 6},
    Place{"inbox.body", 7},
    Place{"break_glass.explanation", 8},
    Place{"jobs.payload", 9},
    Place{"dead_jobs.payload", 10},
};
static_assert(std::size(columns) == all_places.size());

std::string value_of(const Row& row, Form form)
{
    if (form == Form::bytes || form == Form::data_key) return row.get<Bytes>("value").data;
    return row.get<std::string>("value");
}

/// Nothing when `fresh` opens it; else what `earlier` opens, sealed anew; invalid_argument when neither does.
Renewed renew_bytes(const Sealing& fresh, const Sealing& earlier, const std::string& value, const std::string& context)
{
    if (fresh.box.open(value, context)) return std::optional<std::string>{};
    const auto plain = earlier.box.open(value, context);
    if (!plain) return plain.error();
    return std::optional(fresh.box.seal(*plain, context));
}

Renewed
renew_encoded(const Sealing& fresh, const Sealing& earlier, const std::string& value, const std::string& context)
{
    const auto sealed = crypto::from_base64(value);
    if (!sealed) return sealed.error();
    auto renewed = renew_bytes(fresh, earlier, *sealed, context);
    if (renewed && *renewed) renewed = std::optional(crypto::to_base64url(**renewed));
    return renewed;
}

Renewed renew_text(const Sealing& fresh, const Sealing& earlier, const std::string& value, const std::string& context)
{
    if (fresh.vault.open(value, context)) return std::optional<std::string>{};
    const auto plain = earlier.vault.open(value, context);
    if (!plain) return plain.error();
    return std::optional(fresh.vault.seal(crypto::Vault::KeyId::own, *plain, context));
}

Renewed renew_data_key(const Sealing& fresh, const Sealing& earlier, const std::string& value)
{
    if (fresh.vault.wraps(value)) return std::optional<std::string>{};
    const auto wrapped = fresh.vault.take_over(value, earlier.vault);
    if (!wrapped) return wrapped.error();
    return std::optional(*wrapped);
}

Renewed renewed_value(
    const Sealing& fresh, const Sealing& earlier, Form form, const std::string& value, const std::string& context
)
{
    switch (form) {
    case Form::bytes:
        return renew_bytes(fresh, earlier, value, context);
    case Form::encoded:
        return renew_encoded(fresh, earlier, value, context);
    case Form::own_text:
        return renew_text(fresh, earlier, value, context);
    case Form::data_key:
        return renew_data_key(fresh, earlier, value);
    }
    return errc::invalid_argument;
}

void put(
    Transaction& tx,
    const Column& column,
    std::int64_t id,
    const std::string& renewed,
    const std::string& before,
    const Sealing& fresh
)
{
    if (column.form == Form::data_key)
        tx.exec(column.put, id, Bytes{renewed}, Bytes{before}, fresh.vault.name());
    else if (column.form == Form::bytes)
        tx.exec(column.put, id, Bytes{renewed}, Bytes{before});
    else
        tx.exec(column.put, id, renewed, before);
}

} // namespace

std::span<const Place> places()
{
    return all_places;
}

Page renew(
    Transaction& tx,
    const Sealing& fresh,
    const Sealing& earlier,
    const Place& place,
    std::int64_t after,
    int limit,
    bool write
)
{
    const auto& column = columns[place.number];
    Page page{.last = after};
    const auto rows = tx.exec(column.list, after, limit);
    for (const auto row : rows) {
        ++page.seen;
        page.last = row.get<std::int64_t>("id");
        const auto value = value_of(row, column.form);
        const auto renewed = renewed_value(fresh, earlier, column.form, value, column.context(row));
        if (!renewed) {
            ++page.closed;
        } else if (*renewed) {
            ++page.earlier;
            if (write) put(tx, column, page.last, **renewed, value, fresh);
        }
    }
    page.more = page.seen == limit;
    return page;
}

std::int64_t servers(Transaction& tx)
{
    return tx.exec(servers_sql).front().get<std::int64_t>("count");
}

} // namespace rounds::storage::key_rotation
