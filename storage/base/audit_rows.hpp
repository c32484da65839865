#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <optional>
#include <string>

/// The rows of the audit log, for those too who read it without a database.
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

/// A seal with its entry, if that is still there.
struct Sealed
{
    Seal seal;
    std::optional<Entry> entry;
};

/// A row of audit_checkpoints: signed, it stands for all seals up to its own, whose time was over and which were
/// deleted.
struct Checkpoint
{
    std::int64_t seq = 0;   ///< the last seal that went
    std::int64_t entry = 0; ///< the last entry that went
    std::string hash{};     ///< of that seal: the chain goes on from it
    Time until{};           ///< time of that entry
    Time signed_at{};
    std::string public_key{}; ///< multikey
    std::string signature{};  ///< Ed25519
};

} // namespace rounds::storage::audit
