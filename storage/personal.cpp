#include "storage/personal.hpp"

#include <algorithm>

namespace rounds::storage::personal {
namespace {

const Statement markers_sql{"personal.markers", R"(
    SELECT timeline, last_read_id, version, updated_at FROM markers WHERE account_id = $1 AND timeline = ANY ($2)
    ORDER BY timeline)"};
const Statement set_marker_sql{"personal.set_marker", R"(
    INSERT INTO markers AS m (account_id, timeline, last_read_id) VALUES ($1, $2, $3)
    ON CONFLICT (account_id, timeline) DO UPDATE
        SET last_read_id = excluded.last_read_id, version = m.version + 1, updated_at = clock_timestamp()
    RETURNING timeline, last_read_id, version, updated_at)"};

const Statement lock_key_sql{"personal.lock_key", "SELECT pg_advisory_xact_lock(hashtextextended($2, $1::bigint))"};
const Statement find_key_sql{"personal.find_key", R"(
    SELECT status_id, body_hash FROM idempotency_keys
    WHERE account_id = $1 AND key = $2 AND created_at > now() - interval '1 hour')"};
const Statement keep_key_sql{"personal.keep_key", R"(
    INSERT INTO idempotency_keys (account_id, key, body_hash, status_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account_id, key) DO UPDATE
        SET body_hash = excluded.body_hash, status_id = excluded.status_id, created_at = now())"};
const Statement forget_keys_sql{"personal.forget_keys", R"(
    DELETE FROM idempotency_keys WHERE account_id = $1 AND created_at < now() - interval '1 hour')"};
const Statement sweep_keys_sql{"personal.sweep_keys", R"(
    DELETE FROM idempotency_keys WHERE (account_id, key) IN (
        SELECT account_id, key FROM idempotency_keys WHERE created_at < $1 LIMIT $2))"};

const Statement pin_sql{"personal.pin", R"(
    INSERT INTO status_pins (account_id, status_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement count_pins_sql{"personal.count_pins", "SELECT count(*) AS n FROM status_pins WHERE account_id = $1"};
const Statement unpin_sql{"personal.unpin", "DELETE FROM status_pins WHERE account_id = $1 AND status_id = $2"};

const Statement mute_sql{"personal.mute_conversation", R"(
    INSERT INTO conversation_mutes (account_id, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement unmute_sql{"personal.unmute_conversation", R"(
    DELETE FROM conversation_mutes WHERE account_id = $1 AND conversation_id = $2)"};

const Statement domains_after_sql{"personal.domains_after", R"(
    SELECT domain FROM account_domain_blocks WHERE account_id = $1 AND domain > $2 ORDER BY domain LIMIT $3)"};
const Statement domains_before_sql{"personal.domains_before", R"(
    SELECT domain FROM account_domain_blocks WHERE account_id = $1 AND domain < $2 ORDER BY domain DESC LIMIT $3)"};
const Statement follows_with_sql{"personal.follows_with", R"(
    SELECT (SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.target_account_id
            WHERE f.account_id = $1 AND lower(a.domain) = $2) AS following,
        (SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.account_id
            WHERE f.target_account_id = $1 AND lower(a.domain) = $2) AS followers)"};
const Statement block_domain_sql{"personal.block_domain", R"(
    INSERT INTO account_domain_blocks (account_id, domain) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement unblock_domain_sql{"personal.unblock_domain", R"(
    DELETE FROM account_domain_blocks WHERE account_id = $1 AND domain = $2)"};

Marker marker(const Row& row)
{
    return {
        .timeline = row.get<std::string>("timeline"),
        .last_read_id = row.get<std::int64_t>("last_read_id"),
        .version = row.get<int>("version"),
        .updated_at = row.get<Time>("updated_at")
    };
}

} // namespace

std::vector<Marker> markers(Transaction& tx, AccountId of, const std::vector<std::string>& timelines)
{
    std::vector<Marker> found;
    for (const auto row : tx.exec(markers_sql, of, timelines)) found.push_back(marker(row));
    return found;
}

Marker set_marker(Transaction& tx, AccountId of, std::string_view timeline, std::int64_t last_read_id)
{
    return marker(tx.exec(set_marker_sql, of, timeline, last_read_id).front());
}

void lock_key(Transaction& tx, AccountId account, std::string_view key)
{
    tx.exec(lock_key_sql, account, key);
}

std::optional<Replay> find_key(Transaction& tx, AccountId account, std::string_view key)
{
    const auto rows = tx.exec(find_key_sql, account, key);
    if (rows.empty()) return std::nullopt;
    return Replay{
        .status = rows.front().get<StatusId>("status_id"), .body_hash = rows.front().get<Bytes>("body_hash").data
    };
}

void keep_key(Transaction& tx, AccountId account, std::string_view key, std::string_view body_hash, StatusId status)
{
    tx.exec(forget_keys_sql, account);
    tx.exec(keep_key_sql, account, key, Bytes{std::string{body_hash}}, status);
}

std::size_t sweep_keys(Transaction& tx, Time before, int limit)
{
    return tx.exec(sweep_keys_sql, before, limit).affected();
}

result<void> pin(Transaction& tx, AccountId account, StatusId status)
{
    if (tx.exec(pin_sql, account, status).affected() == 0) return errc::already_exists;
    if (tx.exec(count_pins_sql, account).front().get<int>("n") > max_pins) return errc::too_many;
    return {};
}

bool unpin(Transaction& tx, AccountId account, StatusId status)
{
    return tx.exec(unpin_sql, account, status).affected() > 0;
}

void mute_conversation(Transaction& tx, AccountId account, ConversationId conversation)
{
    tx.exec(mute_sql, account, conversation);
}

void unmute_conversation(Transaction& tx, AccountId account, ConversationId conversation)
{
    tx.exec(unmute_sql, account, conversation);
}

DomainFollows follows_with(Transaction& tx, AccountId of, std::string_view domain)
{
    const auto row = tx.exec(follows_with_sql, of, domain).front();
    return {.following = row.get<std::int64_t>("following"), .followers = row.get<std::int64_t>("followers")};
}

std::vector<std::string> blocked_domains(Transaction& tx, AccountId of, const DomainPage& page)
{
    std::vector<std::string> domains;
    const auto rows = page.before ? tx.exec(domains_before_sql, of, *page.before, page.limit)
                                  : tx.exec(domains_after_sql, of, page.after.value_or(""), page.limit);
    for (const auto row : rows) domains.push_back(row.get<std::string>("domain"));
    if (page.before) std::ranges::reverse(domains);
    return domains;
}

void block_domain(Transaction& tx, AccountId of, std::string_view domain)
{
    tx.exec(block_domain_sql, of, domain);
}

void unblock_domain(Transaction& tx, AccountId of, std::string_view domain)
{
    tx.exec(unblock_domain_sql, of, domain);
}

} // namespace rounds::storage::personal
