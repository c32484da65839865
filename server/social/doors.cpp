#include "server/social/doors.hpp"

#include "server/social/barred.hpp"
#include "server/social/full_name.hpp"
#include "storage/base/text.hpp"
#include "storage/network_doors.hpp"
#include "storage/pseudonyms.hpp"

#include <fmt/format.h>

namespace rounds::social {
namespace {

namespace networks = storage::networks;

const std::string& shown_name(const Account& account)
{
    return account.display_name.empty() ? account.username : account.display_name;
}

bool is_ours(const Account& account)
{
    return account.local() && account.group();
}

} // namespace

std::string consent_wording(std::string_view title)
{
    return fmt::format(
        "I ask to take part in the network \"{}\". I know that taking part tells others something about my health, and "
        "agree that this instance keeps what I write there and shows it to the people of the network, under the name "
        "that I chose. I can take this back at any time by no longer following the network.",
        title
    );
}

result<void> knock(Transaction& tx, const Account& by, const Account& group)
{
    if (!group.group()) return {};
    if (const auto open = let_in(tx, {group.id}, by.id); !open) return open.error();
    if (!is_ours(group)) return {};
    const auto doors = networks::doors_of(tx, group.id);
    if (doors.local_only && !by.local()) return errc::forbidden;
    const bool named = looks_like_full_name(by.display_name) || looks_like_full_name(by.username);
    if (doors.sensitive && named) return errc::invalid_argument;
    return {};
}

bool may_be_called(Transaction& tx, const Account& account)
{
    return !looks_like_full_name(account.display_name) || !networks::keeps_a_pseudonym(tx, account.id);
}

bool must_rename(Transaction& tx, const Account& account)
{
    return account.local() && storage::pseudonyms::required(tx, account.id);
}

bool settle_name(Transaction& tx, const Account& before, const Account& account)
{
    if (!must_rename(tx, account)) return true;
    const auto& shown = shown_name(account);
    if (text::to_lower(text::trim(shown)) == text::to_lower(text::trim(shown_name(before)))) return false;
    if (looks_like_full_name(shown)) return false;
    storage::pseudonyms::settle(tx, account.id);
    return true;
}

void enter(Transaction& tx, const Account& by, const Account& group)
{
    if (!is_ours(group) || !by.local()) return;
    const auto doors = networks::doors_of(tx, group.id);
    if (doors.sensitive) networks::grant_consent(tx, doors.network, by.id, consent_wording(doors.title));
}

void leave(Transaction& tx, const Account& by, const Account& group)
{
    if (!is_ours(group) || !by.local()) return;
    if (const auto doors = networks::doors_of(tx, group.id); doors.network != NetworkId{})
        networks::withdraw_consent(tx, doors.network, by.id);
}

} // namespace rounds::social
