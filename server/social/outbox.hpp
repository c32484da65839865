#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include "storage/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::social {

/// What is to be told to other servers. A verb adds one row in its own transaction; a worker builds the activity and
/// its deliveries from the tables after commit (server/workers/outbox). Names the fact, never a wire format.
enum class Say {
    status_created,     ///< status
    status_edited,      ///< status
    status_deleted,     ///< status (its row stays as a tombstone)
    status_boosted,     ///< status = the boost's row
    boost_undone,       ///< status = the boost's row
    favourited,         ///< account, status
    favourite_undone,   ///< account, status; text = uri of the Like
    follow_requested,   ///< account, target
    follow_undone,      ///< account, target; text = uri of the Follow
    follow_accepted,    ///< account (who accepts), target (who asked); text = uri of the Follow
    follow_rejected,    ///< account (who rejects), target (who asked); text = uri of the Follow
    blocked,            ///< account, target: only our records change; nothing is sent for patients (health.md 2.6)
    profile_updated,    ///< account
    account_deleted,    ///< account
    report_forwarded,   ///< target = whom it is about, of another server; text = id of the report
    activity_announced, ///< account = a network of ours, status = what it is about; wrapped unchanged (FEP-1b12): the
                        ///< inbox activity whose uri is text or, without text, the latest activity that the status'
                        ///< local author sent about it (activities.object_uri = status.uri). That one is there already:
                        ///< sayings about one status keep their order.
    poll_voted,         ///< account, status = somebody else's poll; text = ids of the votes, separated by a space
    poll_changed,       ///< status: new counts of its poll
    status_pinned,      ///< account, status
    status_unpinned,    ///< account, status
    quote_requested,    ///< status = the post that quotes, account = whose post it quotes; text = uri of the request
    quote_accepted,     ///< account = whose post is quoted, target = who quotes it, status = the post that quotes; text
                        ///< = uri of the request
    quote_rejected,     ///< the same
    quote_revoked,      ///< account, target, status as before; text = uri of the stamp
    quote_changed,      ///< status: who may quote it, or whether it may show what it quotes
    account_moved,      ///< account, target = its new account
    feature_requested,  ///< account = whose collection, target = whom it recommends; text = id of the item
    feature_accepted,   ///< account = who is recommended, target = whose collection; text = id of the item
    feature_rejected,   ///< the same; text = uri of the request
    feature_revoked,    ///< the same; text = uri of the stamp
    collection_created, ///< account = whose; text = id of the collection
    collection_changed, ///< the same
    collection_deleted, ///< the same; text = its uri
    item_added,         ///< account = whose collection; text = id of the item
    item_removed        ///< the same, target = who was recommended; text = uris of collection and item, by a space
};

struct Saying
{
    Say what;
    std::optional<AccountId> account;
    std::optional<AccountId> target;
    std::optional<StatusId> status;
    std::string_view text;
};

/// The kind of its jobs.
inline constexpr std::string_view outbox_job = "outbox";

/// Adds a job of kind "outbox". Sayings about one status or one pair of accounts keep their order.
void say(storage::Transaction& tx, const Saying& saying);

/// The same, to be told at `run_at` and in no order with other sayings: for what may be told late, once for many
/// changes.
void say_later(storage::Transaction& tx, const Saying& saying, Time run_at);

/// A saying as it comes out of its job.
struct SavedSaying
{
    Say what;
    std::optional<AccountId> account;
    std::optional<AccountId> target;
    std::optional<StatusId> status;
    std::string text;
    std::string activity; ///< of activity_announced: the activity as it arrived, byte for byte
};
/// invalid_argument when the payload is none of ours.
[[nodiscard]] result<SavedSaying> read_saying(const json::object& payload);

} // namespace rounds::social
