#include "storage/backups.hpp"

namespace rounds::storage::backups {
namespace {

const Statement note_sql{"backups.note", "INSERT INTO backups (kind, means, finished_at) VALUES ($1, $2, $3)"};
const Statement forget_sql{"backups.forget", R"(
    DELETE FROM backups WHERE kind = $1 AND finished_at < $2::timestamptz - interval '1 year')"};
const Statement latest_sql{"backups.latest", R"(
    SELECT DISTINCT ON (kind) kind, means, finished_at FROM backups ORDER BY kind, finished_at DESC)"};

} // namespace

void note(Transaction& tx, const Backup& backup)
{
    tx.exec(note_sql, backup.kind, backup.means, backup.finished_at);
    tx.exec(forget_sql, backup.kind, backup.finished_at);
}

Latest latest(Transaction& tx)
{
    Latest found;
    for (const auto row : tx.exec(latest_sql)) {
        Backup one{
            .kind = row.get<std::string>("kind"),
            .means = row.get<std::string>("means"),
            .finished_at = row.get<Time>("finished_at")
        };
        (one.kind == data ? found.data : found.keys) = std::move(one);
    }
    return found;
}

} // namespace rounds::storage::backups
