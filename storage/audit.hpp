#pragma once

#include "storage/base/audit_rows.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who did what: an append-only log whose entries are sealed in a chain (server/audit).
namespace rounds::storage::audit {

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

/// One process seals at a time: false when another one does. Held until the end of the transaction.
[[nodiscard]] bool lock_sealer(Transaction& tx);
/// Committed entries without a seal, in the order of their ids.
[[nodiscard]] std::vector<Entry> pending(Transaction& tx, int limit);
/// The end of the chain: the last seal, or the checkpoint that all of them went by.
[[nodiscard]] std::optional<Seal> last_seal(Transaction& tx);
void add_seals(Transaction& tx, const std::vector<Seal>& seals);
void add_head(Transaction& tx, const Head& head);
[[nodiscard]] std::vector<Head> heads_after(Transaction& tx, std::int64_t seq, int limit);

/// The oldest seals with their entries, for as long as those are from before `before`; ends at the first one that is
/// not, or whose entry is gone.
[[nodiscard]] std::vector<Sealed> prunable(Transaction& tx, Time before, int limit);
[[nodiscard]] std::optional<Checkpoint> last_checkpoint(Transaction& tx);
/// Adds the checkpoint, then deletes what it stands for: seals up to its own, their entries and heads. The database
/// lets go of nothing that no checkpoint covers, and of no entry younger than six years.
void prune(Transaction& tx, const Checkpoint& checkpoint);
[[nodiscard]] std::vector<Checkpoint> checkpoints_after(Transaction& tx, std::int64_t seq, int limit);

[[nodiscard]] std::vector<Sealed> sealed_after(Transaction& tx, std::int64_t seq, int limit);
/// Entries that have no seal and wait for none: nobody of the program wrote them.
[[nodiscard]] std::vector<std::int64_t> smuggled(Transaction& tx, int limit);
/// Ids up to this one were given out, also to rows that are gone.
[[nodiscard]] std::int64_t last_id_given(Transaction& tx);

} // namespace rounds::storage::audit
