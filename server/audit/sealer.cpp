#include "server/audit/sealer.hpp"

#include "storage/audit.hpp"
#include "storage/base/log.hpp"

#include <algorithm>

namespace rounds::audit {
namespace {

using storage::Transaction;

constexpr int page = 1000;
constexpr int most_smuggled = 100;

/// The first ones that are as they were sealed and follow from `before`.
std::vector<Sealed> sound_part(std::vector<Sealed> all, std::string before)
{
    std::size_t sound = 0;
    for (const auto& one : all) {
        if (leaf_of(one.entry.value()) != one.seal.leaf || chained(before, one.seal) != one.seal.hash) {
            log::error("the audit log is not pruned from seal {} on: it is not what was sealed", one.seal.seq);
            break;
        }
        before = one.seal.hash;
        ++sound;
    }
    all.resize(sound);
    return all;
}

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
    if (count > 0 || !kept_) keep_outside();
    return count;
}

std::size_t Sealer::prune(Time now, Time before, int most)
{
    const auto count = db_.transact_blocking([&](Transaction& tx) -> std::size_t {
        if (!storage::audit::lock_sealer(tx)) return 0;
        const auto last = storage::audit::last_checkpoint(tx);
        const auto old = sound_part(storage::audit::prunable(tx, before, most), last ? last->hash : std::string{});
        if (old.empty()) return 0;
        storage::audit::prune(tx, sign_checkpoint(old.back(), now, key_));
        return old.size();
    });
    if (count > 0) keep_outside();
    return count;
}

void Sealer::keep_outside()
{
    if (!kept_) {
        kept_.emplace();
        const auto witness = file_.read();
        for (const auto& head : witness.heads) kept_->head = std::max(kept_->head, head.seq);
        for (const auto& one : witness.checkpoints) kept_->checkpoint = std::max(kept_->checkpoint, one.seq);
    }
    const auto fresh = db_.transact_blocking([&](Transaction& tx) {
        const auto last = storage::audit::last_seal(tx);
        if (last && last->seq < kept_->head) {
            log::error(
                "the audit log ends at seal {}, and the file of heads at {}: `rounds audit verify` tells more",
                last->seq,
                kept_->head
            );
        }
        return Witness{
            .heads = storage::audit::heads_after(tx, kept_->head, page),
            .checkpoints = storage::audit::checkpoints_after(tx, kept_->checkpoint, page)
        };
    });
    file_.append(fresh);
    if (!fresh.heads.empty()) kept_->head = fresh.heads.back().seq;
    if (!fresh.checkpoints.empty()) kept_->checkpoint = fresh.checkpoints.back().seq;
}

void note_succession(
    storage::Database& db,
    const HeadsFile& file,
    const signatures::PrivateKey& before,
    const signatures::PrivateKey& key
)
{
    const auto last = db.transact_blocking([](Transaction& tx) { return storage::audit::last_seal(tx); });
    if (!last) return;
    file.append({.successions = {sign_succession(last->seq, before.public_key().to_multikey(), key)}});
}

Verdict verify(storage::Database& db, Witness witness, std::string key)
{
    Verifier verifier(std::move(witness), std::move(key));
    const auto read_all = [&](auto next, auto take) {
        std::int64_t seq = 0;
        for (std::size_t got = page; got == page;) {
            const auto rows = db.transact_blocking([&](Transaction& tx) { return next(tx, seq, page); });
            for (const auto& row : rows) seq = take(row);
            got = rows.size();
        }
    };
    read_all(storage::audit::checkpoints_after, [&](const Checkpoint& row) {
        verifier.add_checkpoint(row);
        return row.seq;
    });
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
    Verdict verdict{.findings = {}, .sealed = verifier.sealed(), .pruned = verifier.pruned()};
    verdict.findings = verifier.finish(last_id);
    return verdict;
}

} // namespace rounds::audit
