#include "server/audit/log/verifier.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::audit {

std::string_view name_of(Fault fault) noexcept
{
    switch (fault) {
    case Fault::edited:
        return "edited";
    case Fault::deleted:
        return "deleted";
    case Fault::reordered:
        return "reordered";
    case Fault::inserted:
        return "inserted";
    case Fault::seal_missing:
        return "seal missing";
    case Fault::seal_changed:
        return "seal changed";
    case Fault::head_forged:
        return "head forged";
    case Fault::rewritten:
        return "rewritten";
    case Fault::truncated:
        return "truncated";
    case Fault::rolled_back:
        return "rolled back";
    case Fault::checkpoint_forged:
        return "checkpoint forged";
    case Fault::checkpoint_missing:
        return "checkpoint missing";
    }
    return "unknown";
}

std::string describe(const Finding& finding)
{
    std::string text(name_of(finding.fault));
    if (finding.entry != 0) text += fmt::format(": entry {}", finding.entry);
    if (finding.seq != 0) text += fmt::format("{} seal {}", finding.entry != 0 ? "," : ":", finding.seq);
    return text;
}

std::string describe(const Checkpoint& pruned)
{
    return fmt::format(
        "pruned: seals 1 to {}, entries up to {} of {}", pruned.seq, pruned.entry, to_iso8601(pruned.until)
    );
}

Verifier::Verifier(Witness witness, std::string key)
    : witness_(std::move(witness.heads)), key_(std::move(key)), key_given_(!key_.empty())
{
    for (const auto& succession : witness.successions) add_succession(succession);
    std::ranges::sort(witness_, {}, &Head::seq);
    for (const auto& head : witness_) check_key(head);
    std::erase_if(witness_, [this](const Head& head) {
        return !counts(head.public_key, head.seq) || !is_genuine(head, head.public_key);
    });
    for (const auto& checkpoint : witness.checkpoints)
        if (take(checkpoint)) witnessed_checkpoint_ = std::max(witnessed_checkpoint_, checkpoint.seq);
}

void Verifier::add_succession(const Succession& succession)
{
    if (!is_genuine(succession, succession.public_key)) return; // nobody's word: what it would vouch for is forged then
    successions_.push_back(succession);
    if (!key_given_) key_ = succession.public_key;
    find_earlier_keys();
}

/// A key counts up to where one that counts followed it, so that one that leaked signs nothing new.
void Verifier::find_earlier_keys()
{
    earlier_keys_.clear();
    for (bool found = true; found;) {
        found = false;
        for (const auto& one : successions_) {
            const bool by_ours = one.public_key == key_;
            const auto follower = earlier_keys_.find(one.public_key);
            if (one.before == key_ || (!by_ours && follower == earlier_keys_.end())) continue;
            const auto until = by_ours ? one.seq : std::min(one.seq, follower->second);
            auto& known = earlier_keys_.try_emplace(one.before, 0).first->second;
            if (until <= known) continue;
            known = until;
            found = true;
        }
    }
}

bool Verifier::counts(const std::string& key, std::int64_t seq) const
{
    if (key == key_) return true;
    const auto earlier = earlier_keys_.find(key);
    return earlier != earlier_keys_.end() && seq <= earlier->second;
}

bool Verifier::take(const Checkpoint& checkpoint)
{
    if (key_.empty()) key_ = checkpoint.public_key;
    if (!counts(checkpoint.public_key, checkpoint.seq) || !is_genuine(checkpoint, checkpoint.public_key)) {
        findings_.push_back({.fault = Fault::checkpoint_forged, .seq = checkpoint.seq, .entry = checkpoint.entry});
        return false;
    }
    if (pruned_ && pruned_->seq >= checkpoint.seq) return true;
    pruned_ = checkpoint;
    last_seq_ = checkpoint.seq;
    last_hash_ = checkpoint.hash;
    return true;
}

void Verifier::add_checkpoint(const Checkpoint& checkpoint)
{
    if (take(checkpoint)) own_checkpoint_ = std::max(own_checkpoint_, checkpoint.seq);
}

