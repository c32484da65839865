#pragma once

#include "federation/signatures/keys.hpp"
#include "server/knowledge/status_list.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/model/account.hpp"

#include <string>
#include <string_view>

/// What a credential of another server is worth: the steps of health.md 3.5 that need no network. Every step that fails
/// has a word of its own, which is kept and shown: a mark is lost loudly.
namespace rounds::knowledge {

/// Why a credential does not count; empty: it does.
namespace unworthy {
inline constexpr std::string_view unreadable = "unreadable"; ///< not JSON, a key given twice, too large
inline constexpr std::string_view elsewhere = "elsewhere";   ///< does not say that it lives where it was found
inline constexpr std::string_view not_a_credential = "not_a_credential";
inline constexpr std::string_view foreign_issuer = "foreign_issuer"; ///< the issuer is of another origin
inline constexpr std::string_view other_subject = "other_subject";   ///< it is about somebody else
inline constexpr std::string_view not_yet_valid = "not_yet_valid";
inline constexpr std::string_view expired = "expired";
inline constexpr std::string_view too_long = "too_long";             ///< for more than a year
inline constexpr std::string_view unknown_status = "unknown_status"; ///< has a status that we cannot look up
inline constexpr std::string_view bad_proof = "bad_proof";           ///< not signed with a key of its issuer
inline constexpr std::string_view revoked = "revoked";       ///< 410 or 404 where it lived, or set in a status list
inline constexpr std::string_view no_issuer = "no_issuer";   ///< suspended, gone, moved, or a person
inline constexpr std::string_view no_subject = "no_subject"; ///< suspended, gone or moved
inline constexpr std::string_view no_root = "no_root";       ///< nobody we believe vouches for the issuer
} // namespace unworthy

/// A credential as it says of itself; nothing of it is proven yet.
struct ReadCredential
{
    json::object document{};
    std::string issuer{}; ///< actor
    std::string method{}; ///< key of the proof
    std::string subject{};
    std::string role{};
    std::string specialty_mesh{};
    std::string specialty_name{};
    bool name_withheld = false;
    Time valid_from{};
    Time valid_until{};
    std::vector<StatusEntry> status{}; ///< lists of the issuer that say whether it was revoked
};

/// Reads what was found at `uri`. `why` is set when it does not count.
struct Reading
{
    ReadCredential credential{};
    std::string_view why{};
};
[[nodiscard]] Reading read_credential(std::string_view text, std::string_view uri);

/// What is wrong with it as a credential of `subject`, at the time of `clock`; `key` is that of its proof, which the
/// caller found in the issuer's own document just now.
[[nodiscard]] std::string_view judge_credential(
    const ReadCredential& credential,
    const storage::Account& subject,
    const storage::Account& issuer,
    const signatures::PublicKey& key,
    const Clock& clock
);

/// Somebody that organisations are and people are not.
[[nodiscard]] bool may_vouch(const storage::Account& issuer) noexcept;

} // namespace rounds::knowledge
