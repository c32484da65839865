#pragma once

#include "server/audit/log/chain.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::audit {

/// What was done to a log.
enum class Fault : std::uint8_t {
    edited,            ///< an entry is not the one that was sealed
    deleted,           ///< a sealed entry is gone
    reordered,         ///< an entry stands in the place of another
    inserted,          ///< an entry that was never sealed stands among those that were
    seal_missing,      ///< a seal is gone
    seal_changed,      ///< a seal does not follow from the one before it
    head_forged,       ///< a head that our key did not sign
    rewritten,         ///< the chain fits itself, but not what was signed
    truncated,         ///< the end of the log is gone
    rolled_back,       ///< the log is an older one, as out of a backup, perhaps written on since
    checkpoint_forged, ///< entries went by a checkpoint that our key did not sign
    checkpoint_missing ///< a checkpoint that was witnessed is gone
};
[[nodiscard]] std::string_view name_of(Fault fault) noexcept;

struct Finding
{
    Fault fault;
    std::int64_t seq = 0;   ///< 0: of no seal
    std::int64_t entry = 0; ///< 0: of no entry

    [[nodiscard]] bool operator==(const Finding&) const = default;
};
/// "edited: entry 12 (seal 7)"
[[nodiscard]] std::string describe(const Finding& finding);
/// "pruned: seals 1 to 40, entries up to 43 of 2020-11-22T09:00:00.000Z": no fault, but nothing to check any more.
[[nodiscard]] std::string describe(const Checkpoint& pruned);

/// What was signed and kept outside the log, in any order.
struct Witness
{
    std::vector<Head> heads{};
    std::vector<Checkpoint> checkpoints{};
    std::vector<Succession> successions{};
};

/// Reads a log once, in the order of its seals, and keeps nothing of it but what is wrong.
class Verifier
{
public:
    /// `key`: who must have signed (multikey), or have followed who did; empty: the last of `witness` that followed
    /// another key, else whoever signed its first head.
    Verifier(Witness witness, std::string key);

    /// One that the log itself holds. All of them come first.
    void add_succession(const Succession& succession);

    /// A checkpoint that the log itself holds. All of them come before the first add().
    void add_checkpoint(const Checkpoint& checkpoint);
    void add(const Sealed& next);
    /// A head that the log itself holds.
    void add_head(const Head& head);
    void add_smuggled(std::int64_t entry);
    /// `last_id_given`: see storage::audit; nothing when the log is a file.
    [[nodiscard]] std::vector<Finding> finish(const std::optional<std::int64_t>& last_id_given);

    [[nodiscard]] std::int64_t sealed() const noexcept { return last_seq_; }
    /// The seals up to this one went because their time was over, by a checkpoint that our key signed.
    [[nodiscard]] const std::optional<Checkpoint>& pruned() const noexcept { return pruned_; }
    [[nodiscard]] const std::string& key() const noexcept { return key_; }

private:
    struct Mismatch
    {
        Seal seal;
        std::string leaf; ///< of what stands there now
    };
    void check_witness(const Seal& seal);
    /// Whether what `key` signed at seal `seq` counts.
    [[nodiscard]] bool counts(const std::string& key, std::int64_t seq) const;
    void find_earlier_keys();
    void check_key(const Head& head);
    /// Whether it is genuine; then the chain begins after it, unless it did so later already.
    bool take(const Checkpoint& checkpoint);
    void judge_mismatches();

    std::vector<Head> witness_;
    std::int64_t witnessed_checkpoint_ = 0;
    std::int64_t own_checkpoint_ = 0;
    std::optional<Checkpoint> pruned_;
    std::string key_;
    bool key_given_;
    std::vector<Succession> successions_;
    std::map<std::string, std::int64_t> earlier_keys_; ///< with the last seal that each may have signed
    std::size_t next_witness_ = 0;
    std::int64_t last_seq_ = 0;
    std::string last_hash_;
    std::vector<Mismatch> mismatches_;
    std::vector<Finding> diverged_;  ///< from the witness; judged at the end
    std::int64_t last_own_head_ = 0; ///< a genuine one whose hash is in the log
    std::vector<Finding> findings_;
};

} // namespace rounds::audit
