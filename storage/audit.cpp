#include "storage/audit.hpp"

#include "storage/base/crypto.hpp"

namespace rounds::storage::audit {
namespace {

const Statement add_sql{"audit.add", R"(
    WITH entry AS (
        INSERT INTO audit_log (actor_id, via, action, target_kind, target_id, related_id, rule)
        VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id)
    INSERT INTO audit_pending (entry_id) SELECT id FROM entry)"};

#define ROUNDS_ENTRY_COLUMNS "e.id, e.at, e.actor_id, e.via, e.action, e.target_kind, e.target_id, e.related_id, e.rule"

const Statement search_sql{"audit.search", "SELECT " ROUNDS_ENTRY_COLUMNS R"( FROM audit_log e
    WHERE ($1::bigint IS NULL OR e.actor_id = $1) AND ($2 = '' OR e.action = $2 OR right($2, 1) = '.' AND starts_with(e.action, $2))
        AND ($3 = '' OR e.target_kind = $3) AND ($4::bigint IS NULL OR e.target_id = $4)
        AND ($5::timestamptz IS NULL OR e.at >= $5) AND ($6::timestamptz IS NULL OR e.at < $6)
    ORDER BY e.id DESC LIMIT $7)"};

const Statement lock_sql{"audit.lock_sealer", "SELECT pg_try_advisory_xact_lock(hashtext('rounds audit sealer'))"};

const Statement pending_sql{"audit.pending", "SELECT " ROUNDS_ENTRY_COLUMNS R"(
    FROM audit_pending p JOIN audit_log e ON e.id = p.entry_id ORDER BY p.entry_id LIMIT $1)"};

const Statement last_seal_sql{"audit.last_seal", R"(
    (SELECT seq, entry_id, leaf, hash FROM audit_seals ORDER BY seq DESC LIMIT 1)
    UNION ALL (SELECT seq, entry_id, ''::bytea, hash FROM audit_checkpoints ORDER BY seq DESC LIMIT 1)
    ORDER BY seq DESC LIMIT 1)"};

const Statement add_seals_sql{"audit.add_seals", R"(
    WITH sealed AS (
        INSERT INTO audit_seals (seq, entry_id, leaf, hash)
        SELECT seq, entry, decode(leaf, 'hex'), decode(hash, 'hex')
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) AS s (seq, entry, leaf, hash)
        RETURNING entry_id)
    DELETE FROM audit_pending WHERE entry_id IN (SELECT entry_id FROM sealed))"};

const Statement add_head_sql{"audit.add_head", R"(
    INSERT INTO audit_heads (seq, entry_id, hash, sealed_at, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6))"};

const Statement heads_sql{
    "audit.heads_after", R"(
    SELECT seq, entry_id, hash, sealed_at, public_key, signature FROM audit_heads WHERE seq > $1 ORDER BY seq LIMIT $2)"
};

const Statement sealed_sql{"audit.sealed_after", R"(
    SELECT s.seq, s.entry_id, s.leaf, s.hash, )" ROUNDS_ENTRY_COLUMNS R"(
    FROM (SELECT * FROM audit_seals WHERE seq > $1 ORDER BY seq LIMIT $2) s LEFT JOIN audit_log e ON e.id = s.entry_id
    ORDER BY s.seq)"};

const Statement prunable_sql{"audit.prunable", R"(
    SELECT s.seq, s.entry_id, s.leaf, s.hash, )" ROUNDS_ENTRY_COLUMNS R"(
    FROM (SELECT * FROM audit_seals ORDER BY seq LIMIT $1) s LEFT JOIN audit_log e ON e.id = s.entry_id
    ORDER BY s.seq)"};
#undef ROUNDS_ENTRY_COLUMNS

#define ROUNDS_CHECKPOINT                                                                                              \
    "SELECT seq, entry_id, hash, pruned_until, signed_at, public_key, signature FROM audit_checkpoints "
