#pragma once

// What people may do. Two doors lead here: the API (a local account acts) and server/inbound (a remote account acts).
// Each verb checks the rules, writes the rows, counters, notifications and events, and says what other servers must be
// told - all in the caller's transaction. None knows a wire format.

#include "server/social/outbox.hpp"
#include "storage/graph.hpp"
#include "storage/model/collection.hpp"
#include "storage/reports.hpp"
#include "storage/statuses.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rounds::social {

using storage::Account;
using storage::Status;
using storage::Transaction;
using storage::Visibility;

/// The pictures of an account.
enum class Picture { avatar, header };
/// Sixteen letters that change with the picture of another server; part of its address here.
[[nodiscard]] std::string picture_version(std::string_view url);

/// Addresses of this instance; pure text.
class Urls
{
public:
    /// "https://mercy.example" without a final slash.
    explicit Urls(std::string base);

    [[nodiscard]] const std::string& base() const noexcept { return base_; }
    [[nodiscard]] const std::string& domain() const noexcept { return domain_; } ///< host[:port]
    /// {base}/users/{name}, {base}/groups/{name} for a Group, {base}/actor for the Application.
    [[nodiscard]] std::string actor(const Account& account) const;
    [[nodiscard]] std::string profile_page(const Account& account) const;            ///< {base}/@{name}
    [[nodiscard]] std::string status(const Account& author, StatusId id) const;      ///< {actor}/statuses/{id}
    [[nodiscard]] std::string status_page(const Account& author, StatusId id) const; ///< {base}/@{name}/{id}
    /// {actor}/activities/{kind}/{id}: every activity has an id that can be fetched.
    [[nodiscard]] std::string activity(const Account& author, std::string_view kind, std::string_view id) const;
    [[nodiscard]] std::string chat(ChatId id) const;            ///< {base}/chats/{id}
    [[nodiscard]] std::string summary(SummaryId id) const;      ///< {base}/summaries/{id}
    [[nodiscard]] std::string summary_page(SummaryId id) const; ///< {base}/s/{id}
    /// {actor}/quote_authorizations/{id}: the approval of `quoted_author` for the post `quoting`.
    [[nodiscard]] std::string quote_stamp(const Account& quoted_author, StatusId quoting) const;
    [[nodiscard]] std::string collections(const Account& owner) const;                 ///< {actor}/collections
    [[nodiscard]] std::string collection(const Account& owner, CollectionId id) const; ///< {actor}/collections/{id}
    [[nodiscard]] std::string collection_page(CollectionId id) const;                  ///< {base}/collections/{id}
    /// {actor}/collections/{collection}/items/{id}
    [[nodiscard]] std::string collection_item(const Account& owner, CollectionId collection, CollectionItemId id) const;
    /// {actor}/feature_authorizations/{id}: that `featured` agreed to be recommended by that item.
    [[nodiscard]] std::string feature_stamp(const Account& featured, CollectionItemId id) const;
    [[nodiscard]] std::string tag(std::string_view name) const;   ///< {base}/tags/{name}
    [[nodiscard]] std::string asset(std::string_view path) const; ///< {base}/assets/{path}
    [[nodiscard]] std::string media(std::string_view key) const;  ///< {base}/media/{key}
    /// Where people here see a file: ours as it is, another server's through us ({base}/media/remote/...), never from
    /// there. Empty while it is busy, or when it is nothing that could be shown (it is linked then).
    [[nodiscard]] std::string shown(const storage::Media& media) const;
    [[nodiscard]] std::string shown_small(const storage::Media& media) const;
    /// The same for a picture of an account; a default one when it has none.
    [[nodiscard]] std::string shown(const Account& account, Picture picture) const;

private:
    std::string base_;
    std::string domain_;
};

/// What a local person asks. Bounds of number, length and time are the caller's to check.
struct PollForm
{
    std::vector<std::string> options{};
    std::chrono::seconds expires_in{};
    bool multiple = false;
    bool hide_totals = false;

    /// The poll as it stands at the beginning, without a status.
    [[nodiscard]] storage::Poll begin(Time now) const;
};

/// A local person's post.
struct PostForm
{
    std::string text{}; ///< as typed
    std::string spoiler_text{};
    bool sensitive = false;
    Visibility visibility = Visibility::public_;
    std::optional<StatusId> in_reply_to{};
    std::optional<std::string> language{};
    std::vector<AccountId> mentions{}; ///< of the handles in the text, resolved by the caller before the transaction
    std::optional<AppId> app{};
    std::optional<PollForm> poll{};
    std::vector<MediaId> media{}; ///< uploaded by the author, on no post yet
    std::optional<StatusId> quoted{};
    storage::QuotePolicy quote_policy{}; ///< of private and direct posts: their author alone, whatever is said here
};

