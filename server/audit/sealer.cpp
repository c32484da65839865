#include "server/audit/sealer.hpp"

#include "storage/base/log.hpp"

#include <algorithm>

namespace rounds::audit {
namespace {

using storage::Transaction;

constexpr int page = 1000;
constexpr int most_smuggled = 100;

} // namespace

std::size_t Sealer::run(Time now, int most)
{
    const auto count = db_.transact_blocking([&](Transaction& tx) -> std::size_t {
        if (!storage::audit::lock_sealer(tx)) return 0;
        const auto entries = storage::audit::pending(tx, most);
        if (entries.empty()) return 0;
        const auto seals = seal(storage::audit::last_seal(tx), entries);
        storage::audit::add_seals(tx, seals);
        storage::audit::add_head(tx, sign_head(seals.back(), now, key_));
        return seals.size();
    });
    // After the commit: a head in the file that the database does not have would look like a log that was cut.
    if (count > 0 || !kept_) keep_heads();
    return count;
}

void Sealer::keep_heads()
{
    if (!kept_) {
        kept_ = 0;
        for (const auto& head : file_.read()) kept_ = std::max(*kept_, head.seq);
    }
    const auto fresh = db_.transact_blocking([&](Transaction& tx) {
        const auto last = storage::audit::last_seal(tx);
        if (last && last->seq < *kept_) {
            log::error(
                "the audit log ends at seal {}, and the file of heads at {}: `rounds audit verify` tells more",
                last->seq,
                *kept_
            );
        }
        return storage::audit::heads_after(tx, *kept_, page);
    });
    file_.append(fresh);
    if (!fresh.empty()) kept_ = fresh.back().seq;
}

std::vector<Finding> verify(storage::Database& db, std::vector<Head> witness, std::string key, std::int64_t& sealed)
{
    Verifier verifier(std::move(witness), std::move(key));
    std::int64_t seq = 0;
    const auto read_all = [&](auto next, auto take) {
        seq = 0;
        for (std::size_t got = page; got == page;) {
            const auto rows = db.transact_blocking([&](Transaction& tx) { return next(tx, seq, page); });
            for (const auto& row : rows) seq = take(row);
            got = rows.size();
        }
    };
    read_all(storage::audit::sealed_after, [&](const Sealed& row) {
        verifier.add(row);
        return row.seal.seq;
    });
    read_all(storage::audit::heads_after, [&](const Head& row) {
        verifier.add_head(row);
        return row.seq;
    });
    std::int64_t last_id = 0;
    const auto smuggled = db.transact_blocking([&](Transaction& tx) {
        last_id = storage::audit::last_id_given(tx);
        return storage::audit::smuggled(tx, most_smuggled);
    });
    for (const auto id : smuggled) verifier.add_smuggled(id);
    sealed = verifier.sealed();
    return verifier.finish(last_id);
}

} // namespace rounds::audit