const Statement last_checkpoint_sql{"audit.last_checkpoint", ROUNDS_CHECKPOINT "ORDER BY seq DESC LIMIT 1"};
const Statement checkpoints_sql{"audit.checkpoints_after", ROUNDS_CHECKPOINT "WHERE seq > $1 ORDER BY seq LIMIT $2"};
#undef ROUNDS_CHECKPOINT

const Statement add_checkpoint_sql{"audit.add_checkpoint", R"(
    INSERT INTO audit_checkpoints (seq, entry_id, hash, pruned_until, signed_at, public_key, signature)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
// Entries first: the database lets go of a seal once its entry is gone.
const Statement prune_sql[] = {
    {"audit.prune_entries", "DELETE FROM audit_log WHERE id IN (SELECT entry_id FROM audit_seals WHERE seq <= $1)"},
    {"audit.prune_seals", "DELETE FROM audit_seals WHERE seq <= $1"},
    {"audit.prune_heads", "DELETE FROM audit_heads WHERE seq <= $1"},
};

const Statement smuggled_sql{"audit.smuggled", R"(
    SELECT e.id FROM audit_log e
    WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.entry_id = e.id)
        AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.entry_id = e.id)
    ORDER BY e.id LIMIT $1)"};

const Statement last_id_sql{"audit.last_id_given", "SELECT last_value FROM audit_log_id_seq"};

Entry read_entry(const Row& row, std::size_t at = 0)
{
    return {
        .id = row.at(at).as<std::int64_t>(),
        .at = row.at(at + 1).as<Time>(),
        .actor = row.at(at + 2).as<std::optional<AccountId>>(),
        .via = row.at(at + 3).as<std::string>(),
        .action = row.at(at + 4).as<std::string>(),
        .target_kind = row.at(at + 5).as<std::string>(),
        .target = row.at(at + 6).as<std::optional<std::int64_t>>(),
        .related = row.at(at + 7).as<std::optional<std::int64_t>>(),
        .rule = row.at(at + 8).as<std::string>(),
    };
}

Seal read_seal(const Row& row)
{
    return {
        .seq = row.at(0).as<std::int64_t>(),
        .entry = row.at(1).as<std::int64_t>(),
        .leaf = row.at(2).as<Bytes>().data,
        .hash = row.at(3).as<Bytes>().data,
    };
}

Checkpoint read_checkpoint(const Row& row)
{
    return {
        .seq = row.at(0).as<std::int64_t>(),
        .entry = row.at(1).as<std::int64_t>(),
        .hash = row.at(2).as<Bytes>().data,
        .until = row.at(3).as<Time>(),
        .signed_at = row.at(4).as<Time>(),
        .public_key = row.at(5).as<std::string>(),
        .signature = row.at(6).as<Bytes>().data,
    };
}

Sealed read_sealed(const Row& row)
{
    Sealed one{.seal = read_seal(row), .entry = {}};
    if (!row.at(4).is_null()) one.entry = read_entry(row, 4);
    return one;
}

std::vector<Entry> read_entries(const Rows& rows)
{
    std::vector<Entry> entries;
    for (const auto row : rows) entries.push_back(read_entry(row));
    return entries;
}

} // namespace

void add(Transaction& tx, const Entry& entry)
{
    tx.exec(add_sql, entry.actor, entry.via, entry.action, entry.target_kind, entry.target, entry.related, entry.rule);
}

void add_about(
    Transaction& tx,
    const std::optional<AccountId>& actor,
    std::string_view via,
    std::string_view action,
    AccountId account,
    std::string_view rule
)
{
    tx.exec(add_sql, actor, via, action, "account", to_int(account), std::optional<std::int64_t>{}, rule);
}

std::vector<Entry> search(Transaction& tx, const Query& query)
{
    return read_entries(tx.exec(
        search_sql, query.actor, query.action, query.target_kind, query.target, query.since, query.until, query.limit
    ));
}