void Verifier::check_key(const Head& head)
{
    if (key_.empty()) key_ = head.public_key;
    if (!counts(head.public_key, head.seq) || !is_genuine(head, head.public_key))
        findings_.push_back({.fault = Fault::head_forged, .seq = head.seq, .entry = head.entry});
}

void Verifier::add(const Sealed& next)
{
    const auto& seal = next.seal;
    if (pruned_ && seal.seq <= pruned_->seq) return; // an older copy of the log still has what went elsewhere
    if (seal.seq <= last_seq_) {
        findings_.push_back({.fault = Fault::reordered, .seq = seal.seq, .entry = seal.entry});
        return;
    }
    for (auto missing = last_seq_ + 1; missing < seal.seq; ++missing)
        findings_.push_back({.fault = Fault::seal_missing, .seq = missing, .entry = 0});
    // After a gap there is nothing that this seal could be told to follow from.
    if (seal.seq == last_seq_ + 1 && chained(last_hash_, seal) != seal.hash)
        findings_.push_back({.fault = Fault::seal_changed, .seq = seal.seq, .entry = seal.entry});
    last_seq_ = seal.seq;
    last_hash_ = seal.hash;
    check_witness(seal);
    if (!next.entry) {
        findings_.push_back({.fault = Fault::deleted, .seq = seal.seq, .entry = seal.entry});
        return;
    }
    auto leaf = leaf_of(*next.entry);
    if (leaf != seal.leaf) mismatches_.push_back({seal, std::move(leaf)});
}

void Verifier::check_witness(const Seal& seal)
{
    while (next_witness_ < witness_.size() && witness_[next_witness_].seq <= seal.seq) {
        const auto& head = witness_[next_witness_++];
        if (pruned_ && head.seq <= pruned_->seq) continue;
        if (head.seq == seal.seq && head.hash != seal.hash)
            diverged_.push_back({.fault = Fault::rewritten, .seq = seal.seq, .entry = seal.entry});
    }
}

void Verifier::add_head(const Head& head)
{
    check_key(head);
    if (counts(head.public_key, head.seq) && is_genuine(head, head.public_key))
        last_own_head_ = std::max(last_own_head_, head.seq);
}

void Verifier::add_smuggled(std::int64_t entry)
{
    findings_.push_back({.fault = Fault::inserted, .seq = 0, .entry = entry});
}

/// Entries that changed places each have the content that the other was sealed with.
void Verifier::judge_mismatches()
{
    std::set<std::string> sealed_leaves;
    for (const auto& one : mismatches_) sealed_leaves.insert(one.seal.leaf);
    for (const auto& one : mismatches_) {
        const bool moved = sealed_leaves.contains(one.leaf);
        findings_.push_back(
            {.fault = moved ? Fault::reordered : Fault::edited, .seq = one.seal.seq, .entry = one.seal.entry}
        );
    }
}

std::vector<Finding> Verifier::finish(const std::optional<std::int64_t>& last_id_given)
{
    judge_mismatches();
    if (own_checkpoint_ < witnessed_checkpoint_)
        findings_.push_back({.fault = Fault::checkpoint_missing, .seq = witnessed_checkpoint_, .entry = 0});
    if (!diverged_.empty()) {
        // Signed by our own server, though on another past than the one that was witnessed: it went on from a backup.
        auto first = diverged_.front();
        if (last_own_head_ >= first.seq) first.fault = Fault::rolled_back;
        findings_.push_back(first);
    }
    if (!witness_.empty() && witness_.back().seq > last_seq_) {
        // Who cuts the end off leaves the counter where it was; a backup brings its own.
        const bool older = last_id_given && *last_id_given < witness_.back().entry;
        findings_.push_back({.fault = older ? Fault::rolled_back : Fault::truncated, .seq = last_seq_ + 1, .entry = 0});
    }
    return std::move(findings_);
}

} // namespace rounds::audit
