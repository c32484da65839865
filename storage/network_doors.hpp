#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

// What must be known of a network wherever somebody comes in or a post goes out; apart from its row, for those who ask
// only that.

namespace rounds::storage::networks {

/// Of a Group of ours; all false for other accounts.
struct Doors
{
    NetworkId network{};
    std::string title{};
    bool local_only = false;
    bool sensitive = false;
};
[[nodiscard]] Doors doors_of(Transaction& tx, AccountId group);

/// The post belongs to, is by, or boosts one of a network whose posts stay on this instance.
[[nodiscard]] bool post_stays_here(Transaction& tx, StatusId status);

/// Somebody who follows a sensitive network here, or has asked to.
[[nodiscard]] bool keeps_a_pseudonym(Transaction& tx, AccountId account);

/// Somebody agreed to something on entering, now. Repeating it changes nothing while it stands.
void grant_consent(Transaction& tx, NetworkId network, AccountId account, std::string_view wording);
void withdraw_consent(Transaction& tx, NetworkId network, AccountId account);

/// What somebody agreed to in a network: to what it keeps of its people on entering a sensitive one ("membership"), or
/// to being quoted in its summaries ("quotation").
struct Consent
{
    std::string kind{};
    NetworkId network{};
    std::string title{};
    std::string wording{}; ///< what was agreed to; empty for quotations, whose words are those of the page
    Time granted_at{};
    std::optional<Time> withdrawn_at{};
};
/// All of one person, the newest first, those taken back too: what pages, the API and the archive list.
[[nodiscard]] std::vector<Consent> consents_of(Transaction& tx, AccountId account, int limit);

} // namespace rounds::storage::networks
