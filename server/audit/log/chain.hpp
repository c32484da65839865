#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/audit_rows.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The audit log as a chain: each seal hashes an entry and the seal before it; a signature over the last one, kept
/// outside the database, stands for all of them. Nothing here needs a database.
namespace rounds::audit {

using storage::audit::Checkpoint;
using storage::audit::Entry;
using storage::audit::Head;
using storage::audit::Seal;
using storage::audit::Sealed;

/// SHA-256 over 0x00 and what the entry tells (content_json), without its id: two that changed places are recognised.
[[nodiscard]] std::string leaf_of(const Entry& entry);
/// SHA-256 over 0x01, the hash before (nothing before the first), and number, entry and leaf of the seal.
[[nodiscard]] std::string chained(std::string_view before, const Seal& seal);
/// The seals that follow `last`.
[[nodiscard]] std::vector<Seal> seal(const std::optional<Seal>& last, const std::vector<Entry>& entries);

/// A key that signs heads says whom it follows: what `before` signed up to seal `seq` counts, and nothing later.
struct Succession
{
    std::int64_t seq = 0;
    std::string before{};     ///< multikey
    std::string public_key{}; ///< multikey, of the one that follows and signs
    std::string signature{};  ///< Ed25519
};

/// The key that signs heads, made of the secret key of the instance, which is not in the database.
[[nodiscard]] signatures::PrivateKey signing_key(std::string_view secret_key);
[[nodiscard]] Head sign_head(const Seal& last, Time now, const signatures::PrivateKey& key);
/// Its own key signed it, and that is `expected` (multikey) unless that is empty.
[[nodiscard]] bool is_genuine(const Head& head, std::string_view expected_key);

/// The statement that stands for all seals up to `last`, which go because their time is over.
[[nodiscard]] Checkpoint sign_checkpoint(const Sealed& last, Time now, const signatures::PrivateKey& key);
[[nodiscard]] bool is_genuine(const Checkpoint& checkpoint, std::string_view expected_key);

[[nodiscard]] Succession sign_succession(std::int64_t seq, std::string before, const signatures::PrivateKey& key);
[[nodiscard]] bool is_genuine(const Succession& succession, std::string_view expected_key);

/// {"at":..., "actor":..., ...}: all members but the id in a fixed order, the one spelling that leaves are hashed over.
[[nodiscard]] std::string content_json(const Entry& entry);

} // namespace rounds::audit
