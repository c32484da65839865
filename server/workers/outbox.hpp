#pragma once

#include "federation/build/activities.hpp"
#include "federation/build/keyring.hpp"
#include "server/social/outbox.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/clock.hpp"
#include "storage/deliveries.hpp"

#include <string>
#include <string_view>

/// Sayings become activities and deliveries. Each function works in the caller's transaction and may be run again: what
/// was said under an id is not said twice.
namespace rounds::workers {

using social::SavedSaying;
using storage::Account;
using storage::Transaction;
using storage::deliveries::Recipients;

/// One saying on its way out.
class Outgoing
{
public:
    Outgoing(Transaction& tx, const social::Urls& urls, build::Keyring& keyring, std::string job, Time now)
        : tx(tx), urls(urls), keyring(keyring), job(std::move(job)), now(now)
    {
    }

    Transaction& tx;
    const social::Urls& urls;
    build::Keyring& keyring;
    std::string job; ///< id of the job: part of the ids of activities that have no row of their own
    Time now;

    struct Letter
    {
        AccountId from{};
        std::string kind;       ///< Create ...
        std::string object_uri; ///< deliveries about one object keep their order
        bool shown = false;     ///< for everybody: in the outbox, fetched without asking who
        bool proof = false;     ///< carries an integrity proof
        Recipients to;
    };
    /// Adds proof, row and deliveries. Returns the text that is sent. already_exists when it was said before.
    result<std::string> post(const Letter& letter, json::object activity);
    /// The same for a text that is finished.
    result<void> post_text(const Letter& letter, std::string_view uri, std::string text);

    /// A head whose id is made of the job.
    [[nodiscard]] build::Head head(std::string_view actor, std::string_view kind, build::Audience audience) const;
};

/// What the saying demands; nothing when what it is about is gone meanwhile, or when it was said already. not_found:
/// what it needs is not there yet, try again later.
[[nodiscard]] result<void> carry_out(Outgoing& out, const SavedSaying& saying);

// By subject; outbox.cpp chooses.
[[nodiscard]] result<void> say_created(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_edited(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_deleted(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_boosted(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_boost_undone(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_favourited(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_favourite_undone(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_follow_requested(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_follow_undone(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_follow_answered(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_profile_updated(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_account_deleted(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_reported(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_poll_voted(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_poll_changed(Outgoing& out, const SavedSaying& saying);
/// Pinned or unpinned.
[[nodiscard]] result<void> say_pin(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_quote_requested(Outgoing& out, const SavedSaying& saying);
/// Accepted or rejected.
[[nodiscard]] result<void> say_quote_answered(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_quote_revoked(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_quote_changed(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_moved(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_feature_requested(Outgoing& out, const SavedSaying& saying);
/// Accepted or rejected.
[[nodiscard]] result<void> say_feature_answered(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_feature_revoked(Outgoing& out, const SavedSaying& saying);
/// Created, changed or deleted.
[[nodiscard]] result<void> say_collection(Outgoing& out, const SavedSaying& saying);
/// Added or removed.
[[nodiscard]] result<void> say_collection_item(Outgoing& out, const SavedSaying& saying);
[[nodiscard]] result<void> say_announced(Outgoing& out, const SavedSaying& saying);

/// A network of ours passes an activity on to its followers, unchanged (FEP-1b12).
[[nodiscard]] result<void> announce_activity(Outgoing& out, AccountId network, std::string_view activity);

/// A letter of `from` to one account, at its own inbox. `about` is what it is known by afterwards.
[[nodiscard]] Outgoing::Letter
letter_to(const storage::Account& from, std::string_view kind, const std::string& about, AccountId to);
/// For letters whose id nobody needs.
[[nodiscard]] result<void> plain(const result<std::string>& posted);

} // namespace rounds::workers