bool lock_sealer(Transaction& tx)
{
    return tx.exec(lock_sql).front().at(0).as<bool>();
}

std::vector<Entry> pending(Transaction& tx, int limit)
{
    return read_entries(tx.exec(pending_sql, limit));
}

std::optional<Seal> last_seal(Transaction& tx)
{
    const auto rows = tx.exec(last_seal_sql);
    if (rows.empty()) return std::nullopt;
    return read_seal(rows.front());
}

void add_seals(Transaction& tx, const std::vector<Seal>& seals)
{
    std::vector<std::int64_t> numbers;
    std::vector<std::int64_t> entries;
    std::vector<std::string> leaves;
    std::vector<std::string> hashes;
    for (const auto& seal : seals) {
        numbers.push_back(seal.seq);
        entries.push_back(seal.entry);
        leaves.push_back(crypto::to_hex(seal.leaf));
        hashes.push_back(crypto::to_hex(seal.hash));
    }
    tx.exec(add_seals_sql, numbers, entries, leaves, hashes);
}

void add_head(Transaction& tx, const Head& head)
{
    tx.exec(
        add_head_sql, head.seq, head.entry, Bytes{head.hash}, head.sealed_at, head.public_key, Bytes{head.signature}
    );
}

std::vector<Head> heads_after(Transaction& tx, std::int64_t seq, int limit)
{
    std::vector<Head> heads;
    for (const auto row : tx.exec(heads_sql, seq, limit))
        heads.push_back({
            .seq = row.at(0).as<std::int64_t>(),
            .entry = row.at(1).as<std::int64_t>(),
            .hash = row.at(2).as<Bytes>().data,
            .sealed_at = row.at(3).as<Time>(),
            .public_key = row.at(4).as<std::string>(),
            .signature = row.at(5).as<Bytes>().data,
        });
    return heads;
}

std::vector<Sealed> sealed_after(Transaction& tx, std::int64_t seq, int limit)
{
    std::vector<Sealed> found;
    for (const auto row : tx.exec(sealed_sql, seq, limit)) found.push_back(read_sealed(row));
    return found;
}

std::vector<Sealed> prunable(Transaction& tx, Time before, int limit)
{
    std::vector<Sealed> found;
    for (const auto row : tx.exec(prunable_sql, limit)) {
        auto one = read_sealed(row);
        if (!one.entry || one.entry->at >= before) break;
        found.push_back(std::move(one));
    }
    return found;
}

std::optional<Checkpoint> last_checkpoint(Transaction& tx)
{
    const auto rows = tx.exec(last_checkpoint_sql);
    if (rows.empty()) return std::nullopt;
    return read_checkpoint(rows.front());
}

void prune(Transaction& tx, const Checkpoint& checkpoint)
{
    tx.exec(
        add_checkpoint_sql,
        checkpoint.seq,
        checkpoint.entry,
        Bytes{checkpoint.hash},
        checkpoint.until,
        checkpoint.signed_at,
        checkpoint.public_key,
        Bytes{checkpoint.signature}
    );
    for (const auto& statement : prune_sql) tx.exec(statement, checkpoint.seq);
}

std::vector<Checkpoint> checkpoints_after(Transaction& tx, std::int64_t seq, int limit)
{
    std::vector<Checkpoint> found;
    for (const auto row : tx.exec(checkpoints_sql, seq, limit)) found.push_back(read_checkpoint(row));
    return found;
}

std::vector<std::int64_t> smuggled(Transaction& tx, int limit)
{
    std::vector<std::int64_t> ids;
    for (const auto row : tx.exec(smuggled_sql, limit)) ids.push_back(row.at(0).as<std::int64_t>());
    return ids;
}

std::int64_t last_id_given(Transaction& tx)
{
    return tx.exec(last_id_sql).front().at(0).as<std::int64_t>();
}

} // namespace rounds::storage::audit
