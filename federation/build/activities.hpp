#pragma once

#include "federation/build/addressing.hpp"
#include "federation/build/keyring.hpp"
#include "storage/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Outgoing activities, one pure function per file: ids and objects in, JSON out. All have `to` and `cc` as
/// arrays, and @context: activitystreams at first; finish() completes it by what the whole uses.
namespace rounds::build {

/// What every activity has.
struct Head
{
    std::string id;    ///< activity_id()
    std::string actor; ///< uri of who says it
    Audience audience;
    std::optional<Time> published;
};

/// Context, id, type, actor, published, to, cc.
[[nodiscard]] json::object envelope(std::string_view type, const Head& head);

/// `object` without its own @context.
[[nodiscard]] json::object build_create(const Head& head, const json::object& object);
[[nodiscard]] json::object build_update(const Head& head, const json::object& object);

/// Of an object: embeds a Tombstone, so that a receiver who no longer knows it need not fetch.
[[nodiscard]] json::object build_delete(const Head& head, std::string_view object_uri);
/// Of the actor itself: the object is its id alone (ActivityPub section 7.4 as everyone reads it).
[[nodiscard]] json::object build_delete_actor(const Head& head);
/// What is served, with 410, where a deleted object was (ActivityPub section 6.4). With @context.
[[nodiscard]] json::object
build_tombstone(std::string_view uri, std::string_view former_type, std::optional<Time> deleted);

/// The object is a string: Lemmy accepts nothing else.
[[nodiscard]] json::object build_follow(const Head& head, std::string_view target);

/// The Follow that is answered, embedded whole: an id alone is not understood everywhere (federation.md 8 no. 16).
struct FollowRef
{
    std::string id;
    std::string actor;
    std::string object;
};
[[nodiscard]] json::object build_accept(const Head& head, const FollowRef& follow);
[[nodiscard]] json::object build_reject(const Head& head, const FollowRef& follow);

/// FEP-044f: `note` asks to show the post `quoted`; it is embedded, so that it can be looked at.
[[nodiscard]] json::object build_quote_request(const Head& head, std::string_view quoted, const json::object& note);
/// A QuoteRequest that is answered, as far as an answer repeats it: the post that quotes by its id alone.
struct QuoteRequestRef
{
    std::string id;
    std::string actor;
    std::string quoted;
    std::string quoting;
};
/// `stamp` is the id of the approval.
[[nodiscard]] json::object build_accept_quote(const Head& head, const QuoteRequestRef& request, std::string_view stamp);
[[nodiscard]] json::object build_reject_quote(const Head& head, const QuoteRequestRef& request);
/// An approval that is taken back: its id alone, so that neither post is told of to who may not know it.
[[nodiscard]] json::object build_delete_stamp(const Head& head, std::string_view stamp);

/// The approval as it is served, with @context: both posts by their ids alone.
struct QuoteStamp
{
    std::string id;
    std::string author; ///< of the quoted post
    std::string quoted;
    std::string quoting;
};
[[nodiscard]] json::object build_quote_stamp(const QuoteStamp& stamp);

/// `activity` as it was said, without its proof; its @context is dropped.
[[nodiscard]] json::object build_undo(const Head& head, json::object activity);
[[nodiscard]] json::object build_undo_follow(const Head& head, const FollowRef& follow);

[[nodiscard]] json::object build_like(const Head& head, std::string_view object_uri);

/// A report: the account first, then its posts, all by their ids (as Mastodon reads it), the reason in `content`.
[[nodiscard]] json::object
build_flag(const Head& head, std::string_view account, const std::vector<std::string>& posts, std::string_view reason);

/// A boost: the object by its id.
[[nodiscard]] json::object build_announce(const Head& head, std::string_view object_uri);
/// FEP-1b12: what a network passes on. The text of the activity is put in unchanged, byte for byte, also what is not
/// understood here. Signed with the network's key when there is one. invalid_argument when `activity` is no JSON
/// object.
[[nodiscard]] result<std::string>
build_announce_activity(const Head& head, std::string_view activity, const LocalKeys* keys, Time now);

/// Pins and moderators: `target` is the collection.
[[nodiscard]] json::object build_add(const Head& head, std::string_view object_uri, std::string_view target);
[[nodiscard]] json::object build_remove(const Head& head, std::string_view object_uri, std::string_view target);

/// The actor goes to `target`, which must name it in alsoKnownAs.
[[nodiscard]] json::object build_move(const Head& head, std::string_view target);

/// The text that is stored and sent, with the @context that covers it (vocab::put_context); with an integrity proof
/// (FEP-8b32) when keys are given.
[[nodiscard]] std::string finish(json::object activity, const LocalKeys* keys, Time now);

} // namespace rounds::build
