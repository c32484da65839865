#include "server/audit/verifier.hpp"

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

Verifier::Verifier(std::vector<Head> witness, std::string key) : witness_(std::move(witness)), key_(std::move(key))
{
    std::ranges::sort(witness_, {}, &Head::seq);
    for (const auto& head : witness_) check_key(head);
    std::erase_if(witness_, [this](const Head& head) { return !is_genuine(head, key_); });
}

void Verifier::check_key(const Head& head)
{
    if (key_.empty()) key_ = head.public_key;
    if (!is_genuine(head, key_))
        findings_.push_back({.fault = Fault::head_forged, .seq = head.seq, .entry = head.entry});
}

void Verifier::add(const Sealed& next)
{
    const auto& seal = next.seal;
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
        if (head.seq == seal.seq && head.hash != seal.hash)
            diverged_.push_back({.fault = Fault::rewritten, .seq = seal.seq, .entry = seal.entry});
    }
}

void Verifier::add_head(const Head& head)
{
    check_key(head);
    if (is_genuine(head, key_)) last_own_head_ = std::max(last_own_head_, head.seq);
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
