#include "server/social/delete_account.hpp"

#include "storage/accounts.hpp"
#include "storage/conversations.hpp"
#include "storage/erasure.hpp"
#include "storage/jobs.hpp"
#include "storage/media.hpp"
#include "storage/sessions.hpp"
#include "storage/statuses.hpp"
#include "storage/tokens.hpp"

namespace rounds::social {
namespace {

constexpr int part = 200; // in one transaction

/// As outbox.cpp orders what an account says of itself: the Delete is addressed before the follows go.
std::string after_the_delete(AccountId account)
{
    return "outbox account " + to_string(account);
}

/// Pictures of the profile are files under our own address.
std::vector<std::string> own_pictures(const Urls& urls, const Account& account)
{
    const auto folder = urls.media("");
    std::vector<std::string> keys;
    for (const auto& picture : {account.avatar_url, account.header_url})
        if (picture.starts_with(folder)) keys.push_back(picture.substr(folder.size()));
    return keys;
}

} // namespace

result<void> delete_account(Transaction& tx, const Urls& urls, const Account& account, Time now)
{
    if (!account.local() || account.actor_type != "Person") return errc::invalid_argument;
    say(tx, {.what = Say::account_deleted, .account = account.id, .target = {}, .status = {}, .text = {}});
    json::object payload;
    payload["account"] = to_string(account.id);
    storage::jobs::add(tx, erase_job, payload, after_the_delete(account.id));
    if (const auto pictures = own_pictures(urls, account); !pictures.empty()) storage::media::trash(tx, pictures, now);
    storage::sessions::remove_of(tx, account.id);
    storage::tokens::revoke_of(tx, account.id, std::nullopt, now);
    storage::accounts::mark_deleted(tx, account.id);
    return {};
}

bool erase_some(Transaction& tx, AccountId account)
{
    const auto posts = storage::erasure::statuses_of(tx, account, part);
    for (const auto id : posts) {
        const auto status = storage::statuses::find(tx, id);
        if (!status) continue;
        storage::statuses::remove(tx, id);
        if (status->visibility == Visibility::direct) storage::conversations::settle(tx, id);
        if (status->reblog_of) storage::statuses::change_stats(tx, *status->reblog_of, {.reblogs = -1});
        if (status->in_reply_to && status->visibility <= Visibility::unlisted)
            storage::statuses::change_stats(tx, *status->in_reply_to, {.replies = -1});
    }
    if (!posts.empty()) return false;
    if (storage::erasure::forget_marks(tx, account, part) > 0) return false;
    storage::erasure::forget_belongings(tx, account);
    return true;
}

} // namespace rounds::social
