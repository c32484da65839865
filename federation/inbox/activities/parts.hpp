#pragma once

#include "federation/inbox/activities/activities.hpp"
#include "federation/vocab/properties.hpp"

/// What the readers share.
namespace rounds::inbox::parts {

/// An http(s) URL with a host that parse_url takes; the text as it came, else empty.
[[nodiscard]] std::string url_or_empty(std::string_view text);
/// The id of a member (string or object) when it is such a URL, else empty.
[[nodiscard]] std::string url_at(const json::object& object, std::string_view key);

enum class Id {
    demanded,
    optional ///< Add and Remove of Mastodon have none
};
/// Type, id and actor. The actor may be embedded; its id counts.
[[nodiscard]] result<ActivityHead> head(const json::object& activity, std::string_view type, Id id = Id::demanded);
/// `object` or another member: an id, or one embedded object with an id. An array of one is that one.
[[nodiscard]] result<ObjectReference>
reference(const json::object& activity, std::string_view key = vocab::prop::object);

/// The same for one value of a member.
[[nodiscard]] result<ObjectReference> reference_of(const json::value& value);

/// `summary`: why a moderator did it. Plain text, cut to what is kept.
[[nodiscard]] std::string reason_of(const json::object& activity);

/// What a post quotes: as FEP-044f says it, or one of the dialects before it.
[[nodiscard]] std::optional<RemoteQuote> read_quote(const json::object& post);
/// Who may quote it; nothing when it says nothing.
[[nodiscard]] std::optional<RemoteQuotePolicy> read_quote_policy(const json::object& post);
/// kn:question; nothing unless it names a post and a state.
[[nodiscard]] std::optional<RemoteVerdict> read_verdict(const json::object& post);

} // namespace rounds::inbox::parts
