#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who did what: an append-only log whose entries are sealed in a chain (server/audit).
namespace rounds::storage::audit {

/// A row of audit_log. Ids and names of rules, never content: the table refuses anything else.
struct Entry
{
    std::int64_t id = 0;
    Time at{};
    std::optional<AccountId> actor{};      ///< nothing: a command, or the server itself
    std::string via = "server";            ///< api, page, command, server
    std::string action{};                  ///< "account.suspend"
    std::string target_kind{};             ///< "account"
    std::optional<std::int64_t> target{};  ///< id of what it was done to
    std::optional<std::int64_t> related{}; ///< the report, strike or appeal that it came from
    std::string rule{};                    ///< "spam", "role:moderator"
};

/// Adds an entry in the transaction of what it tells of, so that neither exists without the other. `id` and `at` are
/// made here.
void add(Transaction& tx, const Entry& entry);

/// The same for what needs no more: somebody, by `via`, did `action` to an account.
void add_about(
    Transaction& tx,
    const std::optional<AccountId>& actor,
    std::string_view via,
    std::string_view action,
    AccountId account,
    std::string_view rule = {}
);

struct Query
{
    std::optional<AccountId> actor{};
    std::string action{};      ///< this one, or all of a family: "account."
    std::string target_kind{}; ///< empty: any
    std::optional<std::int64_t> target{};
    std::optional<Time> since{};
    std::optional<Time> until{};
    int limit = 100;
};
/// Newest first.
[[nodiscard]] std::vector<Entry> search(Transaction& tx, const Query& query);

/// A row of audit_seals.
struct Seal
{
    std::int64_t seq = 0; ///< from 1, without gaps
    std::int64_t entry = 0;
    std::string leaf{}; ///< SHA-256 over the entry
    std::string hash{}; ///< SHA-256 over the seal before, seq and leaf
};
/// A row of audit_heads.
struct Head
{
    std::int64_t seq = 0;
    std::int64_t entry = 0;
    std::string hash{};
    Time sealed_at{};
    std::string public_key{}; ///< multikey
    std::string signature{};  ///< Ed25519
};

/// One process seals at a time: false when another one does. Held until the end of the transaction.
[[nodiscard]] bool lock_sealer(Transaction& tx);
/// Committed entries without a seal, in the order of their ids.
[[nodiscard]] std::vector<Entry> pending(Transaction& tx, int limit);
[[nodiscard]] std::optional<Seal> last_seal(Transaction& tx);
void add_seals(Transaction& tx, const std::vector<Seal>& seals);
void add_head(Transaction& tx, const Head& head);
[[nodiscard]] std::vector<Head> heads_after(Transaction& tx, std::int64_t seq, int limit);

/// A seal with its entry, if that is still there.
struct Sealed
{
    Seal seal;
    std::optional<Entry> entry;
};
[[nodiscard]] std::vector<Sealed> sealed_after(Transaction& tx, std::int64_t seq, int limit);
/// Entries that have no seal and wait for none: nobody of the program wrote them.
[[nodiscard]] std::vector<std::int64_t> smuggled(Transaction& tx, int limit);
/// Ids up to this one were given out, also to rows that are gone.
[[nodiscard]] std::int64_t last_id_given(Transaction& tx);

} // namespace rounds::storage::audit