/// Writes the post, its conversation, mentions and tags; notifies; tells followers' and mentioned servers. When the
/// text mentions a network, the post belongs to it (audience) and a network of ours announces it: as an activity, and a
/// top-level post also as a boost, if its posting policy lets the author. A reply belongs where its parent does, and is
/// at most as widely visible as a private or direct parent. A quote shows another post (quotes.hpp). not_found when the
/// parent or the quoted post is not visible to the author, or a file is not theirs to post; forbidden when the post may
/// not be quoted. Limits of length and number are the caller's to check.
[[nodiscard]] result<Status>
post(Transaction& tx, const Urls& urls, const Account& author, const PostForm& form, Time now);

/// What a post that arrived says of the one it quotes.
struct ArrivedQuote
{
    std::string uri{};
    std::string stamp{};      ///< uri of the approval it claims; empty: none
    bool old_dialect = false; ///< not FEP-044f's: its server asks nobody
};

/// A post that arrived, already verified and sanitised. `status.id` is made here; mentions of local people notify them.
/// already_exists when its uri is known; gone when it was deleted before it came. The parent is found by
/// in_reply_to_uri, and linked when its author may see it; replies that came first are adopted. forbidden when the
/// author is not usable.
struct ArrivedPost
{
    Status status{};
    std::vector<AccountId> mentions{};
    std::vector<AccountId> silent_mentions{};
    std::vector<std::string> tags{};
    std::vector<storage::Media> media{};
    std::optional<storage::Poll> poll{};
    std::optional<ArrivedQuote> quote{};
    std::optional<std::string> conversation_uri{};
    std::string activity_uri{}; ///< of the Create, for a network of ours to announce; empty when it was fetched

    // What a caller who has looked it up already may tell, to spare the look-ups.
    const Account* author = nullptr; ///< that of `status.account`
    bool people_only = false;        ///< no Group is among those mentioned
    bool awaited_by_none = false;    ///< nobody asked to be notified of the author's posts
    /// The post is new, and stays so until the transaction ends: should it not, the transaction fails.
    const storage::statuses::Arriving* arriving = nullptr;
};
[[nodiscard]] result<Status> receive_post(Transaction& tx, const Urls& urls, const ArrivedPost& arrived, Time now);

/// New wording of an own or arrived post. Boosters, mentioned and those who quote it are notified; what it quotes
/// itself stays. Other choices of its poll void all votes; a poll that is left out goes.
struct EditForm
{
    std::string text{};    ///< local: as typed
    std::string content{}; ///< arrived: sanitised HTML
    std::string title{};
    std::string spoiler_text{};
    bool sensitive = false;
    std::optional<std::string> language{};
    std::vector<AccountId> mentions{};
    std::vector<std::string> tags{};             ///< arrived; local ones are found in the text
    std::optional<std::vector<MediaId>> media{}; ///< local: uploads of the author, on no other post; nothing: as before
    bool media_described = false;                ///< local: the caller has changed words about a file
    std::optional<std::vector<storage::Media>> arrived_media{}; ///< arrived; nothing: as before
    std::string activity_uri{}; ///< arrived: of the Update, for a network of ours to announce
    std::optional<storage::Poll> poll{};
    std::optional<storage::QuotePolicy> quote_policy{}; ///< nothing: as before
    std::optional<ArrivedQuote> arrived_quote{};        ///< what an arrived wording quotes
};
[[nodiscard]] result<Status>
edit_post(Transaction& tx, const Urls& urls, const Account& author, StatusId id, const EditForm& form, Time now);
/// The status as it was. forbidden unless it is the author's (or, `by_moderator`, anyone's). Removing a boost undoes
/// it. `activity_uri` is that of a Delete that arrived, for a network of ours to announce.
[[nodiscard]] result<Status> remove_post(
    Transaction& tx, const Account& author, StatusId id, bool by_moderator = false, std::string_view activity_uri = {}
);

/// The boost's own row. Boosting twice gives the first one. forbidden for private posts of others and all direct ones;
/// of the boosts themselves only one that arrived may be direct: its author boosts for the post's author alone.
[[nodiscard]] result<Status> boost(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    StatusId id,
    Visibility visibility,
    Time now,
    const std::optional<std::string>& arrived_uri = {}
);
[[nodiscard]] result<Status> undo_boost(Transaction& tx, const Account& by, StatusId of);

