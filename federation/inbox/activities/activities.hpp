#pragma once

#include "federation/inbox/activities/object.hpp"

#include <memory>
#include <string>
#include <variant>
#include <vector>

/// Typed activities, one reader each. Readers look at shape alone: every id is a URL with a host, every activity has an
/// id and an actor. Whether the actor may say so is decided where it is applied (server/inbound). invalid_argument when
/// it cannot be read.
namespace rounds::inbox {

struct ActivityHead
{
    std::string id;
    std::string actor;
    Recipients recipients;
    std::optional<Time> published;
};

/// Something said to exist: the embedded object when there is one, else its id alone.
struct ObjectReference
{
    std::string id;
    std::string type;                   ///< empty when only the id came
    std::optional<json::object> object; ///< as it came
};

struct CreateActivity
{
    ActivityHead head;
    ObjectReference object;
    std::vector<ObjectReference> more; ///< further votes in the same poll: GoToSocial sends all of a person at once
};

struct UpdateActivity
{
    ActivityHead head;
    ObjectReference object;
};

struct DeleteActivity
{
    ActivityHead head;
    std::string object; ///< of a post, or the actor itself
    /// Lemmy: a moderator takes the post out of a group. Its author's Delete has none.
    std::optional<std::string> reason{};
};

struct FollowActivity
{
    ActivityHead head;
    std::string object;
};

/// Accept and Reject of a Follow: by its id, or by the pair when the whole Follow is embedded. The same of a
/// QuoteRequest or a FeatureRequest; when only an id came, it may be of any.
struct AnswerActivity
{
    ActivityHead head;
    std::string follow;       ///< id of what is answered; empty when it has none
    std::string follower;     ///< its actor; empty when only the id came
    std::string followed;     ///< its object
    bool of_quote = false;    ///< a QuoteRequest was embedded
    std::string quoting;      ///< its instrument: the post that quotes
    std::string result;       ///< what an Accept brought about: the approval's id
    bool of_feature = false;  ///< a FeatureRequest was embedded
    std::string collection{}; ///< its instrument: the collection that recommends
};
struct AcceptActivity : AnswerActivity
{
};
struct RejectActivity : AnswerActivity
{
};

/// FEP-044f: somebody asks to quote a post.
struct QuoteRequestActivity
{
    ActivityHead head;
    std::string object;         ///< the post to be quoted
    ObjectReference instrument; ///< the post that quotes it
};

/// FEP-7aa9: somebody asks to recommend an account in a collection.
struct FeatureRequestActivity
{
    ActivityHead head;
    std::string object;     ///< whom
    std::string instrument; ///< the collection
};

struct UndoActivity
{
    ActivityHead head;
    std::string id;       ///< of what is undone; may be empty when it is embedded
    std::string type;     ///< Follow, Like, Announce, Block ...; empty when only the id came
    std::string actor;    ///< of what is undone; empty when only the id came
    std::string object;   ///< its object; empty when only the id came
    std::string target{}; ///< its target: of a ban, the group
};

struct LikeActivity
{
    ActivityHead head;
    std::string object;
};

struct AnnounceActivity
{
    ActivityHead head;
    ObjectReference object;
    bool of_activity = false; ///< FEP-1b12: a group passes an activity on
};

/// To or from a collection of the actor: pinned posts, moderators, recommended accounts. Mastodon gives it no id; it is
/// empty then.
struct CollectionActivity
{
    ActivityHead head;
    std::string object;
    std::string target;
    std::optional<json::object> embedded{}; ///< the object, when it came along
};
struct AddActivity : CollectionActivity
{
};
struct RemoveActivity : CollectionActivity
{
};

struct MoveActivity
{
    ActivityHead head;
    std::string object; ///< the old account
    std::string target; ///< the new one
};

struct BlockActivity
{
    ActivityHead head;
    std::string object;
    std::string target; ///< Lemmy: the community or site somebody is banned from; empty for a person's block
    std::string reason{};
    std::optional<Time> until{}; ///< of a ban; nothing: until it is lifted
    bool with_posts = false;     ///< of a ban: their posts go too
};

/// Lemmy: a thread takes no more answers.
struct LockActivity
{
    ActivityHead head;
    std::string object; ///< the post
    std::string reason;
};

struct FlagActivity
{
    ActivityHead head;
    std::vector<std::string> objects; ///< accounts and posts
    std::string content;
};

using Activity = std::variant<
    CreateActivity,
    UpdateActivity,
    DeleteActivity,
    FollowActivity,
    AcceptActivity,
    RejectActivity,
    UndoActivity,
    LikeActivity,
    AnnounceActivity,
    AddActivity,
    RemoveActivity,
    MoveActivity,
    BlockActivity,
    FlagActivity,
    QuoteRequestActivity,
    FeatureRequestActivity,
    LockActivity>;

[[nodiscard]] result<CreateActivity> read_create(const json::object& activity);
[[nodiscard]] result<UpdateActivity> read_update(const json::object& activity);
[[nodiscard]] result<DeleteActivity> read_delete(const json::object& activity);
[[nodiscard]] result<FollowActivity> read_follow(const json::object& activity);
[[nodiscard]] result<AcceptActivity> read_accept(const json::object& activity);
[[nodiscard]] result<RejectActivity> read_reject(const json::object& activity);
[[nodiscard]] result<UndoActivity> read_undo(const json::object& activity);
[[nodiscard]] result<LikeActivity> read_like(const json::object& activity);
[[nodiscard]] result<AnnounceActivity> read_announce(const json::object& activity);
[[nodiscard]] result<AddActivity> read_add(const json::object& activity);
[[nodiscard]] result<RemoveActivity> read_remove(const json::object& activity);
[[nodiscard]] result<MoveActivity> read_move(const json::object& activity);
[[nodiscard]] result<BlockActivity> read_block(const json::object& activity);
[[nodiscard]] result<LockActivity> read_lock(const json::object& activity);
[[nodiscard]] result<FlagActivity> read_flag(const json::object& activity);

[[nodiscard]] result<QuoteRequestActivity> read_quote_request(const json::object& activity);
[[nodiscard]] result<FeatureRequestActivity> read_feature_request(const json::object& activity);

/// By its type. not_found for a type that means nothing here: such activities are ignored, not refused.
[[nodiscard]] result<Activity> read_activity(const json::object& activity);
[[nodiscard]] const ActivityHead& head_of(const Activity& activity) noexcept;
/// The types that read_activity knows.
[[nodiscard]] bool is_known_activity(std::string_view type) noexcept;

} // namespace rounds::inbox