/// already_exists is success for the caller. `arrived_uri` is the id of a remote Like.
[[nodiscard]] result<void> favourite(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    StatusId id,
    const std::optional<std::string>& arrived_uri = {}
);
[[nodiscard]] result<void> undo_favourite(Transaction& tx, const Account& by, StatusId id);
[[nodiscard]] result<void> bookmark(Transaction& tx, const Account& by, StatusId id);
[[nodiscard]] result<void> undo_bookmark(Transaction& tx, const Account& by, StatusId id);

/// Puts one's own post on top of one's profile, for other servers too. forbidden: another's, a boost, or direct;
/// already_exists; too_many (storage::personal::max_pins).
[[nodiscard]] result<void> pin(Transaction& tx, const Account& by, const Status& status);
void unpin(Transaction& tx, const Account& by, const Status& status);

struct FollowOptions
{
    bool show_reblogs = true;
    bool notify = false;
    std::vector<std::string> languages{};
};
/// Follows, or asks to when the target is locked or remote. Repeating it changes the options. forbidden when either
/// blocks the other. `arrived_uri` is the id of a remote Follow: an open local target accepts at once and says so.
[[nodiscard]] result<storage::graph::Follow> follow(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    const Account& target,
    const FollowOptions& options,
    const std::optional<std::string>& arrived_uri = {}
);
[[nodiscard]] result<void> unfollow(Transaction& tx, const Account& by, const Account& target);
/// `target` is who was asked. For a remote target this is its Accept.
[[nodiscard]] result<void> accept_follow(Transaction& tx, const Account& target, const Account& by);
/// Also ends an accepted follow (Reject after Accept; "remove from followers").
[[nodiscard]] result<void> reject_follow(Transaction& tx, const Account& target, const Account& by);
/// Ends follows both ways. Nothing is sent beyond what ends the follows.
[[nodiscard]] result<void> block(Transaction& tx, const Account& by, const Account& target);

/// What a person here tells the moderators.
struct ReportForm
{
    AccountId target{};
    std::vector<StatusId> statuses{};
    std::string comment{};
    std::string category = "other"; ///< spam, legal, violation, other
    std::vector<std::string> rules{};
    bool forward = false; ///< tell the target's server as well
};
/// Keeps the report, tells the moderators, and the target's server when asked to: in the name of the instance, never of
/// the person. not_found when a post is not the target's or not visible to the person; forbidden about oneself.
[[nodiscard]] result<storage::reports::Report>
report(Transaction& tx, const Urls& urls, const Account& by, const ReportForm& form);

/// Adds a notification unless the recipient has no log-in here, is the sender, blocks or mutes the sender (or its
/// domain) or muted the conversation. The recipient's policy (storage/notification_policies.hpp) may hold it back or
/// drop it; moderators, changes of posts and reports are exempt from it, and so is whom the recipient has accepted.
/// Once per sender, kind and post, "update" and "quoted_update" excepted. Kinds: mention, status, reblog, follow,
/// follow_request, favourite, update, quote, quoted_update (a post that the recipient quotes was edited), and poll (it
/// ended), which its author gets too. Favourites and boosts of one post, and follows,
/// that come within twelve hours of the first are one group. Adds a job of kind "push" for each app that asked to hear
/// of it.
void notify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status = {});
/// The same for many, in one query.
void notify(
    Transaction& tx,
    const std::vector<AccountId>& to,
    AccountId from,
    std::string_view kind,
    std::optional<StatusId> status = {}
);
/// About a collection of accounts: "added_to_collection", once, and "collection_update", each time.
void notify_about(Transaction& tx, AccountId to, AccountId from, std::string_view kind, CollectionId collection);
/// A report for each moderator and administrator: "admin.report".
void notify_staff(Transaction& tx, AccountId from, ReportId report);
/// Takes it back.
void unnotify(
    Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status = {}
);

/// What networks of ours tell their followers about an activity on a post that belongs to them. Nothing for a post that
/// is not public or unlisted, and by no network whose posting policy does not let the author. `activity_uri` as in
/// ArrivedPost; empty for a local author's. Returns the networks that announce.
std::vector<AccountId> announce(
    Transaction& tx,
    const Account& author,
    const Status& status,
    const std::vector<AccountId>& networks,
    std::string_view activity_uri
);

} // namespace rounds::social
